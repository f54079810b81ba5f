//! One file per verb.

mod create;
mod delete;
mod get;
mod list;
mod rename;

use teams::Role;

pub(crate) use create::Create;

/// Whether the role writes documents.
pub(crate) fn may_write(role: Role) -> bool {
    role >= Role::Member
}
