//! A person as others see them.

use serde::{Deserialize, Serialize};

use crate::UserId;

/// How many colours people are told apart by.
pub const HUES: u8 = 8;

/// The short form of a person that goes along with what they made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// Whose account it is.
    pub id: UserId,
    /// The name they chose.
    pub name: String,
    /// Their colour, `0..8`, the same everywhere.
    pub hue: u8,
}

/// The colour of a person or team: a function of the id, so that it never changes and is stored nowhere.
#[must_use]
pub fn hue_of(id: uuid::Uuid) -> u8 {
    // The last byte of a UUIDv7 is random.
    id.as_bytes()[15] % HUES
}
