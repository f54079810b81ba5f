//! What must not work.

use accounts::testing::sign_up;
use sea_orm::{ConnectionTrait, Statement};
use serde_json::json;

use crate::app;

testkit::on_both! {
    async fn bad_tokens_are_refused(world: World) {
        let anonymous = app(&world).await;
        let ada = sign_up(&anonymous, "Ada").await;
        for token in ["", "x", "a.b.c", &ada.refresh, &format!("{}x", ada.token)] {
            anonymous.bearer(token).get("/api/auth/me").await.expect_problem(401, "unauthenticated");
        }
        anonymous.get("/api/auth/me").await.expect_problem(401, "unauthenticated");
        for token in ["", "short", &ada.token, &"A".repeat(43), &"A".repeat(100_000)] {
            let answer = anonymous.post("/api/auth/refresh", json!({ "refreshToken": token })).await;
            answer.expect_problem(401, "unauthenticated");
        }
        anonymous.post_empty("/api/auth/refresh").await.expect_problem(401, "unauthenticated");
    }

    async fn no_secret_is_in_the_database_in_clear(world: World) {
        let anonymous = app(&world).await;
        let ada = sign_up(&anonymous, "Ada").await;
        let next = anonymous.post("/api/auth/refresh", json!({ "refreshToken": ada.refresh })).await.text("/refreshToken");
        let db = world.platform.db.read();
        let mut dump = String::new();
        for table in ["users", "sessions", "refresh_tokens", "outbox", "jobs", "audit_log", "settings"] {
            let sql = match world.platform.db.dialect() {
                platform::db::Dialect::Postgres => format!("SELECT CAST(t AS TEXT) AS line FROM {table} t"),
                platform::db::Dialect::Sqlite => {
                    let columns = format!("SELECT group_concat('quote(' || name || ')', '||') AS line FROM pragma_table_info('{table}')");
                    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), columns)).await;
                    let columns: String = row.expect("columns").expect("a row").try_get("", "line").expect("a text");
                    format!("SELECT {columns} AS line FROM {table}")
                }
            };
            let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.expect("a dump");
            for row in rows {
                dump += &row.try_get::<String>("", "line").expect("a text");
            }
        }
        assert!(dump.contains("ada@example.com"), "the dump shows what is there");
        for secret in [accounts::testing::PASSWORD, &ada.token, &ada.refresh, &next] {
            assert!(!dump.contains(secret), "a secret lies in the database in clear");
            assert!(!dump.to_lowercase().contains(&hex(secret)), "a secret lies in the database in clear, as bytes");
        }
    }
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}
