//! Deleting a file.

use kernel::{Actor, FileId};
use platform::db::Tx;
use teams::Write;

use crate::{Error, Files, events, store};

impl Files {
    /// Deletes a file. Its bytes stay for as long as another file uses them, and an hour more.
    pub(crate) async fn delete(&self, actor: &Actor, id: FileId) -> Result<(), Error> {
        let (file, permit) = self.find::<Write>(actor, id).await?;
        let event = events::deleted(self.platform(), file.team, id);
        let write = async move |tx: &Tx| {
            let blob = store::files::delete(tx, &permit, id).await?.ok_or(Error::NotFound)?;
            store::blobs::release(tx, blob).await?;
            tx.emit(event.clone());
            Ok(())
        };
        self.platform().db.write(write).await
    }
}
