//! A long random life of a team, held against a model of it that could not be simpler.

use std::collections::BTreeMap;

use accounts::testing::{Signed, sign_up};
use kernel::{Rng, SeededEntropy};
use serde_json::json;
use teams::{
    Role,
    testing::{a_team, an_invitation},
};

use crate::app;

/// Who is what, by number; who is not in it is out.
type Model = BTreeMap<usize, Role>;

fn owners(model: &Model) -> usize {
    model.values().filter(|role| **role == Role::Owner).count()
}

/// The status that the contract asks for when `actor` wants `target` to become `wanted` (`None`: to be out), and the
/// team after it.
fn expected(model: &Model, actor: usize, target: usize, wanted: Option<Role>) -> (u16, Model) {
    let refused = |status| (status, model.clone());
    let Some(own) = model.get(&actor) else { return refused(404) };
    if *own < Role::Admin {
        return refused(403);
    }
    let Some(current) = model.get(&target) else { return refused(404) };
    let touches_owners = *current == Role::Owner || wanted == Some(Role::Owner);
    if touches_owners && *own != Role::Owner {
        return refused(403);
    }
    let mut after = model.clone();
    match wanted {
        Some(role) => after.insert(target, role),
        None => after.remove(&target),
    };
    if owners(&after) == 0 {
        return refused(409);
    }
    (if wanted.is_some() { 200 } else { 204 }, after)
}

testkit::on_both! {
    async fn a_long_life(world: World) {
        let (teams, anon) = app(&world).await;
        let mut people: Vec<Signed> = Vec::new();
        for n in 0..5 {
            people.push(sign_up(&anon, &format!("Person{n}")).await);
        }
        let team = a_team(&people[0], "Studio").await;
        let mut model: Model = [(0, Role::Owner)].into();
        let rng = Rng::new(SeededEntropy::new(42));
        let pick = |bound: usize| usize::try_from(rng.below(bound as u64)).expect("small");
        let mut seen = BTreeMap::<u16, usize>::new();
        for step in 0..250 {
            let (actor, target) = (pick(5), pick(5));
            let (client, user) = (&people[actor].client, people[target].user);
            let member = format!("/api/teams/{team}/members/{user}");
            let role = Role::ALL[pick(4)];
            let (answer, (status, after)) = match pick(8) {
                0..4 => (client.patch(&member, json!({ "role": role })).await, expected(&model, actor, target, Some(role))),
                4 => (client.delete(&member).await, expected(&model, actor, target, None)),
                5 => {
                    let left = client.post_empty(&format!("/api/teams/{team}/leave")).await;
                    let mut after = model.clone();
                    let verdict = match after.remove(&actor) {
                        None => (404, model.clone()),
                        Some(_) if owners(&after) == 0 => (409, model.clone()),
                        Some(_) => (204, after),
                    };
                    (left, verdict)
                }
                _ => {
                    let Some((owner, _)) = model.iter().find(|(_, role)| **role == Role::Owner) else { panic!("no owner") };
                    let token = an_invitation(&people[*owner], team, role).await;
                    let came = client.post_empty(&format!("/api/invitations/{token}/accept")).await;
                    let mut after = model.clone();
                    after.entry(actor).or_insert(role);
                    (came, (200, after))
                }
            };
            assert_eq!(answer.status.as_u16(), status, "step {step}: {actor} on {target}, {role}, {model:?}");
            *seen.entry(status).or_default() += 1;
            model = after;
            for (n, person) in people.iter().enumerate() {
                let role = teams.role_of(person.user, team).await.expect("a role or none");
                assert_eq!(role, model.get(&n).copied(), "step {step}, person {n}");
            }
        }
        for status in [200, 204, 403, 404, 409] {
            assert!(seen.contains_key(&status), "no {status} in {seen:?}");
        }
    }
}
