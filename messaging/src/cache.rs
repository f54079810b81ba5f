//! What is asked again and again, so that it costs no statement.

mod access;
mod newest;

pub(crate) use access::Access;
pub(crate) use newest::{KEEP, Newest, Window};

/// Everything that this room remembers on this node.
pub(crate) struct Caches {
    /// Who may read which channel.
    pub(crate) access: Access,
    /// The newest page of each active channel.
    pub(crate) newest: Newest,
}

impl Caches {
    pub(crate) fn new() -> Self {
        Self { access: Access::new(), newest: Newest::new() }
    }

    /// Something may have been missed: nothing that can change is believed any more.
    pub(crate) fn clear(&self) {
        self.access.clear();
        self.newest.clear();
    }
}
