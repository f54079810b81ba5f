//! Pure verdicts: who may change whose role, what a team may be called, how an invitation may look.

use kernel::{FieldError, Timestamp};

use crate::{Error, Role};

/// The most people that one invitation lets in.
const MOST_USES: u32 = 10_000;

/// What is to become of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Another role.
    Becomes(Role),
    /// Removed by somebody else.
    Removed,
    /// Goes by themselves.
    Leaves,
}

/// Judges a change of one member, the `target`, by another (or the same, when they [leave](Fate::Leaves)). `owners` is how many
/// the team has now.
///
/// Admins decide about everyone below the owners, each other included; owners about all. A team keeps an owner.
pub(crate) fn judge_change(actor: Role, target: Role, fate: Fate, owners: u64) -> Result<(), Error> {
    let allowed = match fate {
        Fate::Leaves => true,
        Fate::Removed => may_touch(actor, target),
        Fate::Becomes(role) => may_touch(actor, target) && may_touch(actor, role),
    };
    if !allowed {
        return Err(Error::Forbidden);
    }
    let stays_owner = fate == Fate::Becomes(Role::Owner);
    if target == Role::Owner && !stays_owner && owners <= 1 {
        return Err(Error::LastOwner);
    }
    Ok(())
}

/// Whether `actor` decides about those of this role: who has it, and who gets it.
fn may_touch(actor: Role, role: Role) -> bool {
    match actor {
        Role::Owner => true,
        Role::Admin => role < Role::Owner,
        Role::Member | Role::Viewer => false,
    }
}

/// Whether `actor` may let people in as `role`: never above oneself.
pub(crate) fn judge_invitation(actor: Role, role: Role) -> Result<(), Error> {
    if may_touch(actor, role) { Ok(()) } else { Err(Error::Forbidden) }
}

/// The highest role that the invitations of somebody who is `role` may still give; `None` if none may.
pub(crate) fn highest_invited_by(role: Role) -> Option<Role> {
    (role >= Role::Admin).then_some(role)
}

/// A team's name as it is kept.
pub(crate) fn name(text: &str) -> Result<String, Error> {
    sanitize::sanitize_team_name(text).map_err(|error| error.at("name").into())
}

/// Checks the bounds of an invitation, all at once.
pub(crate) fn bounds(max_uses: Option<u32>, expires_at: Option<Timestamp>, now: Timestamp) -> Result<(), Error> {
    let fault = |field: &str, message: &str| FieldError {
        field: field.into(),
        code: "out_of_range".into(),
        message: message.into(),
    };
    let mut faults = Vec::new();
    if max_uses.is_some_and(|most| !(1..=MOST_USES).contains(&most)) {
        faults.push(fault("maxUses", "An invitation lets in from 1 to 10,000 people."));
    }
    if expires_at.is_some_and(|end| end <= now) {
        faults.push(fault("expiresAt", "An invitation ends in the future."));
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum Said {
        Done,
        Forbidden,
        LastOwner,
    }

    fn said(verdict: &Result<(), Error>) -> Said {
        match verdict {
            Ok(()) => Said::Done,
            Err(Error::LastOwner) => Said::LastOwner,
            Err(_) => Said::Forbidden,
        }
    }

    /// The contract, word by word: "admin + members, invitations, team name; owner + owners. Last owner can't leave or be
    /// lowered." Written as a list of what is allowed, not as the rules are.
    fn allowed(actor: Role, target: Role, fate: Fate) -> bool {
        use Role::{Admin, Member, Owner, Viewer};
        let admin_sees = [Viewer, Member, Admin];
        match (actor, fate) {
            (_, Fate::Leaves) | (Owner, _) => true,
            (Admin, Fate::Removed) => admin_sees.contains(&target),
            (Admin, Fate::Becomes(role)) => admin_sees.contains(&target) && admin_sees.contains(&role),
            (Member | Viewer, _) => false,
        }
    }

    /// A team as the simplest thing that could be right.
    #[derive(Clone, Debug)]
    struct Reference(BTreeMap<usize, Role>);

    impl Reference {
        fn owners(&self) -> u64 {
            self.0.values().map(|role| u64::from(*role == Role::Owner)).sum()
        }

        fn apply(&mut self, actor: usize, target: usize, fate: Fate) -> Said {
            if !allowed(self.0[&actor], self.0[&target], fate) {
                return Said::Forbidden;
            }
            let mut after = self.clone();
            match fate {
                Fate::Becomes(role) => after.0.insert(target, role),
                Fate::Removed | Fate::Leaves => after.0.remove(&target),
            };
            if after.owners() == 0 {
                return Said::LastOwner;
            }
            *self = after;
            Said::Done
        }
    }

    fn a_role() -> impl Strategy<Value = Role> {
        prop::sample::select(Role::ALL.to_vec())
    }

    fn a_fate() -> impl Strategy<Value = Fate> {
        prop_oneof![3 => a_role().prop_map(Fate::Becomes), 1 => Just(Fate::Removed), 1 => Just(Fate::Leaves)]
    }

    proptest! {
        #[test]
        fn a_team_lives_as_the_reference_does(
            others in prop::collection::vec(a_role(), 0..6),
            acts in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), a_fate()), 0..40),
        ) {
            let mut team = Reference(std::iter::once(Role::Owner).chain(others).enumerate().collect());
            for (actor, target, fate) in acts {
                let people: Vec<usize> = team.0.keys().copied().collect();
                let actor = *actor.get(&people);
                let target = if fate == Fate::Leaves { actor } else { *target.get(&people) };
                let verdict = judge_change(team.0[&actor], team.0[&target], fate, team.owners());
                let expected = team.apply(actor, target, fate);
                prop_assert_eq!(said(&verdict), expected, "{:?} does {:?} to {:?}", actor, fate, target);
                prop_assert!(team.owners() >= 1);
            }
        }

        #[test]
        fn nobody_invites_above_themselves(actor in a_role(), role in a_role()) {
            let may = judge_invitation(actor, role).is_ok();
            prop_assert_eq!(may, actor >= Role::Admin && role <= actor);
            prop_assert_eq!(may, highest_invited_by(actor).is_some_and(|highest| role <= highest));
        }
    }

    #[test]
    fn invitations_have_bounds() {
        let now = Timestamp::from_millis(1000);
        let later = Timestamp::from_millis(1001);
        assert!(bounds(None, None, now).is_ok());
        assert!(bounds(Some(1), Some(later), now).is_ok());
        assert!(bounds(Some(10_000), None, now).is_ok());
        let Err(Error::Invalid(faults)) = bounds(Some(0), Some(now), now) else { panic!("both are out of range") };
        assert_eq!(faults.len(), 2);
        assert!(bounds(Some(10_001), None, now).is_err());
    }
}
