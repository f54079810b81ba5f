//! Who did what to whom, from where, and whether it was allowed. Written in the transaction of the act itself.

pub(crate) mod store;

use kernel::{Actor, AuditId, Clock, Rng};

/// Whether the act was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was.
    Done,
    /// It was refused.
    Refused,
}

/// One line of the audit log, before it is written.
#[derive(Clone, Debug)]
pub struct AuditEntry {
    actor: Actor,
    action: &'static str,
    outcome: Outcome,
    target: Option<String>,
    address: Option<String>,
    detail: serde_json::Value,
}

impl AuditEntry {
    /// `action` is `room.verb`, as in `accounts.session_revoked`.
    #[must_use]
    pub const fn new(actor: Actor, action: &'static str) -> Self {
        Self { actor, action, outcome: Outcome::Done, target: None, address: None, detail: serde_json::Value::Null }
    }

    /// It was tried and refused.
    #[must_use]
    pub const fn refused(mut self) -> Self {
        self.outcome = Outcome::Refused;
        self
    }

    /// What it was done to: an id, never a secret.
    #[must_use]
    pub fn target(mut self, target: impl ToString) -> Self {
        self.target = Some(target.to_string());
        self
    }

    /// Where it came from.
    #[must_use]
    pub fn from_address(mut self, address: impl ToString) -> Self {
        self.address = Some(address.to_string());
        self
    }

    /// What else is worth knowing. Never a secret.
    #[must_use]
    pub fn detail(mut self, detail: serde_json::Value) -> Self {
        self.detail = detail;
        self
    }

    pub(crate) fn into_row(self, clock: &Clock, rng: &Rng) -> store::Model {
        let (actor_kind, actor_id) = match self.actor {
            Actor::Anonymous => ("anonymous", None),
            Actor::System => ("system", None),
            Actor::User(identity) => ("user", Some(identity.user)),
        };
        store::Model {
            id: AuditId::generate(clock, rng),
            at: clock.now(),
            actor_kind: actor_kind.to_owned(),
            actor_id,
            action: self.action.to_owned(),
            outcome: match self.outcome {
                Outcome::Done => "done".to_owned(),
                Outcome::Refused => "refused".to_owned(),
            },
            target: self.target,
            address: self.address,
            detail: (!self.detail.is_null()).then(|| self.detail.to_string()),
        }
    }
}
