//! `fluxstudio doctor`: what is wrong, and what to do about it.

use std::{path::Path, process::ExitCode, time::Duration};

use clap::Args;
use platform::{
    config::{Config, ConfigError},
    health::Status,
    secrets::Secrets,
    tasks::Tasks,
};
use serde::Serialize;

use crate::{console::say, open};

/// How to say it.
#[derive(Args)]
pub(crate) struct Doctor {
    /// For programs.
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Ok,
    /// It works, but look at it.
    Note,
    /// The studio can't run like this.
    Wrong,
}

#[derive(Serialize)]
struct Finding {
    subject: &'static str,
    verdict: Verdict,
    text: String,
}

/// What was found so far.
#[derive(Default)]
struct Report(Vec<Finding>);

impl Report {
    fn ok(&mut self, subject: &'static str, text: impl ToString) {
        self.0.push(Finding { subject, verdict: Verdict::Ok, text: text.to_string() });
    }

    fn note(&mut self, subject: &'static str, text: impl ToString) {
        self.0.push(Finding { subject, verdict: Verdict::Note, text: text.to_string() });
    }

    fn wrong(&mut self, subject: &'static str, text: impl ToString) {
        self.0.push(Finding { subject, verdict: Verdict::Wrong, text: text.to_string() });
    }
}

pub(crate) async fn run(config: Result<Config, ConfigError>, doctor: &Doctor) -> anyhow::Result<ExitCode> {
    let mut report = Report::default();
    match config {
        Err(error) => report.wrong("configuration", error),
        Ok(config) => {
            report.ok("configuration", "it can be read");
            examine(&config, &mut report).await?;
        }
    }
    let sound = report.0.iter().all(|finding| finding.verdict != Verdict::Wrong);
    if doctor.json {
        say(serde_json::json!({ "ok": sound, "findings": report.0 }));
    } else {
        for Finding { subject, verdict, text } in &report.0 {
            let mark = match verdict {
                Verdict::Ok => "ok   ",
                Verdict::Note => "note ",
                Verdict::Wrong => "WRONG",
            };
            say(format_args!("{mark}  {subject}: {text}"));
        }
    }
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn examine(config: &Config, report: &mut Report) -> anyhow::Result<()> {
    folder(&config.data_dir, report);
    address(config, report);
    let (clock, rng) = open::time_and_chance()?;
    match Secrets::open(&config.secrets_dir(), &clock, &rng) {
        Ok(_) => report.ok("secrets", "they are there and private"),
        Err(error) => report.wrong("secrets", error),
    }
    database(config, report).await;
    let tasks = Tasks::new();
    match open::blobs(config, &tasks).await {
        Ok(blobs) => part("storage", blobs.health().await, report),
        Err(error) => report.wrong("storage", format_args!("{error:#}")),
    }
    match open::bus(config, &tasks).await {
        Ok(bus) => part("bus", bus.health(), report),
        Err(error) => report.wrong("bus", format_args!("{error:#}")),
    }
    if config.bus_url.is_none() && !open::is_sqlite(config) {
        report.note("bus", "one node only: several on this database need NATS (FLUX_BUS_URL)");
    }
    match open::mailer(config) {
        Ok(mailer) => part("mail", mailer.health().await, report),
        Err(error) => report.wrong("mail", format_args!("{error:#}")),
    }
    let _ = tasks.drain(Duration::from_secs(1)).await;
    Ok(())
}

fn folder(folder: &Path, report: &mut Report) {
    let probe = folder.join(".doctor");
    let tried = std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&probe, b""))
        .and_then(|()| std::fs::remove_file(&probe));
    match tried {
        Ok(()) => report.ok("data folder", format_args!("{} can be written", folder.display())),
        Err(error) => report.wrong("data folder", format_args!("{}: {error}; set FLUX_DATA_DIR", folder.display())),
    }
}

fn address(config: &Config, report: &mut Report) {
    let public = config.public_url(config.listen);
    let local = matches!(public.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    match (&config.public_url, public.scheme()) {
        (None, _) if !config.listen.ip().is_loopback() => report.note(
            "address",
            "FLUX_PUBLIC_URL is not set: links and the check of requests from other sites use what the server can guess",
        ),
        (Some(_), "http") if !local => {
            report.note("address", format_args!("{public} is not encrypted: passwords can be read on the way"));
        }
        _ => report.ok("address", format_args!("people reach the studio at {public}")),
    }
    if public.scheme() == "https" && config.trusted_proxies.is_empty() {
        report
            .note("address", "no proxy is trusted (FLUX_TRUSTED_PROXIES): every request seems to come from the proxy");
    }
}

async fn database(config: &Config, report: &mut Report) {
    let standing = async {
        let conn = schema::connect(config.database_url().expose()).await?;
        let standing = schema::standing(&conn).await?;
        conn.close().await?;
        anyhow::Ok(standing)
    };
    match standing.await {
        Ok(standing) if standing.pending.is_empty() => report.ok("database", "it answers and its schema fits"),
        Ok(standing) => report.note(
            "database",
            format_args!(
                "{} migrations are missing; `fluxstudio serve` or `fluxstudio migrate` brings them",
                standing.pending.len()
            ),
        ),
        Err(error) => report.wrong("database", format_args!("{error:#}; see FLUX_DATABASE_URL")),
    }
}

fn part(subject: &'static str, health: platform::health::PartHealth, report: &mut Report) {
    let text = health.detail.unwrap_or_else(|| "it answers".to_owned());
    match health.status {
        Status::Ok => report.ok(subject, text),
        Status::Degraded => report.note(subject, text),
        Status::Down => report.wrong(subject, text),
    }
}
