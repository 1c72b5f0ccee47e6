//! Finding applications: a citizen's own, and whole dossiers for faces and other slices.

use std::collections::HashMap;

use hechang_entity::application::Model;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{
        corrections,
        error::ApplicationError,
        model::{Application, Dossier, Request, Step},
        queries::{parts, row},
        sealing,
        service::expiry::{is_expired, stale},
    },
    catalog::{Service, State},
    error::Internal,
    identity::actor::Citizen,
    materials,
    platform::{
        change::Change,
        paging::{Page, PageQuery},
        vault::Vault,
    },
};

/// A citizen's own application with everything that hangs on it.
pub async fn get(app: &App, citizen: &Citizen, id: Uuid) -> Result<Dossier, ApplicationError> {
    let application = own(app.db.read(), &app.vault, citizen, id).await?;
    if is_expired(&application, app.clock.now()) {
        return Err(ApplicationError::NotFound);
    }
    Ok(dossier(app.db.read(), &app.vault, application).await?)
}

/// A citizen's own applications, newest first.
pub async fn list(app: &App, citizen: &Citizen, page: &PageQuery) -> Result<Page<Dossier>, ApplicationError> {
    let (limit, after) = (page.limit()?, page.after()?);
    let stale = stale(app.clock.now());
    let rows = row::page(app.db.read(), citizen.id, stale, after, limit.saturating_add(1)).await?;
    let Page { items, next } = Page::cut(rows, limit, |row| row.id);
    let items = items.into_iter().map(|row| sealing::application(&app.vault, row));
    let items = dossiers(app.db.read(), &app.vault, items.collect::<Result<_, _>>()?).await?;
    Ok(Page { items, next })
}

/// A citizen's own application. Another's is as unknown as one that doesn't exist.
pub async fn own(
    db: &impl ConnectionTrait,
    vault: &Vault,
    citizen: &Citizen,
    id: Uuid,
) -> Result<Application, ApplicationError> {
    opened(vault, row::find(db, id).await?.filter(|row| row.citizen_id == citizen.id))
}

/// Any application, held until the change ends. Who may see it is the caller's matter.
pub async fn hold(change: &Change, id: Uuid) -> Result<Application, ApplicationError> {
    opened(change.vault(), row::lock(change.db(), id).await?)
}

/// A citizen's own application, held until the change ends.
pub(super) async fn hold_own(
    change: &Change,
    citizen: &Citizen,
    id: Uuid,
) -> Result<Application, ApplicationError> {
    let held = row::lock(change.db(), id).await?.filter(|row| row.citizen_id == citizen.id);
    let application = opened(change.vault(), held)?;
    if is_expired(&application, change.now()) { Err(ApplicationError::NotFound) } else { Ok(application) }
}

/// Whether few may open it, and nobody is told whose it is; also when it doesn't exist.
pub async fn is_guarded(db: &impl ConnectionTrait, id: Uuid) -> Result<bool, Internal> {
    Ok(row::find(db, id).await?.is_none_or(|row| row.guarded))
}

fn opened(vault: &Vault, row: Option<Model>) -> Result<Application, ApplicationError> {
    let row = row.ok_or(ApplicationError::NotFound)?;
    Ok(sealing::application(vault, row)?)
}

/// A citizen's own application, held, if files of this line may be added to it or taken away now.
///
/// # Errors
/// `NotFound`; `Faulty` for a line that the service doesn't have; `NotChangeable` in a state or for a line that isn't open.
pub async fn open_for_files(
    app: &App,
    change: &Change,
    citizen: &Citizen,
    id: Uuid,
    line: &str,
) -> Result<Application, ApplicationError> {
    let application = hold_own(change, citizen, id).await?;
    let service = service_of(app, &application)?;
    if service.line(line).is_none() {
        return Err(ApplicationError::fault("/checklist_key", "not_an_option"));
    }
    let open = match application.state {
        State::Draft => true,
        State::Correction => {
            let whole = dossier(change.db(), change.vault(), application.clone()).await?;
            corrections::opens_line(service, &application.form, line, &whole.requests, &whole.materials)
        }
        _ => false,
    };
    if open { Ok(application) } else { Err(not_changeable(service, &application)) }
}

/// Notes that something about an application changed that isn't in its row, like a file: a draft lives on.
pub async fn touch(change: &Change, id: Uuid) -> Result<(), Internal> {
    row::touch(change.db(), id, change.now()).await
}

/// An application with everything that hangs on it.
pub async fn dossier(
    db: &impl ConnectionTrait,
    vault: &Vault,
    application: Application,
) -> Result<Dossier, Internal> {
    let whole = dossiers(db, vault, vec![application]).await?.into_iter().next();
    whole.ok_or_else(|| Internal::msg("a dossier vanished"))
}

/// Several applications with everything that hangs on them, in their order, by one question a table.
pub async fn dossiers(
    db: &impl ConnectionTrait,
    vault: &Vault,
    applications: Vec<Application>,
) -> Result<Vec<Dossier>, Internal> {
    let ids: Vec<Uuid> = applications.iter().map(|application| application.id).collect();
    let mut materials = materials::service::of_applications(db, vault, &ids).await?;
    let mut timelines: HashMap<Uuid, Vec<Step>> = HashMap::new();
    for row in parts::events(db, &ids).await? {
        timelines.entry(row.application_id).or_default().push(sealing::step(vault, row)?);
    }
    let mut requests: HashMap<Uuid, Vec<Request>> = HashMap::new();
    for row in parts::requests(db, &ids).await?.into_iter().filter(|row| row.answered_at.is_none()) {
        requests.entry(row.application_id).or_default().push(sealing::request(vault, row)?);
    }
    let whole = applications.into_iter().map(|application| Dossier {
        materials: materials.remove(&application.id).unwrap_or_default(),
        timeline: timelines.remove(&application.id).unwrap_or_default(),
        requests: requests.remove(&application.id).unwrap_or_default(),
        application,
    });
    Ok(whole.collect())
}

/// The form as it was last sent.
pub(super) async fn last_sent(change: &Change, id: Uuid) -> Result<serde_json::Value, Internal> {
    let last = forms_sent(change.db(), change.vault(), id).await?.pop();
    last.ok_or_else(|| Internal::msg("what was sent vanished"))
}

/// Everything that was sent, oldest first: what changed between two rounds of correction.
pub async fn forms_sent(
    db: &impl ConnectionTrait,
    vault: &Vault,
    id: Uuid,
) -> Result<Vec<serde_json::Value>, Internal> {
    parts::submissions(db, id).await?.iter().map(|row| sealing::sent(vault, row)).collect()
}

/// The form of any application. Who may see it is the caller's matter.
pub async fn form_of(
    db: &impl ConnectionTrait,
    vault: &Vault,
    id: Uuid,
) -> Result<serde_json::Value, ApplicationError> {
    Ok(opened(vault, row::find(db, id).await?)?.form)
}

/// The service of an application as the catalog has it now.
pub fn service_of<'app>(app: &'app App, application: &Application) -> Result<&'app Service, Internal> {
    let service = app.catalog.service(&application.service_key);
    service.ok_or_else(|| Internal::msg(format!("the catalog has no {}", application.service_key)))
}

/// Refuses a change of the form, with what can be done instead.
pub(super) fn not_changeable(service: &Service, application: &Application) -> ApplicationError {
    let by = [crate::catalog::Performer::Citizen];
    let allowed = service.workflow.actions(application.state, &by);
    ApplicationError::NotChangeable { allowed: allowed.into_iter().map(str::to_owned).collect() }
}
