//! Every room, port, route and job on one page.

use std::sync::Arc;

use accounts::Accounts;
use async_trait::async_trait;
use collab::Collab;
use files::Files;
use gate::{Assets, Audience, Edge, EdgeOptions};
use kernel::{Identity, Problem, Topic};
use messaging::{General, Messaging};
use metrics_exporter_prometheus::PrometheusHandle;
use notify::Notify;
use ops::{Ops, SchemaCheck};
use platform::Platform;
use teams::Teams;

use crate::housekeeping;

/// The rooms, joined.
#[derive(Clone)]
pub(crate) struct Studio {
    platform: Platform,
    pub(crate) accounts: Accounts,
    teams: Teams,
    notify: Notify,
    files: Files,
    messaging: Messaging,
    collab: Collab,
    ops: Ops,
}

impl Studio {
    /// Builds the rooms, lowest first. Jobs run once [`platform::jobs::Jobs::start`] is called.
    pub(crate) async fn open(
        platform: &Platform,
        metrics: Option<PrometheusHandle>,
        schema: SchemaCheck,
    ) -> anyhow::Result<Self> {
        let accounts = Accounts::new(platform).await?;
        // A new team gets its #general in the transaction that makes it.
        let teams = Teams::new(platform, accounts.clone(), vec![Arc::new(General::new(platform))]);
        accounts.set_invitations(Arc::new(teams.clone()));
        let notify = Notify::new(platform, &accounts);
        let files = Files::new(platform, &accounts, &teams);
        let messaging = Messaging::new(platform, &accounts, &teams);
        let collab = Collab::new(platform, &accounts, &teams);
        let ops = Ops::new(platform, &accounts, metrics, schema);
        housekeeping::register(platform);
        Ok(Self { platform: platform.clone(), accounts, teams, notify, files, messaging, collab, ops })
    }

    /// Puts the rooms behind one door.
    pub(crate) fn edge(&self, options: EdgeOptions, assets: Assets) -> (axum::Router, utoipa::openapi::OpenApi) {
        let ears = Ears { teams: self.teams.clone(), messaging: self.messaging.clone() };
        Edge::new(&self.platform, Arc::new(self.accounts.clone()), Arc::new(ears))
            .options(options)
            .mount(accounts::routes(self.accounts.clone()))
            .mount(teams::routes(self.teams.clone()))
            .mount(notify::routes(self.notify.clone()))
            .mount(files::routes(self.files.clone()))
            .mount(messaging::routes(self.messaging.clone()))
            .mount(collab::routes(self.collab.clone()))
            .mount(ops::routes(self.ops.clone()))
            .assets(assets)
            .build()
    }
}

/// What a person may hear: of themselves, of their teams, of the channels they may read.
struct Ears {
    teams: Teams,
    messaging: Messaging,
}

#[async_trait]
impl Audience for Ears {
    async fn topics(&self, identity: &Identity) -> Result<Vec<Topic>, Problem> {
        let mut topics = vec![Topic::User(identity.user)];
        topics.extend(self.teams.teams_of(identity.user).await?.into_iter().map(|(team, _)| Topic::Team(team)));
        topics.extend(self.messaging.topics_of(identity.user).await?);
        Ok(topics)
    }
}
