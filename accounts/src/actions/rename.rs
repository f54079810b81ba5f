//! A person takes another name.

use kernel::{Identity, Problem};
use platform::db::Tx;

use crate::{Accounts, Error, User, events, store};

impl Accounts {
    /// Changes what others see, everywhere at once.
    pub(crate) async fn rename(&self, identity: Identity, name: &str) -> Result<User, Error> {
        let name = sanitize::sanitize_display_name(name)
            .map_err(|error| Error::Invalid(Problem::field_errors(&error.at("name")).to_vec()))?;
        let this = self.clone();
        self.platform()
            .db
            .write(async move |tx: &Tx| {
                store::users::rename(tx, identity.user, &name, tx.now()).await?;
                tx.emit(events::person_updated(this.platform(), identity.user));
                Ok::<_, Error>(())
            })
            .await?;
        self.forget_person(identity.user);
        let user = self.user(identity.user).await?.ok_or(Error::NotFound)?;
        Ok(user.as_ref().clone())
    }
}
