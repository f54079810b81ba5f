//! What people are told.

use kernel::{NotificationId, Timestamp, UserId};
use serde::{Deserialize, Serialize};

/// One thing that one person was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notification {
    /// Its id; ordered by when it happened.
    pub id: NotificationId,
    /// Who was told.
    pub user: UserId,
    /// What about.
    pub news: News,
    /// When it happened.
    pub created_at: Timestamp,
    /// When the person had seen it.
    pub read_at: Option<Timestamp>,
}

/// What there is to tell. Rows of the table hold it, so that old ones must still be read: add fields with `#[serde(default)]`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind")]
pub enum News {
    /// A refresh token of this device was used a second time: somebody had copied it.
    #[serde(rename = "security.token_reused")]
    TokenReused {
        /// The device, in words.
        device: String,
    },
}

impl News {
    /// Its stable name.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::TokenReused { .. } => "security.token_reused",
        }
    }

    /// What accounts mean by `kind`; `None` if this version does not know it.
    pub(crate) fn of_security(kind: &str, device: &str) -> Option<Self> {
        (kind == "token_reused").then(|| Self::TokenReused { device: device.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_the_one_in_the_table() -> serde_json::Result<()> {
        let news = News::TokenReused { device: "Firefox on Linux".into() };
        let json = serde_json::to_value(&news)?;
        assert_eq!(json, serde_json::json!({ "kind": news.kind(), "device": "Firefox on Linux" }));
        assert_eq!(serde_json::from_value::<News>(json)?, news);
        Ok(())
    }

    #[test]
    fn unknown_notices_have_no_words_yet() {
        assert!(News::of_security("token_reused", "x").is_some());
        assert!(News::of_security("moon_landing", "x").is_none());
    }
}
