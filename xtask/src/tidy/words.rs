//! Words that put work off, and tests that are switched off.

use std::sync::LazyLock;

use regex::Regex;

use super::{File, Finding, pattern::pattern};

/// What, where (by extension), and why not. The patterns are spelt so that they do not find themselves.
static RULES: &[(&LazyLock<Regex>, &[&str], &str)] = &[
    (
        pattern!(r"\b(TO(?:DO)|FIX(?:ME)|XX(?:X))\b"),
        &["rs", "ts", "tsx", "css", "sh", "toml", "mjs", "js", ""],
        "work is done or it is an issue; it is no comment",
    ),
    (pattern!(r"#\[\s*(?:ignore)\b"), &["rs"], "a test runs or it is deleted"),
    (
        pattern!(r"\b(test|it|describe|suite|bench)(\.\w+)*\.(skip|only|todo|fixme|fails)\s*\("),
        &["ts", "tsx", "mjs", "js"],
        "a test runs, with all the others, or it is deleted",
    ),
    (
        pattern!(r"\b(x|f)(?:it|describe)\s*\("),
        &["ts", "tsx", "mjs", "js"],
        "a test runs, with all the others, or it is deleted",
    ),
    (pattern!(r"@ts-(?:ignore|nocheck|expect-error)"), &["ts", "tsx"], "the type is the truth: correct it"),
];

/// Each line of each file that is written by hand.
pub(crate) fn check(tree: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree {
        let name = file.path.rsplit('/').next().unwrap_or("");
        let extension = if name.contains('.') { file.extension() } else { "" };
        for (pattern, extensions, why) in RULES.iter().filter(|(_, extensions, _)| extensions.contains(&extension)) {
            debug_assert!(!extensions.is_empty());
            for (number, line) in file.text.lines().enumerate() {
                if let Some(found) = pattern.find(line) {
                    let place = format!("{}:{}", file.path, number + 1);
                    findings.push(Finding::error(place, format!("`{}`: {why}", found.as_str().trim())));
                }
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> usize {
        check(&[File::new(path, text)]).len()
    }

    #[test]
    fn put_off_work_is_named() {
        assert_eq!(findings("a/src/lib.rs", concat!("// TO", "DO: later\n// FIX", "ME\n")), 2);
        assert_eq!(findings("Makefile", concat!("# TO", "DO\n")), 1);
        assert_eq!(findings("a/src/lib.rs", "// a todo list is a thing people keep\n"), 0);
    }

    #[test]
    fn tests_that_do_not_run_are_named() {
        assert_eq!(findings("a/src/lib.rs", concat!("#[ig", "nore]\n#[ig", "nore = \"slow\"]\n")), 2);
        for sample in [
            concat!("test.sk", "ip('x')"),
            concat!("describe.on", "ly('x')"),
            concat!("it.concurrent.sk", "ip('x')"),
            concat!("x", "it('x')"),
        ] {
            assert_eq!(findings("web/src/a.test.ts", sample), 1, "{sample}");
        }
        assert_eq!(findings("a/src/lib.rs", "iterator.skip(1);\n"), 0);
        assert_eq!(findings("web/src/a.ts", "submit('x'); edit('y'); exit(1)\n"), 0);
    }
}
