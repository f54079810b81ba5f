//! Doing: one file per verb.

mod delete;
mod download;
mod get;
mod list;
mod rename;
mod upload;

pub(crate) use list::List;

use kernel::{Actor, FileId};
use teams::{Permit, Verb};

use crate::{Error, Files, http::FileView, model::File, store};

impl Files {
    /// The file and the right to do `V` to it. Whoever may not see it learns nothing of it.
    async fn find<V: Verb>(&self, actor: &Actor, id: FileId) -> Result<(File, Permit<V>), Error> {
        let file = store::files::find(self.platform().db.read(), id).await?.ok_or(Error::NotFound)?;
        let permit = self.teams().permit::<V>(actor, file.team).await?;
        Ok((file, permit))
    }

    /// The file as others see it.
    async fn show(&self, file: File) -> Result<FileView, Error> {
        let creator = self.accounts().person(file.created_by).await?;
        Ok(FileView::new(file, creator))
    }
}
