//! Each problem code that a client can meet is explained, and nothing else is.

use super::{File, Finding, pattern::pattern};

const REGISTRY: &str = "kernel/src/problem.rs";
const GUIDE: &str = "docs/problems.md";

/// The registry against the guide: a section for each that begins with its status, in one direction and the other.
pub(crate) fn check(tree: &[File]) -> Vec<Finding> {
    let text = |path: &str| tree.iter().find(|file| file.path == path).map_or("", |file| &file.text);
    let codes: Vec<(String, String)> = pattern!(r#"(?m)^\s+\w+ = "([a-z_]+)", (\d{3}), ""#)
        .captures_iter(text(REGISTRY))
        .map(|code| (code[1].to_owned(), code[2].to_owned()))
        .collect();
    let sections: Vec<(String, String)> = pattern!(r"(?m)^## `([a-z_]+)`\n\n\*\*(\d{3})\.\*\* \w")
        .captures_iter(text(GUIDE))
        .map(|section| (section[1].to_owned(), section[2].to_owned()))
        .collect();
    let mut findings = Vec::new();
    if codes.is_empty() {
        findings.push(Finding::error(
            REGISTRY,
            "no problem code was found; does the rule still know how they are written?",
        ));
    }
    for (code, status) in codes.iter().filter(|code| !sections.contains(code)) {
        findings.push(Finding::error(GUIDE, format!("has no section ## `{code}` that begins with **{status}.**")));
    }
    for (code, status) in sections.iter().filter(|section| !codes.contains(section)) {
        findings.push(Finding::error(GUIDE, format!("## `{code}` with {status} is no problem code of {REGISTRY}")));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODES: &str = "codes! {\n    Gone = \"gone\", 410, \"It is gone\";\n    Full = \"full\", 507, \"Full\";\n}\n";

    fn findings(guide: &str) -> usize {
        check(&[File::new(REGISTRY, CODES), File::new(GUIDE, guide)]).len()
    }

    #[test]
    fn both_directions() {
        let (gone, full) = ("## `gone`\n\n**410.** It is.\n\n", "## `full`\n\n**507.** It is.\n");
        assert_eq!(findings(&format!("{gone}{full}")), 0);
        assert_eq!(findings(gone), 1);
        assert_eq!(findings(&format!("{}{full}", gone.replace("410", "404"))), 2);
        assert_eq!(findings(&format!("{gone}{full}\n## `other`\n\n**400.** x\n")), 1);
        assert_eq!(findings(&format!("## `gone`\n\n{full}")), 1);
        assert_eq!(check(&[]).len(), 1);
    }
}
