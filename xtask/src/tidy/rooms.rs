//! Who may know whom. Rooms are crates, and the table below is the architecture: what is not in it does not build green.

use std::path::Path;

use cargo_metadata::{DependencyKind, MetadataCommand};

use super::{File, Finding};

/// A room and the rooms that its product code may import.
const TABLE: &[(&str, &[&str])] = &[
    ("kernel", &[]),
    ("sanitize", &["kernel"]),
    ("schema", &[]),
    ("platform", &["kernel"]),
    ("gate", &["kernel", "platform"]),
    ("testkit", &["kernel", "platform", "gate", "schema"]),
    ("accounts", &["kernel", "sanitize", "platform", "gate"]),
    ("teams", &["kernel", "sanitize", "platform", "gate", "accounts"]),
    ("notify", &["kernel", "sanitize", "platform", "gate", "accounts", "teams"]),
    ("files", &["kernel", "sanitize", "platform", "gate", "accounts", "teams", "notify"]),
    ("messaging", &["kernel", "sanitize", "platform", "gate", "accounts", "teams", "notify"]),
    ("collab", &["kernel", "sanitize", "platform", "gate", "accounts", "teams", "notify"]),
    ("ops", &["kernel", "platform", "gate", "accounts", "teams"]),
    (
        "fluxstudio",
        &[
            "kernel",
            "sanitize",
            "schema",
            "platform",
            "gate",
            "accounts",
            "teams",
            "notify",
            "files",
            "messaging",
            "collab",
            "ops",
        ],
    ),
    ("xtask", &[]),
    ("bench", &[]),
];

/// What tests of any room may use besides: the harness, and what the harness stands on.
const TEST_ONLY: [&str; 5] = ["testkit", "schema", "kernel", "platform", "gate"];

/// How one crate uses another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    /// In what ships.
    Product,
    /// In what ships, if a feature asks for it.
    Optional,
    /// In what ships, with the other's builders for tests. Never right.
    ProductWithTesting,
    /// In tests.
    Test,
}

/// "This crate depends on that one."
#[derive(Clone, Debug)]
pub(crate) struct Edge {
    from: String,
    to: String,
    r#use: Use,
}

/// A crate of the workspace and its folder.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    name: String,
    folder: String,
}

/// Asks cargo for the crates of the workspace and the edges between them.
pub(crate) fn read(root: &Path) -> anyhow::Result<(Vec<Member>, Vec<Edge>)> {
    let metadata = MetadataCommand::new().manifest_path(root.join("Cargo.toml")).no_deps().exec()?;
    let mut members = Vec::new();
    let mut edges = Vec::new();
    for package in &metadata.packages {
        let folder = package.manifest_path.parent().and_then(|folder| folder.file_name()).unwrap_or("").to_owned();
        members.push(Member { name: package.name.to_string(), folder });
        for dependency in package.dependencies.iter().filter(|dependency| dependency.path.is_some()) {
            let r#use = if dependency.kind == DependencyKind::Development {
                Use::Test
            } else if dependency.features.iter().any(|feature| feature == "testing") {
                Use::ProductWithTesting
            } else if dependency.optional {
                Use::Optional
            } else {
                Use::Product
            };
            edges.push(Edge { from: package.name.to_string(), to: dependency.name.clone(), r#use });
        }
    }
    Ok((members, edges))
}

/// The table against what cargo says.
pub(crate) fn check(members: &[Member], edges: &[Edge]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for member in members {
        if !TABLE.iter().any(|(room, _)| *room == member.name) {
            let message = "is not in the table of rooms (xtask/src/tidy/rooms.rs)";
            findings.push(Finding::error(format!("{}/Cargo.toml", member.folder), message));
        }
    }
    for (room, _) in TABLE {
        if !members.iter().any(|member| member.name == *room) {
            findings.push(Finding::error("xtask/src/tidy/rooms.rs", format!("there is no room {room} any more")));
        }
    }
    for edge in edges {
        let Some((_, below)) = TABLE.iter().find(|(room, _)| *room == edge.from) else { continue };
        let (below, to) = (below.contains(&edge.to.as_str()), edge.to.as_str());
        let allowed = match edge.r#use {
            Use::Product => below,
            // A room's builders for the tests of rooms above stand behind its feature `testing`.
            Use::Optional => below || to == "testkit",
            Use::ProductWithTesting => false,
            Use::Test => below || to == edge.from || TEST_ONLY.contains(&to),
        };
        if !allowed {
            let folder = members.iter().find(|member| member.name == edge.from).map_or("", |member| &member.folder);
            findings.push(Finding::error(
                format!("{folder}/Cargo.toml"),
                format!("{} may not import {}: imports go down only, and siblings never meet", edge.from, edge.to),
            ));
        }
    }
    findings
}

/// Each room has its page, and the map names each room.
pub(crate) fn check_papers(members: &[Member], tree: &[File]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let map = tree.iter().find(|file| file.path == "ARCHITECTURE.md").map_or("", |file| &file.text);
    for Member { folder, .. } in members {
        if !tree.iter().any(|file| file.path == format!("{folder}/README.md")) {
            findings.push(Finding::error(format!("{folder}/README.md"), "a room has one page about itself"));
        }
        if !map.contains(&format!("`{folder}/`")) {
            findings.push(Finding::error("ARCHITECTURE.md", format!("does not name the room `{folder}/`")));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members() -> Vec<Member> {
        TABLE.iter().map(|(room, _)| Member { name: (*room).into(), folder: (*room).into() }).collect()
    }

    fn edge(from: &str, to: &str, r#use: Use) -> Edge {
        Edge { from: from.into(), to: to.into(), r#use }
    }

    #[test]
    fn down_is_allowed() {
        let edges = [
            edge("files", "teams", Use::Product),
            edge("gate", "testkit", Use::Test),
            edge("schema", "platform", Use::Test),
            edge("accounts", "testkit", Use::Optional),
            edge("accounts", "accounts", Use::Test),
            edge("fluxstudio", "files", Use::Product),
        ];
        assert!(check(&members(), &edges).is_empty());
    }

    #[test]
    fn up_and_sideways_are_not() {
        for (from, to) in [
            ("files", "messaging"),
            ("collab", "files"),
            ("ops", "files"),
            ("teams", "notify"),
            ("accounts", "teams"),
            ("gate", "accounts"),
            ("kernel", "platform"),
            ("platform", "schema"),
            ("sanitize", "platform"),
            ("files", "testkit"),
            ("ops", "fluxstudio"),
        ] {
            assert_eq!(check(&members(), &[edge(from, to, Use::Product)]).len(), 1, "{from} -> {to}");
        }
        assert_eq!(check(&members(), &[edge("files", "messaging", Use::Test)]).len(), 1);
        assert_eq!(check(&members(), &[edge("teams", "accounts", Use::ProductWithTesting)]).len(), 1);
    }

    #[test]
    fn the_table_itself_has_no_way_up() {
        for (at, (room, below)) in TABLE.iter().enumerate() {
            for lower in *below {
                let position = TABLE.iter().position(|(name, _)| name == lower);
                assert!(position.is_some_and(|position| position < at), "{room} -> {lower}");
            }
        }
    }

    #[test]
    fn an_unknown_room_and_a_gone_one_are_named() {
        let mut members = members();
        members[0].name = "attic".into();
        assert_eq!(check(&members, &[]).len(), 2);
    }

    #[test]
    fn papers() {
        let member = Member { name: "files".into(), folder: "files".into() };
        assert_eq!(check_papers(std::slice::from_ref(&member), &[]).len(), 2);
        let tree = [File::new("ARCHITECTURE.md", "| `files/` | trees |"), File::new("files/README.md", "")];
        assert!(check_papers(&[member], &tree).is_empty());
    }
}
