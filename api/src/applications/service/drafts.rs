//! Beginning a draft and filling it in.

use uuid::Uuid;

use crate::{
    app::App,
    applications::{
        corrections,
        error::ApplicationError,
        model::{Application, Dossier, NewDraft},
        queries::row,
        sealing,
        service::{
            quota,
            reading::{dossier, hold_own, last_sent, not_changeable, service_of},
            steps::write,
        },
    },
    catalog::{Service, State},
    error::{FieldFault, Problem},
    identity::actor::Citizen,
    organs::{self, error::OrganError, model::Center},
    platform::{
        change::{Change, Event},
        ids,
    },
    web::etag::IfMatch,
};

/// Begins a draft. Its form may be incomplete, never wrongly typed.
pub async fn draft(
    app: &App,
    change: Change,
    citizen: &Citizen,
    new: NewDraft,
) -> Result<Dossier, ApplicationError> {
    let (event, dossier) = draft_within(app, &change, citizen, new).await?;
    Ok(change.commit(event, dossier).await?)
}

/// As [`draft`], within a change that another slice commits; the event is for it to record.
pub async fn draft_within(
    app: &App,
    change: &Change,
    citizen: &Citizen,
    new: NewDraft,
) -> Result<(Event, Dossier), ApplicationError> {
    let unknown_service = || ApplicationError::fault("/service_key", "unknown_service");
    let service = app.catalog.service(&new.service_key).ok_or_else(unknown_service)?;
    let center = center(change, new.center_id).await?;
    refuse(service.form.check_draft(&new.form).into_iter().map(corrections::in_form).collect())?;
    quota::check(app, change, citizen.id, service).await?;
    let application = begun(change, citizen, service, center.organ_id, new);
    row::insert(change.db(), sealing::row(change.vault(), &application)?).await?;
    let event = Event::new("application.drafted", application.id).at(application.organ_id);
    let dossier = Dossier { application, materials: vec![], timeline: vec![], requests: vec![] };
    Ok((event, dossier))
}

async fn center(change: &Change, id: Uuid) -> Result<Center, ApplicationError> {
    match organs::service::open_center(change.db(), id).await {
        Err(OrganError::NotFound) => Err(ApplicationError::fault("/center_id", "unknown_center")),
        found => Ok(found.map_err(Problem::from)?),
    }
}

fn begun(
    change: &Change,
    citizen: &Citizen,
    service: &Service,
    organ_id: Uuid,
    new: NewDraft,
) -> Application {
    Application {
        id: ids::new_id(),
        service_key: new.service_key,
        service_version: service.version,
        center_id: new.center_id,
        organ_id,
        department: None,
        citizen_id: citizen.id,
        qr_code: new.qr_code,
        language: new.language,
        state: State::Draft,
        form: new.form,
        receipt_no: None,
        phone_tail_index: None,
        applicant_id_index: None,
        applicant_name_index: None,
        consent_version: None,
        consented_at: None,
        assignee_id: None,
        guarded: false,
        line: None,
        due_on: None,
        due_limit: None,
        version: 1,
        submitted_at: None,
        created_at: change.now(),
        updated_at: change.now(),
    }
}

/// Puts another form in the place of the one it is based on: in a draft all of it, in correction what was asked for.
///
/// # Errors
/// 412 when the application has moved on, `Faulty` with everything that is wrong or wasn't asked for, `NotChangeable` in
/// any other state.
pub async fn save(
    app: &App,
    change: Change,
    citizen: &Citizen,
    id: Uuid,
    based_on: &IfMatch,
    form: serde_json::Value,
) -> Result<Dossier, ApplicationError> {
    let mut application = hold_own(&change, citizen, id).await?;
    based_on.check(application.version)?;
    let service = service_of(app, &application)?;
    let mut whole = dossier(change.db(), change.vault(), application.clone()).await?;
    let mut faults: Vec<FieldFault> =
        service.form.check_draft(&form).into_iter().map(corrections::in_form).collect();
    match application.state {
        State::Draft => {}
        State::Correction => {
            let sent = last_sent(&change, id).await?;
            faults.extend(corrections::not_asked(service, &sent, &form, &whole.requests));
        }
        _ => return Err(not_changeable(service, &application)),
    }
    refuse(faults)?;
    application.form = form;
    application.service_version = service.version;
    write(&change, &mut application).await?;
    whole.application = application;
    let event = Event::new("application.saved", id).at(whole.application.organ_id);
    Ok(change.commit(event, whole).await?)
}

fn refuse(faults: Vec<FieldFault>) -> Result<(), ApplicationError> {
    if faults.is_empty() { Ok(()) } else { Err(ApplicationError::Faulty(faults)) }
}
