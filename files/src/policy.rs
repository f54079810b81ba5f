//! Who may, and who may still.

use std::{marker::PhantomData, time::Duration};

use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use gate::Authenticator as _;
use kernel::{Actor, TeamId};
use teams::Verb;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use crate::{Error, Files};

/// How often it is asked whether bytes may go on flowing. A revoked permit is felt within a second.
const ASK_EVERY: Duration = Duration::from_millis(250);

/// The right to do `V` in a team, asked again while a transfer is on its way. Both answers come from memory.
pub(crate) struct Watch<V> {
    files: Files,
    actor: Actor,
    team: TeamId,
    verb: PhantomData<fn() -> V>,
}

impl<V: Verb> Watch<V> {
    pub(crate) fn new(files: &Files, actor: &Actor, team: TeamId) -> Self {
        Self { files: files.clone(), actor: *actor, team, verb: PhantomData }
    }

    async fn ask(&self) -> Result<(), Error> {
        if let Actor::User(identity) = &self.actor
            && !self.files.accounts().is_alive(identity)
        {
            return Err(Error::SessionEnded);
        }
        self.files.teams().permit::<V>(&self.actor, self.team).await?;
        Ok(())
    }

    /// The same bytes, for as long as the right lasts; then its refusal, and nothing more.
    pub(crate) fn over<S>(self, bytes: S) -> impl Stream<Item = Result<Bytes, Error>> + Send
    where
        S: Stream<Item = Result<Bytes, Error>> + Send,
    {
        let mut ticks = interval_at(Instant::now() + ASK_EVERY, ASK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        stream::unfold(Some((Box::pin(bytes), self, ticks)), |state| async move {
            let (mut bytes, watch, mut ticks) = state?;
            loop {
                tokio::select! {
                    // The question comes first: a sender that is always ready must not starve it.
                    biased;
                    _ = ticks.tick() => {
                        if let Err(refusal) = watch.ask().await {
                            return Some((Err(refusal), None));
                        }
                    }
                    next = bytes.next() => {
                        let next = next?;
                        return Some((next, Some((bytes, watch, ticks))));
                    }
                }
            }
        })
    }
}
