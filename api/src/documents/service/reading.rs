//! Finding and opening documents. Opening one in full is on the audit record.

use sea_orm::ConnectionTrait;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::sealing::opened;
use crate::{
    app::App,
    applications,
    documents::{content::Content, error::DocumentError, model::Document, queries},
    error::Internal,
    identity::{
        actor::{Citizen, Staff},
        policy::{self, Action, On, Reach},
    },
    platform::{
        change::{Change, Event},
        paging::{Page, PageQuery},
        vault::Vault,
    },
};

/// Which version of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = DocumentVersion)]
pub enum Version {
    /// With names and numbers masked, as it may be shown to anybody.
    #[default]
    Public,
    /// As it was issued.
    Full,
}

/// What a document says in a version.
///
/// # Errors
/// `Erased` when its matter was.
pub fn written(document: &Document, version: Version) -> Result<&Content, DocumentError> {
    let versions = document.versions.as_ref().ok_or(DocumentError::Erased)?;
    Ok(match version {
        Version::Public => &versions.public,
        Version::Full => &versions.full,
    })
}

/// A page of a matter's documents, newest first, for staff who may open the matter.
pub async fn of_matter(
    app: &App,
    staff: &Staff,
    application: Uuid,
    page: &PageQuery,
) -> Result<Page<Document>, DocumentError> {
    let (limit, after) = (page.limit()?, page.after()?);
    let db = app.db.read();
    let reach = policy::reach(db, staff).await?;
    decided(db, &app.vault, &reach, Action::ReadDocuments, application).await?;
    let rows = queries::of_application(db, application, after, limit.saturating_add(1)).await?;
    let all = rows.into_iter().map(|row| opened(&app.vault, row)).collect::<Result<_, _>>()?;
    Ok(Page::cut(all, limit, |one: &Document| one.id))
}

/// A page of a case's documents, newest first. Who may is the caller's matter.
pub async fn of_case(app: &App, case: Uuid, page: &PageQuery) -> Result<Page<Document>, DocumentError> {
    let (limit, after) = (page.limit()?, page.after()?);
    let rows = queries::of_case(app.db.read(), case, after, limit.saturating_add(1)).await?;
    let all = rows.into_iter().map(|row| opened(&app.vault, row)).collect::<Result<_, _>>()?;
    Ok(Page::cut(all, limit, |one: &Document| one.id))
}

/// The numbers of a case's documents of a kind that aren't void.
pub async fn numbers(db: &impl ConnectionTrait, case: Uuid, kind: &str) -> Result<Vec<String>, Internal> {
    queries::numbers(db, case, kind).await
}

/// Every document of a case and of its applications, the first first, without those whose matter was erased. Who may is the caller's matter.
pub async fn of_whole_case(
    db: &impl ConnectionTrait,
    vault: &Vault,
    case: Uuid,
    applications: &[Uuid],
) -> Result<Vec<Document>, Internal> {
    let rows = queries::of_whole_case(db, case, applications).await?;
    let all = rows.into_iter().map(|row| opened(vault, row)).collect::<Result<Vec<_>, _>>()?;
    Ok(all.into_iter().filter(|document| document.versions.is_some()).collect())
}

/// Whether somebody may do something to what hangs on a matter.
async fn decided(
    db: &impl ConnectionTrait,
    vault: &Vault,
    reach: &Reach,
    action: Action,
    application: Uuid,
) -> Result<(), DocumentError> {
    let found = applications::service::find_in(db, vault, reach, application).await?;
    let matter = found.ok_or(DocumentError::NotFound)?.access();
    Ok(policy::decide(reach, action, On::Matter(&matter))?)
}

/// Whether somebody may do something to a document: as to its matter, or where it has none, to what is its organ's.
pub(super) async fn may(
    db: &impl ConnectionTrait,
    vault: &Vault,
    staff: &Staff,
    action: Action,
    document: &Document,
) -> Result<(), DocumentError> {
    let reach = policy::reach(db, staff).await?;
    match document.application_id {
        Some(application) => decided(db, vault, &reach, action, application).await,
        None => Ok(policy::decide(&reach, action, On::Organ(document.organ_id))?),
    }
}

/// A document. Who may is the caller's matter.
pub async fn find(db: &impl ConnectionTrait, vault: &Vault, id: Uuid) -> Result<Document, DocumentError> {
    Ok(opened(vault, queries::find(db, id).await?.ok_or(DocumentError::NotFound)?)?)
}

/// A document that staff may read. A face shows its public version only, unless it was opened with [`open`].
pub async fn at_desk(app: &App, staff: &Staff, id: Uuid) -> Result<Document, DocumentError> {
    let db = app.db.read();
    let document = find(db, &app.vault, id).await?;
    may(db, &app.vault, staff, Action::ReadDocuments, &document).await?;
    Ok(document)
}

/// A document opened by staff in a version; that it was opened in full is on the audit record.
pub async fn open(app: &App, staff: &Staff, id: Uuid, version: Version) -> Result<Document, DocumentError> {
    if version == Version::Public {
        return at_desk(app, staff, id).await;
    }
    let change: Change = app.change(staff).await?;
    let document = find(change.db(), change.vault(), id).await?;
    may(change.db(), change.vault(), staff, Action::ReadDocuments, &document).await?;
    let event = Event::new("document.opened", id).at(document.organ_id).in_case(document.application_id);
    Ok(change.commit(event, document).await?)
}

/// A page of the documents that are for a citizen, newest first.
pub async fn of_citizen(
    app: &App,
    citizen: &Citizen,
    page: &PageQuery,
) -> Result<Page<Document>, DocumentError> {
    let (limit, after) = (page.limit()?, page.after()?);
    let rows = queries::of_citizen(app.db.read(), citizen.id, after, limit.saturating_add(1)).await?;
    let all = rows.into_iter().map(|row| opened(&app.vault, row)).collect::<Result<_, _>>()?;
    Ok(Page::cut(all, limit, |one: &Document| one.id))
}

/// A document that is for this citizen; another's is as unknown as one that doesn't exist.
pub async fn own(app: &App, citizen: &Citizen, id: Uuid) -> Result<Document, DocumentError> {
    let row = queries::find(app.db.read(), id).await?.filter(|row| row.citizen_id == Some(citizen.id));
    Ok(opened(&app.vault, row.ok_or(DocumentError::NotFound)?)?)
}
