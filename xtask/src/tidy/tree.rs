//! The files that rules look at.

use std::path::Path;

use anyhow::Context;
use walkdir::WalkDir;

/// Folders that are made, not written.
const MADE: [&str; 7] = [".git", "target", "node_modules", "dist", "data", "generated", "results"];
const WRITTEN: [&str; 9] = ["rs", "ts", "tsx", "css", "md", "toml", "sh", "mjs", "js"];
const WITHOUT_EXTENSION: [&str; 3] = ["Makefile", "run", "test-services"];

/// A text file of the repository.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// From the root, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl File {
    #[cfg(test)]
    pub(crate) fn new(path: &str, text: &str) -> Self {
        Self { path: path.into(), text: text.into() }
    }

    pub(crate) fn extension(&self) -> &str {
        self.path.rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// The room or other folder at the root, empty for files there.
    pub(crate) fn room(&self) -> &str {
        self.path.split_once('/').map_or("", |(room, _)| room)
    }

    /// Is the whole file about tests?
    pub(crate) fn is_test(&self) -> bool {
        let mut parts = self.path.split('/').rev();
        let name = parts.next().unwrap_or("");
        matches!(name, "tests.rs" | "testing.rs")
            || name.ends_with("_tests.rs")
            || name.contains(".test.")
            || name.contains(".spec.")
            || parts.any(|part| matches!(part, "tests" | "e2e" | "benches" | "fuzz" | "mock"))
    }

    /// The lines that ship: those before the test module, which stands last.
    pub(crate) fn production(&self) -> &str {
        if self.is_test() {
            return "";
        }
        let marker = "\n#[cfg(test)]\n";
        let test_module = self.text.match_indices(marker).find(|(at, _)| {
            let after = &self.text[at + marker.len()..];
            after
                .lines()
                .find(|line| !line.starts_with("#["))
                .is_some_and(|line| line.starts_with("mod ") && line.ends_with('{'))
        });
        test_module.map_or(&self.text, |(at, _)| &self.text[..=at])
    }
}

pub(crate) fn read(root: &Path) -> anyhow::Result<Vec<File>> {
    let mut files = Vec::new();
    let walk = WalkDir::new(root).sort_by_file_name().into_iter().filter_entry(|entry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !(entry.file_type().is_dir() && MADE.contains(&name.as_ref()))
    });
    for entry in walk {
        let entry = entry?;
        let path = entry.path();
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("");
        let name = entry.file_name().to_string_lossy();
        if !entry.file_type().is_file() || !(WRITTEN.contains(&extension) || WITHOUT_EXTENSION.contains(&name.as_ref()))
        {
            continue;
        }
        let text = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
        let path = path.strip_prefix(root)?.components().map(|part| part.as_os_str().to_string_lossy());
        files.push(File { path: path.collect::<Vec<_>>().join("/"), text });
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_do_not_ship() {
        let file = File::new("kernel/src/id.rs", "a\nb\n\n#[cfg(test)]\nmod tests {\n  c\n}\n");
        assert_eq!(file.production(), "a\nb\n\n");
        let helper = File::new("kernel/src/id.rs", "a\n\n#[cfg(test)]\nfn only_here() {}\n\nb\n");
        assert_eq!(helper.production(), helper.text);
        assert_eq!(File::new("kernel/tests/it/main.rs", "a\n").production(), "");
        assert_eq!(File::new("web/src/ui/Button.test.tsx", "a\n").production(), "");
    }

    #[test]
    fn the_room_is_the_first_folder() {
        assert_eq!(File::new("kernel/src/id.rs", "").room(), "kernel");
        assert_eq!(File::new("README.md", "").room(), "");
    }
}
