//! The one place that prints.

use std::io::Write as _;

/// One line to standard output.
pub(crate) fn say(line: impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
