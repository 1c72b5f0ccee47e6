//! One step of the workflow: the table's row, what it needs, and its effects, within the caller's change.

use chrono::NaiveDate;
use hechang_entity::application_event;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{
        consent, corrections,
        error::ApplicationError,
        guardianship,
        model::{Application, Consent},
        queries::{parts, row},
        sealing,
        service::{clockwork, reading::service_of, telling},
    },
    catalog::{Need, Performer, Row, Service},
    error::{FieldFault, Internal},
    materials::{
        self,
        model::{Judgment, Material},
    },
    platform::{change::Change, ids},
    representation,
};

/// What somebody wants to do with an application.
pub struct Move<'a> {
    /// The action's key in the workflow.
    pub action: &'a str,
    /// What they may act as.
    pub by: &'a [Performer],
    /// What the citizen is told with it: a reason or an answer. Shown to the owner and to staff, never in a message.
    pub words: Option<&'a str>,
    /// Consent that was given with it.
    pub consent: Option<&'a Consent>,
}

/// Takes a step: looks the row up, checks what it needs, sets the state, moves the clocks, writes the timeline, tells the
/// citizen. The caller holds the application, may have changed other fields of it, and commits.
///
/// # Errors
/// `Refused` when the workflow doesn't allow it, `MaterialsNotJudged`, `RepresentationNotConfirmed` or `Faulty` when something is missing,
/// `Stale` when the row was changed meanwhile.
pub async fn step(
    app: &App,
    change: &Change,
    mut application: Application,
    this: Move<'_>,
) -> Result<Application, ApplicationError> {
    let service = service_of(app, &application)?;
    let row = service.workflow.step(application.state, this.action, this.by)?;
    check_needs(change, service, row, &application, this.consent).await?;
    application.state = row.to;
    clockwork::turn(change, &service.workflow, row, &mut application).await?;
    write(change, &mut application).await?;
    write_event(change, &application, this.action, this.words).await?;
    if let Some(tells) = &row.tells {
        telling::tell(app, change, &application, tells).await?;
    }
    Ok(application)
}

/// Writes an application over the version that was read.
pub(super) async fn write(change: &Change, application: &mut Application) -> Result<(), ApplicationError> {
    let read = application.version;
    application.version = read.saturating_add(1);
    application.updated_at = change.now();
    let written = row::update(change.db(), sealing::row(change.vault(), application)?, read).await?;
    if written { Ok(()) } else { Err(ApplicationError::Stale) }
}

async fn write_event(
    change: &Change,
    application: &Application,
    action: &str,
    words: Option<&str>,
) -> Result<(), Internal> {
    let id: Uuid = ids::new_id();
    let author = change.author();
    let event = application_event::Model {
        id,
        application_id: application.id,
        at: change.now(),
        state: application.state.as_str().to_owned(),
        action: action.to_owned(),
        author_kind: author.kind().to_owned(),
        author_id: author.id(),
        words_sealed: sealing::words(change.vault(), id, words)?,
    };
    parts::insert_event(change.db(), event).await
}

async fn check_needs(
    change: &Change,
    service: &Service,
    row: &Row,
    application: &Application,
    given: Option<&Consent>,
) -> Result<(), ApplicationError> {
    let materials = materials::service::of_application(change.db(), change.vault(), application.id).await?;
    let judged = |material: &Material| material.state != Judgment::Uploaded;
    if row.needs.contains(&Need::AllMaterialsJudged) && !materials.iter().all(judged) {
        return Err(ApplicationError::MaterialsNotJudged);
    }
    if row.needs.contains(&Need::RepresentationConfirmed)
        && !representation::service::is_settled(change.db(), application.id).await?
    {
        return Err(ApplicationError::RepresentationNotConfirmed);
    }
    let mut faults = Vec::new();
    if row.needs.contains(&Need::CompleteForm) {
        faults.extend(gaps(service, &application.form, &materials, change.today()));
    }
    if row.needs.contains(&Need::Consent) {
        faults.extend(consent::faults(service, &application.form, change.today(), given));
    }
    if faults.is_empty() { Ok(()) } else { Err(ApplicationError::Faulty(faults)) }
}

/// Everything that is wrong or missing in form and checklist.
pub(super) fn gaps(
    service: &Service,
    form: &serde_json::Value,
    materials: &[Material],
    today: NaiveDate,
) -> Vec<FieldFault> {
    let fields = service.form.check_complete(form).into_iter().map(corrections::in_form);
    let papers = corrections::missing_papers(service, form, materials).into_iter();
    let guardian = guardianship::fault(service, form, today);
    fields.chain(guardian).chain(papers.map(corrections::missing_paper)).collect()
}
