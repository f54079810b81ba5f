//! Mails: through SMTP, or kept for the admin until that is set.

mod store;

use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime},
};

use kernel::{Clock, Limit, MailId, Page, Secret, Timestamp};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart, SinglePart},
};
use serde::{Deserialize, Serialize};

use crate::{
    db::{Db, DbError, Tx},
    health::PartHealth,
    jobs::{Job, JobError},
};

/// How long the mail server may take for one step of the conversation.
const PATIENCE: Duration = Duration::from_secs(20);

/// A mail to one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// The address, with or without a name: `Ada <ada@example.org>`.
    pub to: String,
    /// Its subject; line breaks become spaces.
    pub subject: String,
    /// What it says, as plain text. It may hold a link that is a secret.
    pub text: String,
    /// The same as HTML, shown instead by readers that can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
}

/// Sends a mail: the payload of the job that transactions enqueue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendMail {
    /// Made by whoever enqueues it, so that a mail that is sent again after a crash is known to be the same.
    pub id: MailId,
    /// The mail.
    pub mail: Mail,
}

impl Job for SendMail {
    const KIND: &'static str = "platform.send_mail";
    /// Over the backoff of jobs these take about six hours: a mail server that is away for a night's upgrade.
    const MAX_ATTEMPTS: u32 = 16;
}

/// A mail that was kept because no mail server is set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptMail {
    /// Its id, which is also the cursor of a list.
    pub id: MailId,
    /// To whom.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// What it says.
    pub text: String,
    /// When it was kept.
    pub created_at: Timestamp,
}

/// The kept mails, the newest first.
///
/// # Errors
/// When they can't be read.
pub async fn list_kept(db: &Db, before: Option<MailId>, limit: Limit) -> Result<Page<KeptMail>, DbError> {
    store::list(db.read(), before, limit).await
}

/// Why a mail was not sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// It may go through later: the server is away, busy or greylists us.
    #[error("the mail could not be sent now: {0}")]
    Later(String),
    /// It never will: the address is wrong, or the server refuses it for good.
    #[error("the mail can't be sent: {0}")]
    Never(String),
    /// The mail server's address or the sender can't be used.
    #[error("mail is not set up rightly: {0}")]
    Setup(String),
}

/// Where mails go. Clones share it.
#[derive(Clone)]
pub struct Mailer(Way);

#[derive(Clone)]
enum Way {
    Smtp(Arc<Smtp>),
    Stored,
}

struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Delivery {
    /// The mail server has taken it.
    Sent,
    /// No mail server is set: whoever asked keeps it for the admin.
    Keep,
}

impl Mailer {
    /// Sends through an SMTP server: `smtps://user:password@host[:465]`,
    /// `smtp://user:password@host[:587]?tls=required`, or `smtp://localhost:25` in clear. `from` is the sender, with
    /// or without a name.
    ///
    /// # Errors
    /// [`MailError::Setup`] when the address or the sender can't be understood; neither is repeated in it. It does not
    /// connect yet.
    pub fn smtp(url: &Secret<String>, from: &str) -> Result<Self, MailError> {
        let from = from.parse().map_err(|_| MailError::Setup("the sender is not an e-mail address".into()))?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose())
            .map_err(|_| MailError::Setup("the server's address is not smtp[s]://[user:password@]host[:port]".into()))?
            .timeout(Some(PATIENCE))
            .build();
        Ok(Self(Way::Smtp(Arc::new(Smtp { transport, from }))))
    }

    /// Keeps mails for the admin.
    #[must_use]
    pub const fn stored() -> Self {
        Self(Way::Stored)
    }

    /// Whether mails are only kept.
    #[must_use]
    pub const fn is_stored(&self) -> bool {
        matches!(self.0, Way::Stored)
    }

    /// Sends a mail, or says that it is to be kept. `id` becomes part of its `Message-ID`, so that one that is sent
    /// again after a crash is known to be the same; `now` is its date.
    ///
    /// # Errors
    /// [`MailError::Later`] when it is worth trying again, [`MailError::Never`] when it is not.
    pub async fn deliver(&self, id: MailId, now: Timestamp, mail: &Mail) -> Result<Delivery, MailError> {
        let Way::Smtp(smtp) = &self.0 else { return Ok(Delivery::Keep) };
        let message = compose(&smtp.from, id, now, mail)?;
        match smtp.transport.send(message).await {
            Ok(_) => Ok(Delivery::Sent),
            Err(error) if error.is_permanent() => Err(MailError::Never(error.to_string())),
            Err(error) => Err(MailError::Later(error.to_string())),
        }
    }

    /// Does what [`SendMail`] asks for: sends it, or keeps it for the admin and writes its text to the log, so that a trial without a
    /// mail server can be carried on from the console. One that was sent is not kept: it may hold a link that is a secret.
    pub(crate) async fn work(&self, db: &Db, clock: &Clock, job: SendMail) -> Result<(), JobError> {
        let SendMail { id, mail } = job;
        match self.deliver(id, clock.now(), &mail).await {
            Ok(Delivery::Sent) => Ok(()),
            Ok(Delivery::Keep) => {
                tracing::info!(mail.to, mail.subject, mail.text, "no mail server is set; the mail is kept");
                let now = clock.now();
                Ok(db.write(async move |tx: &Tx| store::keep(tx, id, &mail, now).await).await?)
            }
            Err(error @ MailError::Later(_)) => Err(JobError::retry(error)),
            Err(error) => Err(JobError::fail(error)),
        }
    }

    /// Whether the mail server answers, for `doctor` and the admin page.
    pub async fn health(&self) -> PartHealth {
        let Way::Smtp(smtp) = &self.0 else {
            return PartHealth::degraded("no mail server is set; mails are kept for the admin");
        };
        let begun = std::time::Instant::now();
        match smtp.transport.test_connection().await {
            Ok(true) => PartHealth::ok(),
            Ok(false) => PartHealth::down("the mail server hung up"),
            Err(error) => PartHealth::down(error.to_string()),
        }
        .taking(begun.elapsed())
    }
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_stored() { "Mailer(stored)" } else { "Mailer(smtp)" })
    }
}

fn compose(from: &Mailbox, id: MailId, now: Timestamp, mail: &Mail) -> Result<Message, MailError> {
    let never = |error: &dyn fmt::Display| MailError::Never(error.to_string());
    let to: Mailbox = mail.to.parse().map_err(|error: lettre::address::AddressError| never(&error))?;
    let date = SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(now.as_millis()).unwrap_or(0));
    let message = Message::builder()
        .from(from.clone())
        .to(to)
        .date(date)
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .subject(mail.subject.replace(['\r', '\n'], " "));
    match &mail.html {
        Some(html) => message.multipart(MultiPart::alternative_plain_html(mail.text.clone(), html.clone())),
        None => message.singlepart(SinglePart::plain(mail.text.clone())),
    }
    .map_err(|error| never(&error))
}

#[cfg(test)]
mod tests;
