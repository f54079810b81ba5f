//! The channels of a team.

use kernel::{Actor, ChannelId, Page, PageError, TeamId};
use teams::Read;

use crate::{Channel, Error, Messaging, store};

/// A page of channels. A sidebar wants them all, so that it is a large one whatever limit was asked.
const PAGE: i64 = 500;

impl Messaging {
    /// The channels that the actor may read, the oldest first, each with what is unread.
    pub(crate) async fn list_channels(
        &self,
        actor: &Actor,
        team: TeamId,
        cursor: Option<&str>,
    ) -> Result<Page<Channel>, Error> {
        let permit = self.0.teams.permit::<Read>(actor, team).await?;
        let after =
            cursor.map(|text| text.parse::<ChannelId>().map_err(|_| kernel::Problem::from(PageError))).transpose()?;
        let mut items = store::channels::page(self.0.platform.db.read(), permit, after, PAGE + 1).await?;
        let keep = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let more = items.len() > keep;
        items.truncate(keep);
        let next_cursor = items.last().filter(|_| more).map(|last| last.id.to_string());
        Ok(Page { items, next_cursor })
    }
}
