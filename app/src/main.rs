//! The one binary.
//!
//! `fluxstudio serve` is the studio; the other commands look after it. What is joined to what stands in `wire.rs`, on one page.

mod assets;
mod cli;
mod commands;
mod console;
mod housekeeping;
mod open;
mod wire;

use std::process::ExitCode;

/// Gives memory back and wastes little on many threads; see `docs/decisions/006-allocator.md` for what was measured.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::run()
}
