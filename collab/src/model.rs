//! What a document is.

use kernel::{DocumentId, TeamId, Timestamp, UserId};

/// What a document holds, which says how it is shown. The room treats both alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text: `Y.XmlFragment "default"`.
    Document,
    /// A drawing board: `Y.Map` and `Y.Array`.
    Board,
}

impl Kind {
    /// As it stands on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Board => "board",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Document, Self::Board].into_iter().find(|kind| kind.as_str() == text)
    }
}

/// A document, without what is written in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its id.
    pub id: DocumentId,
    /// Whose it is.
    pub team: TeamId,
    /// Its title.
    pub title: String,
    /// What it holds.
    pub kind: Kind,
    /// Who made it.
    pub created_by: UserId,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last edited or renamed; edits show within ten seconds.
    pub updated_at: Timestamp,
}
