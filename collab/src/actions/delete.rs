//! Deleting a document.

use kernel::{Actor, DocumentId};
use platform::{audit::AuditEntry, db::Tx};
use teams::Write;

use crate::{Collab, Error, events, store};

impl Collab {
    /// Deletes a document with all that was written in it. Who has it open is closed with 4404.
    pub(crate) async fn delete(&self, actor: &Actor, id: DocumentId) -> Result<(), Error> {
        let (document, permit) = self.permitted::<Write>(actor, id).await?;
        let (platform, actor) = (self.0.platform.clone(), *actor);
        self.0
            .platform
            .db
            .write(async move |tx: &Tx| {
                if !store::documents::delete(tx, &permit, id).await? {
                    return Err(Error::NotFound);
                }
                tx.emit(events::deleted(&platform, document.team, id));
                tx.audit(AuditEntry::new(actor, "documents.deleted").target(id));
                Ok(())
            })
            .await
    }
}
