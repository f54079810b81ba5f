//! Giving a document another title.

use kernel::{Actor, DocumentId};
use platform::{audit::AuditEntry, db::Tx};
use teams::Write;

use crate::{Collab, Error, events, http::DocumentView, rules, store};

impl Collab {
    /// Renames a document; says it as the caller sees it then.
    pub(crate) async fn rename(&self, actor: &Actor, id: DocumentId, title: &str) -> Result<DocumentView, Error> {
        let (document, permit) = self.permitted::<Write>(actor, id).await?;
        let title = rules::title(title)?;
        let author = self.0.accounts.person(document.created_by).await?;
        let (platform, actor) = (self.0.platform.clone(), *actor);
        self.0
            .platform
            .db
            .write(async move |tx: &Tx| {
                // As it is now: it may be gone, or have been edited meanwhile.
                let mut document = store::documents::find(tx, id).await?.ok_or(Error::NotFound)?;
                if document.title != title {
                    document.title.clone_from(&title);
                    document.updated_at = tx.now().max(document.updated_at);
                    store::documents::rename(tx, &permit, &document).await?;
                    let told = DocumentView::new(&document, author.clone(), false);
                    tx.emit(events::told(&platform, events::DOCUMENT_UPDATED, document.team, &told));
                    tx.audit(AuditEntry::new(actor, "documents.renamed").target(id));
                }
                Ok(DocumentView::new(&document, author.clone(), true))
            })
            .await
    }
}
