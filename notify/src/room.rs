//! The handle on the room.

use std::sync::Arc;

use accounts::Accounts;
use platform::Platform;

use crate::jobs;

/// A handle on the room, cheap to clone.
#[derive(Clone)]
pub struct Notify(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) platform: Platform,
    pub(crate) accounts: Accounts,
}

impl Notify {
    /// The room; from here on it works on what others have left for it to tell.
    #[must_use]
    pub fn new(platform: &Platform, accounts: &Accounts) -> Self {
        let notify = Self(Arc::new(Inner { platform: platform.clone(), accounts: accounts.clone() }));
        jobs::register(&notify);
        notify
    }
}
