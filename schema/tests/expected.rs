//! All migrations together make the expected schema, on both databases. `UPDATE_EXPECT=1` writes the files anew.

#![cfg(test)]

use std::{fs, path::PathBuf};

fn expected(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("expected").join(name)
}

#[track_caller]
fn compare(name: &str, actual: &str) {
    let path = expected(name);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, actual).expect("the expected schema is written");
    }
    let wanted = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(actual, wanted, "the schema differs from {}; UPDATE_EXPECT=1 writes it anew", path.display());
}

testkit::on_both! {
    async fn the_migrations_make_the_expected_schema(world: World) {
        let conn = world.platform.db.read();
        let name = match world.platform.db.dialect() {
            platform::db::Dialect::Sqlite => "sqlite.sql",
            platform::db::Dialect::Postgres => "postgres.sql",
        };
        compare(name, &schema::describe(conn).await.expect("a description"));
        let standing = schema::standing(conn).await.expect("a standing");
        assert!(standing.pending.is_empty() && standing.unknown.is_empty(), "{standing:?}");
    }
}
