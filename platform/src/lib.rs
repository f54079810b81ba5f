//! room
pub mod limits;
