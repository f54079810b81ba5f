//! Notifications, from a stolen token to the mail, on both databases.
#![expect(clippy::expect_used, reason = "a test fails by panicking")]

mod notifications;
mod security_notice;

use std::sync::Arc;

use accounts::Accounts;
use async_trait::async_trait;
use gate::{Audience, Edge};
use kernel::{Identity, NotificationId, Problem, Topic, UserId};
use notify::Notify;
use platform::db::{DbError, Tx};
use testkit::{Client, World};

/// Every person hears of themselves.
struct OwnTopic;

#[async_trait]
impl Audience for OwnTopic {
    async fn topics(&self, identity: &Identity) -> Result<Vec<Topic>, Problem> {
        Ok(vec![Topic::User(identity.user)])
    }
}

/// The room on the edge, with accounts below it, and nobody signed in.
async fn app(world: &World) -> Client {
    let accounts = Accounts::new(&world.platform).await.expect("accounts");
    let notify = Notify::new(&world.platform, &accounts);
    let edge = Edge::new(&world.platform, Arc::new(accounts.clone()), Arc::new(OwnTopic))
        .mount(accounts::routes(accounts))
        .mount(notify::routes(notify));
    Client::new(edge.build().0)
}

/// A notice as accounts leave it.
fn a_notice(world: &World, user: UserId) -> accounts::SecurityNotice {
    accounts::SecurityNotice {
        id: NotificationId::generate(&world.platform.clock, &world.platform.rng),
        at: world.platform.clock.now(),
        user,
        kind: "token_reused".to_owned(),
        device: "Firefox on Linux".to_owned(),
    }
}

/// Leaves it `times` times, as if the queue had delivered it again.
async fn leave(world: &World, notice: &accounts::SecurityNotice, times: usize) {
    let notice = notice.clone();
    let left = world.platform.db.write(async move |tx: &Tx| {
        (0..times).for_each(|_| tx.enqueue(&notice));
        Ok::<_, DbError>(())
    });
    left.await.expect("left");
}
