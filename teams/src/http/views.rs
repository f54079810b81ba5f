//! What goes over the wire.

use kernel::{InvitationId, Person, TeamId, Timestamp, UserId};
use serde::{Deserialize, Serialize};
use utoipa::{
    IntoParams, PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};

use crate::{Invitation, Role, Team};

impl PartialSchema for Role {
    fn schema() -> RefOr<Schema> {
        let names = Self::ALL.map(Self::as_str);
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).into()
    }
}

impl ToSchema for Role {}

/// A page of a list.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct PageIn<C: ToSchema> {
    /// The `nextCursor` of the page before.
    pub(super) cursor: Option<C>,
    /// How many, 1 to 100; 50 if left out.
    pub(super) limit: Option<u32>,
}

/// A team as one of its members sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Team)]
pub(crate) struct TeamView {
    id: TeamId,
    name: String,
    /// Its colour, 0 to 7.
    hue: u8,
    /// What the asker is in it.
    role: Role,
    member_count: u64,
    created_at: Timestamp,
}

impl From<(Team, Role)> for TeamView {
    fn from((team, role): (Team, Role)) -> Self {
        let hue = team.hue();
        Self { id: team.id, name: team.name, hue, role, member_count: team.member_count, created_at: team.created_at }
    }
}

/// A member of a team as the others see them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Member)]
pub(crate) struct MemberView {
    pub(crate) user_id: UserId,
    pub(crate) name: String,
    /// `null` if the account is gone.
    #[schema(required = true)]
    pub(crate) email: Option<String>,
    /// Their colour, 0 to 7.
    pub(crate) hue: u8,
    pub(crate) role: Role,
    pub(crate) joined_at: Timestamp,
}

/// An invitation, without its secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Invitation)]
pub(crate) struct InvitationView {
    id: InvitationId,
    role: Role,
    /// How many came by it.
    uses: u32,
    /// How many may; `null` without limit.
    #[schema(required = true)]
    max_uses: Option<u32>,
    /// When it ends; `null` for never.
    #[schema(required = true)]
    expires_at: Option<Timestamp>,
    created_at: Timestamp,
    created_by: Person,
    /// When it was ended, `null` if nobody did.
    #[schema(required = true)]
    revoked_at: Option<Timestamp>,
}

impl InvitationView {
    pub(super) fn new(invitation: Invitation, created_by: Person) -> Self {
        Self {
            id: invitation.id,
            role: invitation.role,
            uses: invitation.uses,
            max_uses: invitation.max_uses,
            expires_at: invitation.expires_at,
            created_at: invitation.created_at,
            created_by,
            revoked_at: invitation.revoked_at,
        }
    }
}
