//! What can be done here, one file per verb.

mod list;
mod mark_read;
