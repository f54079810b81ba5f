//! Libraries that shape whatever they touch are named in few places: the database under `store/`, HTTP under `http/`.

use std::sync::LazyLock;

use regex::Regex;

use super::{File, Finding, pattern::pattern};

struct Rule {
    library: &'static str,
    /// Whole rooms that may name it.
    rooms: &'static [&'static str],
    /// The folder (or file of that name) within any other room.
    furniture: &'static str,
    pattern: &'static LazyLock<Regex>,
}

/// Kernel may name both: behind its features `orm` and `openapi`, which give typed ids their column and schema types.
static RULES: [Rule; 2] = [
    Rule {
        library: "sea_orm",
        rooms: &["schema", "platform", "kernel", "testkit"],
        furniture: "store",
        pattern: pattern!(r"\bsea_orm(_migration)?\b"),
    },
    Rule {
        library: "axum/utoipa",
        rooms: &["gate", "app", "kernel", "testkit"],
        furniture: "http",
        pattern: pattern!(r"\b(axum|utoipa|utoipa_axum)\b"),
    },
];

/// A room's own code names a library only in its furniture for it.
pub(crate) fn check(tree: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.iter().filter(|file| file.extension() == "rs" && file.path.contains("/src/") && !file.is_test()) {
        if file.room() == "xtask" {
            continue;
        }
        for rule in &RULES {
            let furniture = file.path.split('/').any(|part| part.trim_end_matches(".rs") == rule.furniture);
            if rule.rooms.contains(&file.room()) || furniture {
                continue;
            }
            for (number, line) in file.production().lines().enumerate() {
                let code = line.split("//").next().unwrap_or("");
                if rule.pattern.is_match(code) {
                    findings.push(Finding::error(
                        format!("{}:{}", file.path, number + 1),
                        format!("{} is named only under {}/", rule.library, rule.furniture),
                    ));
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
    fn the_database_stays_in_the_store() {
        assert_eq!(findings("files/src/actions/rename.rs", "use sea_orm::EntityTrait;\n"), 1);
        assert_eq!(findings("files/src/store/file.rs", "use sea_orm::EntityTrait;\n"), 0);
        assert_eq!(findings("gate/src/idempotency/store.rs", "use sea_orm::EntityTrait;\n"), 0);
        assert_eq!(findings("platform/src/db.rs", "use sea_orm::EntityTrait;\n"), 0);
    }

    #[test]
    fn http_stays_at_the_edge() {
        assert_eq!(findings("files/src/rules.rs", "let x = 1;\nuse axum::Json;\n"), 1);
        assert_eq!(findings("files/src/model.rs", "#[derive(utoipa::ToSchema)]\n"), 1);
        assert_eq!(findings("files/src/http/rename.rs", "use utoipa_axum::routes;\n"), 0);
        assert_eq!(findings("platform/src/bus.rs", "use axum::Json;\n"), 1);
        assert_eq!(findings("gate/src/lib.rs", "use axum::Json;\n"), 0);
    }

    #[test]
    fn talk_and_tests_are_free() {
        assert_eq!(findings("files/src/rules.rs", "//! not like axum\n"), 0);
        assert_eq!(findings("files/src/rules.rs", "a\n\n#[cfg(test)]\nmod tests {\n use axum::Json;\n}\n"), 0);
        assert_eq!(findings("files/tests/it/main.rs", "use axum::Json;\n"), 0);
    }
}
