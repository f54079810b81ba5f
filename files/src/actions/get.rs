//! Looking at one file.

use kernel::{Actor, FileId};
use teams::Read;

use crate::{Error, Files, http::FileView};

impl Files {
    /// What is known about a file.
    pub(crate) async fn get(&self, actor: &Actor, id: FileId) -> Result<FileView, Error> {
        let (file, _) = self.find::<Read>(actor, id).await?;
        self.show(file).await
    }
}
