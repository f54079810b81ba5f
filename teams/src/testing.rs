//! Builders for tests of this room and of those above, through the front door.

use accounts::testing::Signed;
use kernel::TeamId;
use serde_json::json;
use testkit::Client;

use crate::Role;

/// A team that `owner` has just made.
#[expect(clippy::expect_used, reason = "test code: a missing id fails the test")]
pub async fn a_team(owner: &Signed, name: &str) -> TeamId {
    let answer = owner.client.post("/api/teams", json!({ "name": name })).await.expect(201);
    answer.text("/id").parse().expect("an id")
}

/// The secret of a new invitation by `inviter`, good for one.
pub async fn an_invitation(inviter: &Signed, team: TeamId, role: Role) -> String {
    let body = json!({ "role": role, "maxUses": 1 });
    inviter.client.post(&format!("/api/teams/{team}/invitations"), body).await.expect(201).text("/token")
}

/// Registers `name` and takes them into the team by an invitation of `inviter`.
pub async fn join_as(anonymous: &Client, inviter: &Signed, team: TeamId, name: &str, role: Role) -> Signed {
    let joining = accounts::testing::sign_up(anonymous, name).await;
    let token = an_invitation(inviter, team, role).await;
    let _ = joining.client.post_empty(&format!("/api/invitations/{token}/accept")).await.expect(200);
    joining
}
