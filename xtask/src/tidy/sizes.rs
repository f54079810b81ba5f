//! A file that a person can hold in mind.

use super::{File, Finding};

const WARN_LINES: usize = 400;
const MAX_LINES: usize = 600;

/// Production lines of a file; those of tests are not counted.
pub(crate) fn check(tree: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree {
        if matches!(file.extension(), "rs" | "ts" | "tsx" | "css") {
            let lines = file.production().lines().count();
            if lines > MAX_LINES {
                findings.push(Finding::error(&file.path, format!("{lines} production lines; {MAX_LINES} is the most")));
            } else if lines > WARN_LINES {
                findings
                    .push(Finding::warning(&file.path, format!("{lines} production lines; aim under {WARN_LINES}")));
            }
        }
        if file.path.ends_with("/mod.rs") {
            findings.push(Finding::error(&file.path, "a module is named after its file: store.rs beside store/"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_are_named() {
        let of = |path: &str, lines: usize| check(&[File::new(path, &"x\n".repeat(lines))]);
        assert!(of("kernel/src/id.rs", 400).is_empty());
        assert!(!of("kernel/src/id.rs", 401)[0].is_error());
        assert!(of("kernel/src/id.rs", 601)[0].is_error());
        assert!(of("web/src/app/Shell.tsx", 601)[0].is_error());
        assert!(of("kernel/tests/it/main.rs", 2_000).is_empty());
        let tested = format!("x\n\n#[cfg(test)]\nmod tests {{\n{}}}\n", "y\n".repeat(900));
        assert!(check(&[File::new("kernel/src/id.rs", &tested)]).is_empty());
    }

    #[test]
    fn mod_rs_is_named() {
        assert_eq!(check(&[File::new("files/src/store/mod.rs", "")]).len(), 1);
    }
}
