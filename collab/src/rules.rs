//! What is allowed, as pure functions.

use kernel::{DocumentId, PageError, Timestamp};

use crate::{Error, Kind};

/// A title as it is kept.
pub(crate) fn title(text: &str) -> Result<String, Error> {
    sanitize::sanitize_title(text).map_err(|error| Error::Refused(error.at("title")))
}

/// The kind that was asked for.
pub(crate) fn kind(text: &str) -> Result<Kind, Error> {
    Kind::parse(text).ok_or_else(|| Error::field("kind", "invalid_value", "A kind is `document` or `board`."))
}

/// A place in a list that begins with what was updated last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) updated_at: Timestamp,
    pub(crate) id: DocumentId,
}

impl Cursor {
    pub(crate) fn parse(text: &str) -> Result<Self, PageError> {
        let (millis, id) = text.split_once('.').ok_or(PageError)?;
        let millis: i64 = millis.parse().map_err(|_| PageError)?;
        Ok(Self { updated_at: Timestamp::from_millis(millis), id: id.parse().map_err(|_| PageError)? })
    }

    pub(crate) fn write(&self) -> String {
        format!("{}.{}", self.updated_at.as_millis(), self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_come_back() {
        let text = "17.0198c0de-0000-7000-8000-000000000000";
        assert_eq!(Cursor::parse(text).map(|cursor| cursor.write()).ok().as_deref(), Some(text));
        for bad in ["", ".", "17", "x.0198c0de-0000-7000-8000-000000000000", "17.x"] {
            assert!(Cursor::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn kinds_have_names() {
        assert_eq!(kind("board").ok(), Some(Kind::Board));
        assert!(kind("Board").is_err() && kind("").is_err());
    }
}
