use std::sync::Mutex;

use kernel::{BlobId, Secret};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use super::*;
use crate::tasks::Tasks;

fn id() -> MailId {
    BlobId::from_uuid(uuid::Uuid::from_u128(5)).uuid().to_string().parse().unwrap()
}

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

fn mail() -> Mail {
    Mail { to: "Ada <ada@example.org>".into(), subject: "Hello".into(), text: "Grüße".into(), html: None }
}

/// A mail server that answers RCPT with `rcpt` and keeps what it is given.
async fn server(rcpt: &'static str, tasks: &Tasks) -> (Secret<String>, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Secret::new(format!("smtp://{}", listener.local_addr().unwrap()));
    let taken = Arc::new(Mutex::new(Vec::new()));
    let (kept, spawner) = (Arc::clone(&taken), tasks.clone());
    drop(tasks.spawn("mail server", async move {
        while let Ok((stream, _)) = listener.accept().await {
            drop(spawner.spawn("mail conversation", converse(stream, rcpt, Arc::clone(&kept))));
        }
    }));
    (url, taken)
}

async fn converse(stream: TcpStream, rcpt: &'static str, kept: Arc<Mutex<Vec<String>>>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut message: Option<String> = None;
    let mut answer = "220 test";
    while write.write_all(format!("{answer}\r\n").as_bytes()).await.is_ok() {
        answer = loop {
            let Ok(Some(line)) = lines.next_line().await else { return };
            match (&mut message, line.as_str()) {
                (Some(whole), ".") => {
                    kept.lock().unwrap().push(std::mem::take(whole));
                    message = None;
                    break "250 taken";
                }
                (Some(whole), line) => {
                    whole.push_str(line);
                    whole.push('\n');
                }
                (None, "DATA") => {
                    message = Some(String::new());
                    break "354 go on";
                }
                (None, line) if line.starts_with("RCPT") => break rcpt,
                (None, _) => break "250 ok",
            }
        };
    }
}

#[tokio::test]
async fn a_mail_reaches_the_server_with_its_text_and_its_html() {
    let tasks = Tasks::new();
    let (url, taken) = server("250 ok", &tasks).await;
    let mailer = Mailer::smtp(&url, "Studio <studio@example.net>").unwrap();
    let with_html = Mail { html: Some("<b>Hello</b>".into()), subject: "One\r\nBcc: x@example.org".into(), ..mail() };
    assert_eq!(mailer.deliver(id(), NOW, &mail()).await.unwrap(), Delivery::Sent);
    assert_eq!(mailer.deliver(id(), NOW, &with_html).await.unwrap(), Delivery::Sent);
    assert_eq!(mailer.health().await.status, crate::health::Status::Ok);
    let taken = taken.lock().unwrap();
    assert!(taken[0].contains("From: Studio <studio@example.net>"), "{}", taken[0]);
    assert!(taken[0].contains("To: Ada <ada@example.org>"));
    assert!(taken[0].contains("Date: Fri, 15 Jan 2027 08:00:00 +0000"));
    assert!(taken[0].contains(&format!("Message-ID: <{}@example.net>", id())));
    assert!(taken[1].contains("multipart/alternative") && taken[1].contains("<b>Hello</b>"));
    // A subject can't add a header.
    assert!(!taken[1].lines().any(|line| line.starts_with("Bcc")), "{}", taken[1]);
}

#[tokio::test]
async fn refusals_for_good_and_for_now_are_told_apart() {
    let tasks = Tasks::new();
    for (answer, never) in [("550 no such user", true), ("451 come again", false)] {
        let (url, _) = server(answer, &tasks).await;
        let mailer = Mailer::smtp(&url, "studio@example.net").unwrap();
        let refused = mailer.deliver(id(), NOW, &mail()).await.unwrap_err();
        assert_eq!(matches!(refused, MailError::Never(_)), never, "{refused}");
    }
}

#[tokio::test]
async fn a_server_that_is_away_is_worth_another_try() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let mailer = Mailer::smtp(&Secret::new(format!("smtp://127.0.0.1:{port}")), "studio@example.net").unwrap();
    assert!(matches!(mailer.deliver(id(), NOW, &mail()).await, Err(MailError::Later(_))));
    assert_eq!(mailer.health().await.status, crate::health::Status::Down);
}

#[tokio::test]
async fn an_address_that_is_none_never_goes_out() {
    let mailer = Mailer::smtp(&Secret::new("smtp://127.0.0.1:1".to_owned()), "studio@example.net").unwrap();
    for to in ["", "nobody", "a@b\r\nRCPT TO:<x@example.org>", "a@b, c@d"] {
        let refused = mailer.deliver(id(), NOW, &Mail { to: to.into(), ..mail() }).await;
        assert!(matches!(refused, Err(MailError::Never(_))), "{to:?}: {refused:?}");
    }
}

#[tokio::test]
async fn without_a_server_mails_are_to_be_kept() {
    assert_eq!(Mailer::stored().deliver(id(), NOW, &mail()).await.unwrap(), Delivery::Keep);
}

#[test]
fn a_wrong_setup_says_so_without_repeating_the_password() {
    let error = Mailer::smtp(&Secret::new("http://user:hunter2@host".to_owned()), "studio@example.net").unwrap_err();
    assert!(matches!(error, MailError::Setup(_)) && !error.to_string().contains("hunter2"));
    assert!(matches!(Mailer::smtp(&Secret::new("smtp://host".to_owned()), "nobody"), Err(MailError::Setup(_))));
}

#[test]
fn a_payload_from_an_older_release_still_reads() {
    let old = r#"{"to":"a@example.org","subject":"s","text":"t"}"#;
    assert_eq!(serde_json::from_str::<Mail>(old).unwrap().html, None);
}
