//! What the commands print. Logs go to standard error; this is for whoever typed the command.

use std::io::Write as _;

/// One line to standard output. Nobody reading any more (`fluxstudio openapi | head`) is no failure.
pub(crate) fn say(line: impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}

/// One line to standard error.
pub(crate) fn complain(line: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
