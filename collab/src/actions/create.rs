//! Making a document.

use kernel::{Actor, DocumentId, TeamId};
use platform::{audit::AuditEntry, db::Tx};
use teams::Write;

use crate::{Collab, Document, Error, Kind, events, http::DocumentView, rules, store};

/// What is asked for.
pub(crate) struct Create {
    pub(crate) team: TeamId,
    pub(crate) title: String,
    pub(crate) kind: String,
}

impl Collab {
    /// Makes an empty document.
    pub(crate) async fn create(&self, actor: &Actor, input: Create) -> Result<DocumentView, Error> {
        let platform = &self.0.platform;
        let permit = self.0.teams.permit::<Write>(actor, input.team).await?;
        let (title, kind): (String, Kind) = (rules::title(&input.title)?, rules::kind(&input.kind)?);
        let now = platform.clock.now();
        let document = Document {
            id: DocumentId::generate(&platform.clock, &platform.rng),
            team: permit.team(),
            title,
            kind,
            created_by: permit.user(),
            created_at: now,
            updated_at: now,
        };
        let author = self.0.accounts.person(permit.user()).await?;
        let told = DocumentView::new(&document, author.clone(), false);
        let view = DocumentView::new(&document, author, true);
        let (platform, actor) = (platform.clone(), *actor);
        let written = platform.clone();
        platform
            .db
            .write(async move |tx: &Tx| {
                store::documents::insert(tx, &permit, &document).await?;
                tx.emit(events::told(&written, events::DOCUMENT_CREATED, document.team, &told));
                tx.audit(AuditEntry::new(actor, "documents.created").target(document.id));
                Ok::<_, Error>(())
            })
            .await?;
        Ok(view)
    }
}
