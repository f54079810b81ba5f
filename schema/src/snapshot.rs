//! The schema of a database as text, to compare with what is expected.

use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};

/// Every table, column, key and index, one a line, sorted; the migration table left out.
///
/// # Errors
/// When the database can't be read.
pub async fn describe(conn: &DatabaseConnection) -> Result<String, DbErr> {
    let backend = conn.get_database_backend();
    let sql = match backend {
        DbBackend::Postgres => POSTGRES,
        _ => SQLITE,
    };
    let rows = conn.query_all_raw(Statement::from_string(backend, sql)).await?;
    let mut lines: Vec<String> = rows.iter().map(|row| row.try_get("", "line")).collect::<Result<_, _>>()?;
    lines.sort();
    Ok(lines.join("\n") + "\n")
}

/// SQLite keeps the statements themselves.
const SQLITE: &str = "SELECT sql || ';' AS line FROM sqlite_master \
    WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' AND tbl_name <> 'seaql_migrations'";

const POSTGRES: &str = "\
    SELECT format('%s.%s %s%s%s', table_name, column_name, data_type, \
        CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END, COALESCE(' DEFAULT ' || column_default, '')) AS line \
    FROM information_schema.columns WHERE table_schema = current_schema() AND table_name <> 'seaql_migrations' \
    UNION ALL \
    SELECT format('%s: %s', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint \
    WHERE connamespace = current_schema()::regnamespace AND conrelid <> 0 AND conrelid::regclass::text <> 'seaql_migrations' \
    UNION ALL \
    SELECT indexdef || ';' FROM pg_indexes WHERE schemaname = current_schema() AND tablename <> 'seaql_migrations'";
