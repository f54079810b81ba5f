//! Typed identifiers, all of them in one registry.
//!
//! Every id is a UUIDv7 (RFC 9562 §5.7): unique without coordination and ordered by creation time, so that
//! primary keys are appended, not scattered. A `TeamId` can't be passed where a `FileId` is meant.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{Clock, Rng};

/// Builds a UUIDv7 from the injected clock and random source.
fn uuid_v7(clock: &Clock, rng: &Rng) -> Uuid {
    let millis = u64::try_from(clock.now().as_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &rng.bytes()).into_uuid()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "orm", derive(sea_orm::DeriveValueType))]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// A new id, ordered after those made earlier.
            #[must_use]
            pub fn generate(clock: &Clock, rng: &Rng) -> Self {
                Self(uuid_v7(clock, rng))
            }

            /// Takes an id that was made elsewhere (a row, a URL).
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The bare UUID.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        #[cfg(feature = "orm")]
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        #[cfg(feature = "openapi")]
        crate::id::uuid_schema!($name);
    )+};
}

/// In OpenAPI an id is a `string` of format `uuid`, inline.
#[cfg(feature = "openapi")]
macro_rules! uuid_schema {
    ($name:ident) => {
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                crate::schema::string_of(utoipa::openapi::schema::KnownFormat::Uuid)
            }
        }
        impl utoipa::ToSchema for $name {}
    };
}
#[cfg(feature = "openapi")]
use uuid_schema;

ids! {
    /// A person's account.
    UserId,
    /// One signed-in device: a family of refresh tokens.
    SessionId,
    /// A team.
    TeamId,
    /// An invitation to a team.
    InvitationId,
    /// A file as people see it.
    FileId,
    /// Stored bytes, shared by all files of the same content.
    BlobId,
    /// A channel of a team.
    ChannelId,
    /// A message in a channel.
    MessageId,
    /// A live document or board.
    DocumentId,
    /// A piece of work to be done later.
    JobId,
    /// An event on its way to listeners.
    EventId,
    /// A mail, sent or kept for the admin.
    MailId,
    /// A line of the audit log.
    AuditId,
    /// A notification to one person.
    NotificationId,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ManualClock, SeededEntropy, Timestamp};

    #[test]
    fn ids_follow_the_clock() {
        let manual = ManualClock::at(Timestamp::from_millis(1_700_000_000_000));
        let clock = Clock::new(manual.clone());
        let rng = Rng::new(SeededEntropy::new(1));
        let first = UserId::generate(&clock, &rng);
        manual.advance_millis(1);
        let second = UserId::generate(&clock, &rng);
        assert!(first < second);
        assert_eq!(first.uuid().get_version_num(), 7);
    }

    #[test]
    fn text_round_trip() {
        let rng = Rng::new(SeededEntropy::new(2));
        let id = TeamId::generate(&Clock::new(SystemClock), &rng);
        assert_eq!(id.to_string().parse::<TeamId>().ok(), Some(id));
        assert!("../etc/passwd".parse::<TeamId>().is_err());
    }

    use crate::SystemClock;
}
