//! Remembering: tables `teams`, `team_members`, `team_invitations`.

mod entity;
pub(crate) mod invitations;
pub(crate) mod members;
pub(crate) mod teams;

use platform::db::DbError;
use sea_orm::DbErr;

use crate::Role;

/// A role as a row has it.
fn role(text: &str) -> Result<Role, DbError> {
    text.parse().map_err(|error: crate::model::NotARole| DbErr::Type(error.to_string()).into())
}

/// A count that can't be negative.
fn count<T>(number: T) -> Result<u64, DbError>
where
    u64: TryFrom<T>,
    T: std::fmt::Display + Copy,
{
    u64::try_from(number).map_err(|_| DbErr::Type(format!("{number} is not a count")).into())
}
