//! Listing a team's documents.

use kernel::{Actor, Limit, Page, TeamId};
use teams::Read;

use super::may_write;
use crate::{Collab, Error, http::DocumentView, rules, rules::Cursor, store};

impl Collab {
    /// A page of a team's documents, what was updated last first.
    pub(crate) async fn list(
        &self,
        actor: &Actor,
        team: TeamId,
        kind: Option<&str>,
        after: Option<&str>,
        limit: Limit,
    ) -> Result<Page<DocumentView>, Error> {
        let permit = self.0.teams.permit::<Read>(actor, team).await?;
        let kind = kind.map(rules::kind).transpose()?;
        let after = after.map(Cursor::parse).transpose()?;
        let found = store::documents::page(self.0.platform.db.read(), &permit, kind, after, limit.get() + 1).await?;
        let page = Page::from_surplus(found, limit, |document| {
            Cursor { updated_at: document.updated_at, id: document.id }.write()
        });
        let mut authors: Vec<_> = page.items.iter().map(|document| document.created_by).collect();
        authors.sort_unstable();
        authors.dedup();
        let people = self.0.accounts.people(&authors).await?;
        let writes = may_write(permit.role());
        let items = page.items.iter().filter_map(|document| {
            people.get(&document.created_by).map(|author| DocumentView::new(document, author.clone(), writes))
        });
        Ok(Page { items: items.collect(), next_cursor: page.next_cursor })
    }
}
