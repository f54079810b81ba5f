//! Giving a file another name.

use kernel::{Actor, FileId};
use platform::db::Tx;
use sanitize::sanitize_filename;
use teams::Write;

use crate::{Error, Files, events, http::FileView, rules, store};

impl Files {
    /// Renames a file. The name is made safe first; what the file is taken for follows the name.
    pub(crate) async fn rename(&self, actor: &Actor, id: FileId, name: &str) -> Result<FileView, Error> {
        let (mut file, permit) = self.find::<Write>(actor, id).await?;
        if name.trim().is_empty() {
            return Err(Error::Input { field: "name", code: "required", message: "A file needs a name." });
        }
        let name = sanitize_filename(name);
        if name == file.name {
            return self.show(file).await;
        }
        file.mime_type = rules::mime_type_of(&name);
        file.name = name;
        file.updated_at = self.platform().clock.now();
        let view = self.show(file.clone()).await?;
        let (event, told) = (events::updated(self.platform(), &view), file);
        let write = async move |tx: &Tx| {
            if !store::files::rename(tx, &permit, &told).await? {
                return Err(Error::NotFound);
            }
            tx.emit(event.clone());
            Ok(())
        };
        self.platform().db.write(write).await?;
        Ok(view)
    }
}
