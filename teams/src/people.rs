//! How members look to each other: the place in the team, and the person as accounts know them.

use std::collections::HashMap;

use kernel::{Person, Problem, Timestamp, UserId};

use crate::{Error, Member, Role, Teams, http::MemberView};

/// A person with their e-mail address, which members of a team may see.
#[derive(Clone, Debug)]
pub(crate) struct Described {
    person: Person,
    email: Option<String>,
}

impl Described {
    /// This person as a member.
    pub(crate) fn view(&self, role: Role, joined_at: Timestamp) -> MemberView {
        let Person { id, name, hue } = self.person.clone();
        MemberView { user_id: id, name, email: self.email.clone(), hue, role, joined_at }
    }
}

impl Teams {
    /// One person.
    pub(crate) async fn describe(&self, user: UserId) -> Result<Described, Error> {
        let accounts = &self.0.accounts;
        let email = accounts.email(user).await.map_err(Problem::from)?;
        let person = accounts.person(user).await.map_err(Problem::from)?;
        Ok(Described { person, email })
    }

    /// Members with what is known of the people, in the order given.
    pub(crate) async fn present(&self, members: &[Member]) -> Result<Vec<MemberView>, Error> {
        let ids: Vec<UserId> = members.iter().map(|member| member.user).collect();
        // One query for all who are not in memory; the addresses then come from there.
        let mut people = self.people(&ids).await?;
        let mut views = Vec::with_capacity(members.len());
        for member in members {
            let email = self.0.accounts.email(member.user).await.map_err(Problem::from)?;
            if let Some(person) = people.remove(&member.user) {
                views.push(Described { person, email }.view(member.role, member.joined_at));
            }
        }
        Ok(views)
    }

    /// The link that carries an invitation's secret.
    pub(crate) fn invitation_url(&self, token: &str) -> String {
        let config = &self.0.platform.config;
        format!("{}/invite/{token}", config.public_url(config.listen).as_str().trim_end_matches('/'))
    }

    /// People by id; each that was asked for is in the answer.
    pub(crate) async fn people(&self, ids: &[UserId]) -> Result<HashMap<UserId, Person>, Error> {
        Ok(self.0.accounts.people(ids).await.map_err(Problem::from)?)
    }
}
