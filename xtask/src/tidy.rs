//! The rules, one file each. A rule is a pure function from text to findings, so that each is tested on a bad sample.

mod docs;
mod named;
mod pattern;
mod problems;
mod rooms;
mod sizes;
mod tree;
mod words;

use std::{fmt, path::Path};

pub(crate) use tree::File;

/// One place that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    place: String,
    message: String,
    error: bool,
}

impl Finding {
    fn error(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into(), error: true }
    }

    fn warning(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { error: false, ..Self::error(place, message) }
    }

    pub(crate) const fn is_error(&self) -> bool {
        self.error
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.error { "error" } else { "warning" };
        write!(f, "{kind}: {}: {}", self.place, self.message)
    }
}

/// Applies every rule to the repository. `xtask_commands` are the words that may follow `cargo xtask` in the guides.
pub(crate) fn run(root: &Path, xtask_commands: &[String]) -> anyhow::Result<Vec<Finding>> {
    let tree = tree::read(root)?;
    let (members, edges) = rooms::read(root)?;
    let mut findings = rooms::check(&members, &edges);
    findings.extend(rooms::check_papers(&members, &tree));
    findings.extend(named::check(&tree));
    findings.extend(sizes::check(&tree));
    findings.extend(words::check(&tree));
    findings.extend(problems::check(&tree));
    findings.extend(docs::check(&tree, xtask_commands, &|path| root.join(path).exists()));
    findings.sort_by(|a, b| (!a.error, &a.place, &a.message).cmp(&(!b.error, &b.place, &b.message)));
    Ok(findings)
}
