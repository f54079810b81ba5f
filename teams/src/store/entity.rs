//! The rows.

pub(super) mod invitation;
pub(super) mod member;
pub(super) mod team;
