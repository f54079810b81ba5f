//! Reading a channel.

use std::{collections::HashMap, sync::Arc};

use kernel::{Actor, ChannelId, UserId};
use teams::Read;

use crate::{
    ChannelPermit, Error, Messaging,
    cache::{KEEP, Window},
    line::{self, Line},
    rules::{Asked, Span, span},
    store,
};

/// Messages in order, and their authors as JSON.
pub(crate) struct Listed {
    pub(crate) lines: Vec<Arc<Line>>,
    pub(crate) authors: HashMap<UserId, String>,
    pub(crate) next: Option<i64>,
}

impl Messaging {
    /// A page of a channel's messages. The newest hundred of an active channel come from memory; the permit is asked for each time.
    pub(crate) async fn list_messages(&self, actor: &Actor, channel: ChannelId, asked: Asked) -> Result<Listed, Error> {
        let permit = self.permit::<Read>(actor, channel).await?;
        let (lines, next) = match self.remembered(channel, asked) {
            Some(found) => found,
            None => self.look_up(&permit, asked).await?,
        };
        // Names may change, messages don't: they are joined only now.
        let mut authors: Vec<UserId> = Vec::new();
        for line in &lines {
            if !authors.contains(&line.author) {
                authors.push(line.author);
            }
        }
        let people = self.0.accounts.people(&authors).await?;
        let authors =
            people.iter().map(|(id, person)| Ok((*id, line::author(person)?))).collect::<Result<_, Error>>()?;
        Ok(Listed { lines, authors, next })
    }

    fn remembered(&self, channel: ChannelId, asked: Asked) -> Option<(Vec<Arc<Line>>, Option<i64>)> {
        let window = self.0.caches.newest.get(channel)?;
        let (span, lines) = window.page(asked)?;
        Some((lines.cloned().collect(), span.next))
    }

    async fn look_up(
        &self,
        permit: &ChannelPermit<Read>,
        asked: Asked,
    ) -> Result<(Vec<Arc<Line>>, Option<i64>), Error> {
        let db = self.0.platform.db.read();
        // Before the database is asked: what is committed from here on is put aside for the window.
        let filling = self.0.caches.newest.fill(permit.channel());
        let last_seq = store::channels::last_seq(db, permit.channel()).await?.ok_or(Error::NotFound)?;
        let wanted = span(asked, last_seq);
        let kept = i64::try_from(KEEP).unwrap_or(i64::MAX);
        let newest = Span { first: (last_seq - kept + 1).max(1), last: last_seq, next: None };
        let Some(filling) = filling.filter(|_| wanted.first >= newest.first) else {
            return Ok((self.fetch(permit, wanted).await?, wanted.next));
        };
        let window = Window::of(self.fetch(permit, newest).await?);
        let lines = window.page(asked).map(|(_, lines)| lines.cloned().collect()).unwrap_or_default();
        filling.finish(window);
        Ok((lines, wanted.next))
    }

    async fn fetch(&self, permit: &ChannelPermit<Read>, span: Span) -> Result<Vec<Arc<Line>>, Error> {
        if span.first > span.last {
            return Ok(Vec::new());
        }
        let messages = store::messages::between(self.0.platform.db.read(), permit, span.first, span.last).await?;
        messages.iter().map(|message| Ok(Arc::new(Line::render(message)?))).collect()
    }
}
