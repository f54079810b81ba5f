//! Telling somebody that something happened to their account.

use accounts::SecurityNotice;
use kernel::MailId;
use platform::{
    db::{DbError, Tx},
    jobs::JobError,
    mail::{Mail, SendMail},
};

use crate::{Notification, Notify, events, model::News, store, words};

impl Notify {
    /// A line in the app and a mail. Done twice, it is done once: line, event and mail go into one transaction, and the line's
    /// id comes with the notice.
    pub(crate) async fn tell_security_notice(&self, notice: SecurityNotice) -> Result<(), JobError> {
        let SecurityNotice { id, at, user, kind, device } = notice;
        // Another node may be newer and know it.
        let news = News::of_security(&kind, &device)
            .ok_or_else(|| JobError::retry(format!("this version has no words for the notice `{kind}`")))?;
        let Some(account) = self.0.accounts.user(user).await.map_err(JobError::retry)? else {
            // The account is gone, and with it whoever could be told.
            return Ok(());
        };
        let letter = words::letter(&news, &account.name, at, &self.studio_url());
        let mail = Mail { to: account.email.clone(), subject: letter.subject, text: letter.text, html: None };
        let mail = SendMail { id: MailId::from_uuid(id.uuid()), mail };
        let notification = Notification { id, user, news, created_at: at, read_at: None };
        let this = self.clone();
        let told = self.0.platform.db.write(async move |tx: &Tx| {
            if store::insert(tx, &notification).await? {
                tx.emit(events::created(&this.0.platform, notification.clone()));
                tx.enqueue(&mail);
            }
            Ok::<_, DbError>(())
        });
        Ok(told.await?)
    }

    /// The studio's address, without a slash at its end.
    fn studio_url(&self) -> String {
        let config = &self.0.platform.config;
        config.public_url(config.listen).as_str().trim_end_matches('/').to_owned()
    }
}
