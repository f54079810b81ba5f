//! Looking at one document.

use kernel::{Actor, DocumentId};
use teams::Read;

use super::may_write;
use crate::{Collab, Error, http::DocumentView};

impl Collab {
    /// A document of one of the caller's teams.
    pub(crate) async fn get(&self, actor: &Actor, id: DocumentId) -> Result<DocumentView, Error> {
        let (document, permit) = self.permitted::<Read>(actor, id).await?;
        let author = self.0.accounts.person(document.created_by).await?;
        Ok(DocumentView::new(&document, author, may_write(permit.role())))
    }
}
