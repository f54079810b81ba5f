//! Making an account.

use std::sync::Arc;

use kernel::{Code, FieldError, Problem, Secret, UserId};
use platform::{config::Registration, db::Tx};
use subtle::ConstantTimeEq as _;

use super::Device;
use crate::{Accounts, Error, StudioRole, User, model::TokenPair, rules, store};

/// The setting that holds the studio's name.
pub(crate) const STUDIO_NAME: &str = "studio.name";

/// What it takes.
#[derive(Debug)]
pub(crate) struct Register {
    pub(crate) email: String,
    pub(crate) password: Secret<String>,
    pub(crate) name: String,
    /// Only the first account may name the studio.
    pub(crate) studio_name: Option<String>,
    /// Proves that who makes the first account can read the server's console.
    pub(crate) setup_token: Option<Secret<String>>,
    pub(crate) invitation: Option<String>,
    /// Whether who asks sits at the server itself.
    pub(crate) from_loopback: bool,
}

impl Accounts {
    /// Makes an account and signs its device in. The first account of a studio is its owner.
    pub(crate) async fn register(&self, input: Register, device: Device) -> Result<TokenPair, Error> {
        let (email, name, studio_name) = valid(&input)?;
        self.may_register(&input).await?;
        // Before the transaction: a hash takes longer than anybody should hold the writer.
        let password_hash: Arc<str> = self.passwords().hash(&input.password, &self.platform().rng).await?.into();
        let platform = self.platform();
        let mut user = User {
            id: UserId::generate(&platform.clock, &platform.rng),
            email,
            name,
            studio_role: StudioRole::Member,
            created_at: platform.clock.now(),
        };
        let session = Arc::new(self.prepare_session(&user, &device));
        let proven = input.from_loopback || self.knows_setup_token(&input);
        let (this, writing, draft) = (self.clone(), Arc::clone(&session), user.clone());
        user.studio_role = platform
            .db
            .write(async move |tx: &Tx| {
                let mut user = draft.clone();
                // Asked inside of the transaction: two that are first at the same moment must not both be owners.
                let first = !store::users::any(tx).await?;
                if first && !proven {
                    return Err(Error::SetupTokenRequired);
                }
                if first {
                    user.studio_role = StudioRole::Owner;
                    if let Some(studio_name) = &studio_name {
                        this.platform().settings.put(tx, STUDIO_NAME, studio_name).await?;
                    }
                }
                match store::users::insert(tx, &user, &password_hash).await {
                    Err(error) if error.is_unique_violation() => return Err(Error::EmailTaken),
                    other => other?,
                }
                this.write_session(tx, &writing, "accounts.registered").await?;
                Ok(user.studio_role)
            })
            .await?;
        if user.studio_role == StudioRole::Owner {
            platform.settings.refresh().await?;
        }
        self.generate_token_pair(user, &session)
    }

    /// Whether the studio takes new accounts from this caller.
    async fn may_register(&self, input: &Register) -> Result<(), Error> {
        if self.platform().config.registration == Registration::Open || self.is_first_run().await? {
            return Ok(());
        }
        let (Some(token), Some(check)) = (&input.invitation, self.invitations()) else {
            return Err(Error::RegistrationClosed);
        };
        match check.is_valid(token).await {
            Ok(true) => Ok(()),
            Ok(false) => Err(Error::RegistrationClosed),
            Err(problem) if problem.code() == Code::InvitationInvalid => Err(Error::RegistrationClosed),
            Err(problem) => Err(Error::Internal(problem.inside().unwrap_or(problem.detail()).to_owned())),
        }
    }

    fn knows_setup_token(&self, input: &Register) -> bool {
        let expected = self.tokens().setup_token();
        input
            .setup_token
            .as_ref()
            .is_some_and(|given| given.expose().as_bytes().ct_eq(expected.expose().as_bytes()).into())
    }
}

/// The e-mail, name and studio name as they are kept, or everything that is wrong at once.
fn valid(input: &Register) -> Result<(String, String, Option<String>), Error> {
    let mut faults: Vec<FieldError> = Vec::new();
    let email = keep(sanitize::sanitize_email(&input.email).map_err(|error| error.at("email")), &mut faults);
    let email = sanitize::email_key(&email);
    let name = keep(sanitize::sanitize_display_name(&input.name).map_err(|error| error.at("name")), &mut faults);
    let studio_name = input
        .studio_name
        .as_deref()
        .map(|text| keep(sanitize::sanitize_team_name(text).map_err(|error| error.at("studioName")), &mut faults));
    let personal = [input.email.trim(), input.name.trim()];
    faults.extend(rules::password_fault(input.password.expose(), &personal));
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    Ok((email, name, studio_name))
}

fn keep(checked: Result<String, Problem>, faults: &mut Vec<FieldError>) -> String {
    checked.unwrap_or_else(|problem| {
        faults.extend_from_slice(problem.field_errors());
        String::new()
    })
}
