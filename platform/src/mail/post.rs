//! How a transaction's [`SendMail`] becomes a mail.

use kernel::{Clock, MailId, Rng, Timestamp};

use super::{Delivery, Mail, MailError, Mailer, SendMail, store};
use crate::{
    Platform,
    db::{Db, DbError, Tx},
    jobs::{Job, JobError},
};

impl Job for SendMail {
    const KIND: &'static str = "mail.send";
}

/// A mail that was kept because no mail server is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptMail {
    /// Its id.
    pub id: MailId,
    /// When it would have been sent.
    pub at: Timestamp,
    /// What it says. Links in it are as good as a password: for the studio's owner alone.
    pub mail: Mail,
}

impl Mailer {
    /// Lets `mailer` do the work of every [`SendMail`].
    pub fn serve(self, platform: &Platform) {
        let (db, clock, rng) = (platform.db.clone(), platform.clock.clone(), platform.rng.clone());
        platform.jobs.on::<SendMail, _, _>(move |SendMail(mail)| {
            let (mailer, db, clock, rng) = (self.clone(), db.clone(), clock.clone(), rng.clone());
            async move { mailer.post(&db, &clock, &rng, mail).await }
        });
    }

    async fn post(&self, db: &Db, clock: &Clock, rng: &Rng, mail: Mail) -> Result<(), JobError> {
        let (id, now) = (MailId::generate(clock, rng), clock.now());
        match self.deliver(id, now, &mail).await {
            Ok(Delivery::Sent) => {
                tracing::info!(mail.id = %id, "a mail was sent");
                Ok(())
            }
            Ok(Delivery::Keep) => {
                // The promise of a studio that nobody has set up yet: what it would have sent stands in the log.
                tracing::info!(
                    mail.id = %id, mail.to = mail.to, mail.subject = mail.subject, mail.text = mail.text,
                    "no mail server is set; this mail is kept for the admin"
                );
                Ok(keep(db, KeptMail { id, at: now, mail }).await?)
            }
            Err(error @ MailError::Later(_)) => Err(JobError::retry(error)),
            Err(error) => Err(JobError::fail(error)),
        }
    }
}

async fn keep(db: &Db, kept: KeptMail) -> Result<(), DbError> {
    let row = store::Model {
        id: kept.id,
        recipient: kept.mail.to,
        subject: kept.mail.subject,
        text: kept.mail.text,
        html: kept.mail.html,
        created_at: kept.at,
        sent_at: None,
    };
    db.write(async move |tx: &Tx| store::insert(tx, row.clone()).await).await
}

/// The newest kept mails, the newest first.
///
/// # Errors
/// When the database can't be read.
pub async fn kept(db: &Db, limit: u64) -> Result<Vec<KeptMail>, DbError> {
    let rows = store::newest(db.read(), limit).await?;
    Ok(rows
        .into_iter()
        .map(|row| KeptMail {
            id: row.id,
            at: row.created_at,
            mail: Mail { to: row.recipient, subject: row.subject, text: row.text, html: row.html },
        })
        .collect())
}

/// Forgets what was kept before a moment; says how many that were.
///
/// # Errors
/// When the database can't be written.
pub async fn forget_before(db: &Db, before: Timestamp) -> Result<u64, DbError> {
    db.write(async move |tx: &Tx| store::delete_before(tx, before).await).await
}
