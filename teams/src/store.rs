//! Remembering: tables `teams`, `team_members`, `team_invitations`.

mod entity;
pub(crate) mod members;

use platform::db::DbError;
use sea_orm::DbErr;

use crate::Role;

/// A role as a row has it.
fn role(text: &str) -> Result<Role, DbError> {
    text.parse().map_err(|error: crate::model::NotARole| DbErr::Type(error.to_string()).into())
}
