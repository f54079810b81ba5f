//! What others leave for this room to tell.

mod security_notice;

use crate::Notify;

pub(crate) fn register(notify: &Notify) {
    let this = notify.clone();
    notify.0.platform.jobs.on(move |notice: accounts::SecurityNotice| {
        let this = this.clone();
        async move { this.tell_security_notice(notice).await }
    });
}
