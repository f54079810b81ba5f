//! Guides that can't lie: every path, link and command that they name exists.

use super::{File, Finding, pattern::pattern};

/// Does this path from the root exist?
type Exists<'a> = &'a dyn Fn(&str) -> bool;

/// What may be typed after a tool's name.
struct Tools {
    make: Vec<String>,
    xtask: Vec<String>,
    /// None while the binary has no subcommands yet.
    fluxstudio: Option<Vec<String>>,
}

/// Every guide: the papers at the root, all under docs/, and each room's README.
pub(crate) fn check(tree: &[File], xtask_commands: &[String], exists: Exists<'_>) -> Vec<Finding> {
    let tools = Tools { make: make_targets(tree), xtask: xtask_commands.to_vec(), fluxstudio: binary_commands(tree) };
    let mut findings = Vec::new();
    for guide in tree.iter().filter(|file| file.extension() == "md" && file.path != "CHANGELOG.md") {
        let folder = guide.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut fenced = false;
        for (number, line) in guide.text.lines().enumerate() {
            let place = || format!("{}:{}", guide.path, number + 1);
            if line.trim_start().starts_with("```") {
                fenced = !fenced;
                continue;
            }
            let wrong = if fenced {
                check_command(line.trim_start().trim_start_matches("$ "), &tools).into_iter().collect()
            } else {
                check_prose(line, folder, &tools, exists)
            };
            findings.extend(wrong.into_iter().map(|message| Finding::error(place(), message)));
        }
    }
    if tools.fluxstudio.is_none() {
        findings
            .push(Finding::warning("app/src", "no `enum Command` yet, so `fluxstudio …` in the guides is not checked"));
    }
    findings
}

fn check_prose(line: &str, folder: &str, tools: &Tools, exists: Exists<'_>) -> Vec<String> {
    let mut wrong = Vec::new();
    let here = |path: &str| if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") };
    for span in pattern!(r"`([^`]+)`").captures_iter(line) {
        let span = &span[1];
        wrong.extend(check_command(span, tools));
        for path in paths(span, exists) {
            if !exists(&path) && !exists(&here(&path)) {
                wrong.push(format!("`{path}` does not exist"));
            }
        }
    }
    for link in pattern!(r"\]\(([^)\s]+)\)").captures_iter(line) {
        let target = link[1].split('#').next().unwrap_or("");
        if target.is_empty() || target.contains(':') {
            continue;
        }
        if !exists(&normal(&here(target))) {
            wrong.push(format!("the link to {target} leads nowhere"));
        }
    }
    wrong
}

/// The paths in a code span: none when it is not meant as one (a media type, a route, a placeholder).
fn paths(span: &str, exists: Exists<'_>) -> Vec<String> {
    // What begins with `./` lies where the reader stands, not in this repository.
    if span.starts_with("./") || !pattern!(r"^\.?[\w.@-]+(/[\w.@{},-]+)*/?$").is_match(span) {
        return Vec::new();
    }
    let file = pattern!(r"\.(rs|md|toml|sql|tsx?|json|sh|yml)$").is_match(span);
    let first = span.split('/').next().unwrap_or("");
    let under_root = span.contains('/') && exists(first);
    // A bare `lib.rs` is a kind of file, not a place; a capital paper such as CONTRIBUTING.md is one at the root.
    let paper = !span.contains('/') && pattern!(r"^[A-Z]+\.md$").is_match(span) && span != "README.md";
    if !(under_root
        || paper
        || (file && span.contains('/') && !span.starts_with("src/") && !span.starts_with("tests/")))
    {
        return Vec::new();
    }
    braces(span)
}

/// `a/{b,c}.rs` is two paths.
fn braces(text: &str) -> Vec<String> {
    let Some((head, rest)) = text.split_once('{') else { return vec![text.to_owned()] };
    let Some((middle, tail)) = rest.split_once('}') else { return vec![text.to_owned()] };
    middle.split(',').flat_map(|part| braces(&format!("{head}{part}{tail}"))).collect()
}

/// `docs/../a` is `a`.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// What is wrong with a command, when it is one of ours.
fn check_command(text: &str, tools: &Tools) -> Option<String> {
    let command = pattern!(r"^(make|cargo xtask|fluxstudio)\s+([a-z][a-z0-9-]*)\b").captures(text)?;
    let (tool, word) = (&command[1], &command[2]);
    let known = match tool {
        "make" => &tools.make,
        "cargo xtask" => &tools.xtask,
        _ => tools.fluxstudio.as_ref()?,
    };
    (!known.iter().any(|known| known == word)).then(|| format!("there is no `{tool} {word}`"))
}

fn make_targets(tree: &[File]) -> Vec<String> {
    let makefile = tree.iter().find(|file| file.path == "Makefile").map_or("", |file| &file.text);
    pattern!(r"(?m)^([a-z][a-z0-9-]*):").captures_iter(makefile).map(|target| target[1].to_owned()).collect()
}

/// The subcommands of the binary: the variants of clap's `enum Command` in app/src.
fn binary_commands(tree: &[File]) -> Option<Vec<String>> {
    let app = tree.iter().filter(|file| file.path.starts_with("app/src/"));
    let body = app.filter_map(|file| file.text.split_once("enum Command {")).map(|(_, rest)| rest).next()?;
    let end = body.find("\n}").unwrap_or(body.len());
    let variants = pattern!(r"(?m)^    ([A-Z][A-Za-z]*)\b").captures_iter(&body[..end]);
    Some(variants.map(|variant| kebab(&variant[1])).collect())
}

fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !kebab.is_empty() {
            kebab.push('-');
        }
        kebab.push(c.to_ascii_lowercase());
    }
    kebab
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(guide: &str) -> Vec<String> {
        let tree = [
            File::new("docs/GUIDE.md", guide),
            File::new("Makefile", "run: build\n\tx\ntest:\n\ty\n"),
            File::new(
                "app/src/main.rs",
                "enum Command {\n    /// Runs it\n    Serve(Serve),\n    CleanUp { now: bool },\n}\n",
            ),
        ];
        let exists = |path: &str| {
            matches!(
                path,
                "kernel" | "kernel/src/id.rs" | "kernel/src/clock.rs" | "docs" | "docs/other.md" | "CONTRIBUTING.md"
            )
        };
        check(&tree, &["tidy".to_owned()], &exists).into_iter().map(|finding| finding.message).collect()
    }

    #[test]
    fn what_exists_may_be_named() {
        let guide = "`kernel/src/id.rs`, `kernel/src/{id,clock}.rs`, [x](other.md#part), [y](../kernel/src/id.rs), `CONTRIBUTING.md`\n\
             `make run`, `make test`, `cargo xtask tidy`, `fluxstudio serve`, `fluxstudio clean-up --now`, [z](https://example.com)\n\
             `text/html`, `/api/files/{id}`, `src/http/rename.rs`, `<room>/src/lib.rs`, `lib.rs`, `a/b`, `./data`, `application/problem+json`\n\
             ```\nmake run\nkernel/src/not-checked-here.rs\n```\n";
        assert_eq!(findings(guide), Vec::<String>::new());
    }

    #[test]
    fn what_does_not_exist_is_found() {
        for bad in [
            "`kernel/src/gone.rs`",
            "`kernel/src/{id,gone}.rs`",
            "`attic/box.rs`",
            "[x](gone.md)",
            "[x](../gone.md)",
            "`MISSING.md`",
            "`make coffee`",
            "`cargo xtask dance`",
            "`fluxstudio fly`",
            "```\n$ make coffee\n```",
            "```\nfluxstudio fly --high\n```",
        ] {
            assert_eq!(findings(bad).len(), 1, "{bad}: {:?}", findings(bad));
        }
    }

    #[test]
    fn without_commands_there_is_a_warning() {
        assert!(check(&[], &[], &|_| true).iter().all(|finding| !finding.is_error()));
    }
}
