//! What the commands print. Logs go to standard error; this is for whoever typed the command.

/// One line to standard output.
#[expect(clippy::print_stdout, reason = "the one place that prints: the answer of a command")]
pub(crate) fn say(line: impl std::fmt::Display) {
    println!("{line}");
}

/// One line to standard error.
#[expect(clippy::print_stderr, reason = "the one place that prints: why a command failed")]
pub(crate) fn complain(line: impl std::fmt::Display) {
    eprintln!("{line}");
}
