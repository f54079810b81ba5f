//! Listing a team's files.

use kernel::{Actor, FileId, Limit, Page, PageError, TeamId};
use teams::Read;

use crate::{Error, Files, http::FileView, store};

/// Which page of which list.
pub(crate) struct List {
    pub(crate) team: TeamId,
    pub(crate) cursor: Option<String>,
    pub(crate) limit: Limit,
}

impl Files {
    /// A page of a team's files, newest first.
    pub(crate) async fn list(&self, actor: &Actor, asked: List) -> Result<Page<FileView>, Error> {
        let permit = self.teams().permit::<Read>(actor, asked.team).await?;
        let before = asked.cursor.map(|cursor| cursor.parse::<FileId>()).transpose().map_err(|_| PageError)?;
        let files = store::files::list(self.platform().db.read(), &permit, before, asked.limit).await?;
        let page = Page::from_surplus(files, asked.limit, |file| file.id.to_string());
        let mut creators: Vec<_> = page.items.iter().map(|file| file.created_by).collect();
        creators.sort_unstable();
        creators.dedup();
        let people = self.accounts().people(&creators).await?;
        let mut views = Vec::with_capacity(page.items.len());
        for file in page.items {
            let creator = match people.get(&file.created_by) {
                Some(person) => person.clone(),
                None => self.accounts().person(file.created_by).await?,
            };
            views.push(FileView::new(file, creator));
        }
        Ok(Page { items: views, next_cursor: page.next_cursor })
    }
}
