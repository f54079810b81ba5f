//! Giving out a file's bytes.

use std::ops::Range;

use bytes::Bytes;
use futures::{Stream, StreamExt};
use kernel::{Actor, FileId};
use platform::blob::BlobKey;
use teams::Read;

use crate::{Error, Files, model::File, policy::Watch};

impl Files {
    /// The file whose content somebody wants, if they may have it.
    pub(crate) async fn content_of(&self, actor: &Actor, id: FileId) -> Result<File, Error> {
        Ok(self.find::<Read>(actor, id).await?.0)
    }

    /// Its bytes, or `range` of them, for as long as the actor may read the team's files.
    pub(crate) async fn download(
        &self,
        actor: &Actor,
        file: &File,
        range: Option<Range<u64>>,
    ) -> Result<impl Stream<Item = Result<Bytes, Error>> + Send + use<>, Error> {
        let blob = self.platform().blobs.get(&BlobKey::from(file.content.blob), range).await?;
        metrics::counter!("files_download_bytes_total").increment(blob.length());
        let bytes = blob.map(|chunk| chunk.map_err(Error::from));
        Ok(Watch::<Read>::new(self, actor, file.team).over(bytes))
    }
}
