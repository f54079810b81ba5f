//! What can be done here, one verb a file.

pub(crate) mod create_channel;
pub(crate) mod general;
pub(crate) mod list_channels;
pub(crate) mod list_messages;
pub(crate) mod read;
pub(crate) mod send;
pub(crate) mod topics;
