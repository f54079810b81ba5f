//! One-time tickets for sockets.
//!
//! A ticket says whom it is for and until when, signed with a key that all nodes have; nothing is stored for it. That it
//! is used once is counted by the rate limiter, which the nodes share.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use kernel::{Clock, Identity, Problem, Rng, Secret, SessionId, Timestamp, UserId};
use platform::limits::{Limits, Quota};
use uuid::Uuid;

/// Issues tickets and takes them in.
#[derive(Clone)]
pub struct Tickets {
    key: Secret<[u8; 32]>,
    clock: Clock,
    rng: Rng,
    limits: Limits,
}

const SIGNED: usize = 16 + 16 + 8 + 16;
const WHOLE: usize = SIGNED + 32;

impl Tickets {
    /// How long a ticket is good.
    pub const LIFE: Duration = Duration::from_secs(30);

    /// Tickets under a key derived from `secret`.
    #[must_use]
    pub fn new(secret: &[u8], clock: Clock, rng: Rng, limits: Limits) -> Self {
        let key = blake3::derive_key("fluxstudio 2026-11 gate: socket tickets", secret);
        Self { key: Secret::new(key), clock, rng, limits }
    }

    /// A ticket for this person on this device.
    #[must_use]
    pub fn issue(&self, identity: &Identity) -> String {
        let until = self.clock.now().plus(Self::LIFE).as_millis();
        let mut ticket = Vec::with_capacity(WHOLE);
        ticket.extend_from_slice(identity.user.uuid().as_bytes());
        ticket.extend_from_slice(identity.session.uuid().as_bytes());
        ticket.extend_from_slice(&until.to_be_bytes());
        ticket.extend_from_slice(&self.rng.bytes::<16>());
        let tag = blake3::keyed_hash(self.key.expose(), &ticket);
        ticket.extend_from_slice(tag.as_bytes());
        URL_SAFE_NO_PAD.encode(ticket)
    }

    /// Whose ticket it is. It is used up by this. Whether the session still goes on is the caller's to ask.
    ///
    /// # Errors
    /// `unauthenticated` when it is not one of ours, too old, or used.
    pub async fn redeem(&self, ticket: &str) -> Result<Identity, Problem> {
        let refused = |why| Problem::unauthenticated().because(why);
        let bytes = URL_SAFE_NO_PAD.decode(ticket).map_err(|_| refused("a ticket that is not base64"))?;
        let (signed, tag) = bytes.split_at_checked(SIGNED).ok_or_else(|| refused("a ticket that is too short"))?;
        let tag: [u8; 32] = tag.try_into().map_err(|_| refused("a ticket of the wrong length"))?;
        // `Hash` compares in constant time.
        if blake3::keyed_hash(self.key.expose(), signed) != blake3::Hash::from_bytes(tag) {
            return Err(refused("a ticket that is not ours"));
        }
        let (ids, rest) = signed.split_at(32);
        let (until, nonce) = rest.split_at(8);
        let until = Timestamp::from_millis(until.try_into().map(i64::from_be_bytes).unwrap_or(0));
        if self.clock.now() >= until {
            return Err(refused("a ticket that is too old"));
        }
        let once = Quota::new(1, Self::LIFE.saturating_mul(2));
        let key = format!("ticket:{}", URL_SAFE_NO_PAD.encode(nonce));
        self.limits.check(&key, once).await.map_err(|_| refused("a ticket that was used"))?;
        let id = |bytes: &[u8]| Uuid::from_slice(bytes).unwrap_or_default();
        Ok(Identity { user: UserId::from_uuid(id(&ids[..16])), session: SessionId::from_uuid(id(&ids[16..])) })
    }
}

#[cfg(test)]
mod tests {
    use kernel::{ManualClock, Rng, SeededEntropy};
    use proptest::prelude::{prop_assert, proptest};

    use super::*;

    fn tickets(secret: u8) -> (ManualClock, Tickets, Identity) {
        let hand = ManualClock::at(Timestamp::from_millis(1_700_000_000_000));
        let (clock, rng) = (Clock::new(hand.clone()), Rng::new(SeededEntropy::new(7)));
        let identity = Identity { user: UserId::generate(&clock, &rng), session: SessionId::generate(&clock, &rng) };
        let limits = Limits::local(clock.clone());
        (hand, Tickets::new(&[secret; 32], clock, rng, limits), identity)
    }

    #[tokio::test]
    async fn a_ticket_is_good_once() {
        let (_, tickets, identity) = tickets(1);
        let ticket = tickets.issue(&identity);
        assert_eq!(tickets.redeem(&ticket).await.ok(), Some(identity));
        assert!(tickets.redeem(&ticket).await.is_err());
    }

    #[tokio::test]
    async fn a_ticket_is_good_for_thirty_seconds() {
        let (hand, tickets, identity) = tickets(1);
        let ticket = tickets.issue(&identity);
        hand.advance(Tickets::LIFE);
        assert!(tickets.redeem(&ticket).await.is_err());
    }

    #[tokio::test]
    async fn a_ticket_of_another_house_is_none() {
        let (_, tickets_here, identity) = tickets(1);
        let (_, tickets_there, _) = tickets(2);
        assert!(tickets_here.redeem(&tickets_there.issue(&identity)).await.is_err());
    }

    proptest! {
        /// No changed ticket passes.
        #[test]
        fn forged(at in 0_usize..WHOLE, flip in 1_u8..=255, text in ".{0,200}") {
            let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
            let (_, tickets, identity) = tickets(1);
            let mut bytes = URL_SAFE_NO_PAD.decode(tickets.issue(&identity)).expect("base64");
            bytes[at] ^= flip;
            prop_assert!(runtime.block_on(tickets.redeem(&URL_SAFE_NO_PAD.encode(bytes))).is_err());
            prop_assert!(runtime.block_on(tickets.redeem(&text)).is_err());
        }
    }
}
