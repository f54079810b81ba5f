//! What is measured. Each job starts a server of its own on an empty folder, so that none stands in another's shadow.

pub(crate) mod collab;
mod fanout;
pub(crate) mod files;
mod logins;
mod reads;
mod sends;
mod start;

use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;

use crate::{
    figures::Figures,
    server::{Folder, Server},
};

/// What every job needs to know.
pub(crate) struct Bench {
    pub(crate) binary: PathBuf,
    pub(crate) folder: PathBuf,
    /// How long each load lasts.
    pub(crate) seconds: f64,
}

impl Bench {
    /// A fresh server. It ends before its folder goes.
    pub(crate) async fn serve(&self) -> Result<(Server, Folder)> {
        let folder = Folder::make(&self.folder)?;
        Ok((Server::start(&self.binary, &folder).await?, folder))
    }

    /// How many senders each kind of job has.
    pub(crate) const FEW: usize = 8;
    pub(crate) const MANY: usize = 64;
}

/// A job by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Job {
    /// Start-up, idle memory, size of the binary.
    Start,
    /// `/health`, who am I, newest messages, old messages, refresh.
    Reads,
    /// Sending messages, with and without listeners.
    Sends,
    /// Messages at a fixed rate to 20 listeners.
    Fanout,
    /// Upload and download of 100 MB.
    Files,
    /// 200 sign-ins, and what memory they leave behind.
    Logins,
    /// Live documents, and idle sockets.
    Collab,
}

impl Job {
    pub(crate) async fn run(self, bench: &Bench, figures: &mut Figures) -> Result<()> {
        match self {
            Self::Start => start::run(bench, figures).await,
            Self::Reads => reads::run(bench, figures).await,
            Self::Sends => sends::run(bench, figures).await,
            Self::Fanout => fanout::run(bench, figures).await,
            Self::Files => files::run(bench, figures).await,
            Self::Logins => logins::run(bench, figures).await,
            Self::Collab => collab::run(bench, figures).await,
        }
    }
}
