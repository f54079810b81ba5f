//! The words that every room shares.
//!
//! Nothing here does I/O, waits, or knows a framework: a rule written against this crate can be tested
//! with values alone. Time ([`Clock`]), chance ([`Rng`]) and identity ([`Actor`]) are *arguments* of the
//! code above; the system's own clock and random source are named in this crate and nowhere else
//! (see `clippy.toml`).

mod actor;
mod clock;
mod event;
mod id;
mod page;
mod person;
mod problem;
mod rng;
#[cfg(feature = "openapi")]
mod schema;
mod secret;

pub use actor::{Actor, Identity};
pub use clock::{Clock, ManualClock, SystemClock, TimeSource, Timestamp};
pub use event::{Event, Topic};
pub use id::*;
pub use page::{Limit, Page, PageError};
pub use person::{HUES, Person, hue_of};
pub use problem::{Code, FieldError, Problem};
pub use rng::{Entropy, Rng, SeededEntropy, SystemEntropy};
pub use secret::Secret;
