//! The form that a file arrives in: fields, then `file`, then nothing.
//!
//! `multer` does the parsing, but left alone it takes in whatever the connection has ready, and headers or a preamble
//! without end. [`Paced`] hands it one small piece at a time and stops when pieces keep going in and nothing comes out.

use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
};

use axum::body::{Body, BodyDataStream};
use bytes::Bytes;
use futures::{Stream, StreamExt, stream};
use http::{HeaderMap, header};
use kernel::TeamId;
use multer::{Field, Multipart};

use crate::Error;

/// What multer is given at once.
const PIECE: usize = 64 * 1024;
/// How many bytes may go in before something must come out. The headers of a part are a few hundred.
const PATIENCE: usize = 3 * PIECE;
/// The longest text field. An id has 36 bytes.
const TEXT_MAX: usize = 256;

/// A form on its way in.
pub(super) struct Form {
    inner: Multipart<'static>,
    hunger: Arc<AtomicUsize>,
}

/// What stood before the file.
pub(super) struct Opening {
    /// Where the file goes.
    pub(super) team: TeamId,
    /// What the sender calls it.
    pub(super) name: String,
    /// Its bytes, and then the check that nothing follows.
    pub(super) file: FilePart,
}

/// The `file` part.
pub(super) struct FilePart {
    form: Form,
    field: Field<'static>,
}

impl Form {
    pub(super) fn new(headers: &HeaderMap, body: Body) -> Result<Self, Error> {
        let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).ok_or(Error::NoForm)?;
        let boundary = multer::parse_boundary(kind).map_err(|error| match error {
            multer::Error::NoBoundary => Error::Form("there is no boundary".into()),
            _ => Error::NoForm,
        })?;
        let hunger = Arc::new(AtomicUsize::new(0));
        let paced = Paced::new(body.into_data_stream(), Arc::clone(&hunger));
        Ok(Self { inner: Multipart::new(paced, boundary), hunger })
    }

    async fn next(&mut self) -> Result<Option<Field<'static>>, Error> {
        let field = self.inner.next_field().await.map_err(|error| Error::Form(error.to_string()))?;
        self.hunger.store(0, Ordering::Relaxed);
        Ok(field)
    }

    /// Reads up to the file's first byte.
    pub(super) async fn open(mut self) -> Result<Opening, Error> {
        let (mut team, mut folder) = (None, None);
        while let Some(field) = self.next().await? {
            match field.name() {
                Some("teamId") => {
                    let text = self.text(field, "teamId", &mut team).await?;
                    team = Some(text);
                }
                Some("folderId") => {
                    let text = self.text(field, "folderId", &mut folder).await?;
                    folder = Some(text);
                }
                Some("file") => return opening(self, field, team, folder),
                _ => return Err(input("", "unknown_field", "The form has teamId, folderId and file, in this order.")),
            }
        }
        Err(input("file", "required", "The form has no file."))
    }

    /// A short text field, which must not have come before.
    async fn text(
        &self,
        mut field: Field<'static>,
        name: &'static str,
        before: &mut Option<String>,
    ) -> Result<String, Error> {
        if before.is_some() {
            return Err(input(name, "duplicate_field", "This field stands there twice."));
        }
        let mut text = Vec::new();
        while let Some(chunk) = self.chunk(&mut field).await? {
            text.extend_from_slice(&chunk);
            if text.len() > TEXT_MAX {
                return Err(input(name, "too_long", "This is longer than any id."));
            }
        }
        String::from_utf8(text).map_err(|_| input(name, "invalid_value", "This is no text."))
    }

    async fn chunk(&self, field: &mut Field<'static>) -> Result<Option<Bytes>, Error> {
        let chunk = field.chunk().await.map_err(|error| Error::Form(error.to_string()))?;
        self.hunger.store(0, Ordering::Relaxed);
        Ok(chunk)
    }
}

fn input(field: &'static str, code: &'static str, message: &'static str) -> Error {
    Error::Input { field, code, message }
}

fn opening(form: Form, field: Field<'static>, team: Option<String>, folder: Option<String>) -> Result<Opening, Error> {
    let team = team.ok_or(input("teamId", "required", "Send teamId before the file."))?;
    let team = team.trim().parse().map_err(|_| input("teamId", "invalid_value", "This is no id."))?;
    if folder.is_some_and(|folder| !folder.trim().is_empty()) {
        return Err(Error::NO_FOLDER);
    }
    // Browsers escape what would end the quoted name, and nothing else (WHATWG HTML, multipart/form-data encoding).
    let name = field.file_name().unwrap_or_default();
    let name = name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
    Ok(Opening { team, name, file: FilePart { form, field } })
}

impl FilePart {
    /// The bytes as they come. The stream ends well only if the form does, with nothing behind the file.
    pub(super) fn into_stream(self) -> impl Stream<Item = Result<Bytes, Error>> + Send {
        stream::unfold(Some((self.form, Some(self.field))), |state| async move {
            let (mut form, field) = state?;
            if let Some(mut field) = field {
                match form.chunk(&mut field).await {
                    Ok(Some(chunk)) => return Some((Ok(chunk), Some((form, Some(field))))),
                    Ok(None) => {}
                    Err(error) => return Some((Err(error), None)),
                }
            }
            match form.next().await {
                Ok(None) => None,
                Ok(Some(field)) if field.name() == Some("file") => {
                    Some((Err(input("file", "duplicate_field", "Send one file at a time.")), None))
                }
                Ok(Some(_)) => Some((Err(input("file", "not_last", "The file is the last part of the form.")), None)),
                Err(error) => Some((Err(error), None)),
            }
        })
    }
}

/// A body in small pieces, with a breath after each.
struct Paced {
    body: BodyDataStream,
    rest: Bytes,
    given: bool,
    hunger: Arc<AtomicUsize>,
}

impl Paced {
    const fn new(body: BodyDataStream, hunger: Arc<AtomicUsize>) -> Self {
        Self { body, rest: Bytes::new(), given: false, hunger }
    }
}

impl Stream for Paced {
    type Item = Result<Bytes, axum::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if std::mem::take(&mut self.given) {
            // multer asks until there is nothing for now; this lets it work off what it has.
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        while self.rest.is_empty() {
            match ready!(self.body.poll_next_unpin(cx)) {
                Some(Ok(chunk)) => self.rest = chunk,
                other => return Poll::Ready(other),
            }
        }
        let piece = self.rest.len().min(PIECE);
        if self.hunger.fetch_add(piece, Ordering::Relaxed) > PATIENCE {
            return Poll::Ready(Some(Err(axum::Error::new("the headers of a part have no end"))));
        }
        self.given = true;
        Poll::Ready(Some(Ok(self.rest.split_to(piece))))
    }
}

#[cfg(test)]
mod tests;
