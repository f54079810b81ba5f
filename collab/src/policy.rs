//! Who may.

use kernel::{Actor, DocumentId};
use teams::{Permit, Verb};

use crate::{Collab, Document, Error, store};

impl Collab {
    /// The document, if `actor` may do `V` in its team. A stranger can't tell it from one that does not exist.
    pub(crate) async fn permitted<V: Verb>(
        &self,
        actor: &Actor,
        id: DocumentId,
    ) -> Result<(Document, Permit<V>), Error> {
        actor.identity()?;
        let document = store::documents::find(self.0.platform.db.read(), id).await?.ok_or(Error::NotFound)?;
        let permit = self.0.teams.permit::<V>(actor, document.team).await?;
        Ok((document, permit))
    }
}
