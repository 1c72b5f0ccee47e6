//! Between the table, where personal data is sealed, and the application in its own words.

use chrono::{DateTime, Utc};
use hechang_entity::{
    application, application_clock as clock, application_event as event, application_request as request,
    application_submission as submission,
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    applications::{
        clocks::Clock,
        model::{Application, Request, Step},
        receipt::ReceiptNo,
    },
    error::Internal,
    organs::working_days::{Period, Unit},
    platform::vault::{Place, Vault},
    web::language::Language,
};

const FORM: &str = "application.form";
const SENT: &str = "application_submission.form";
const WORDS: &str = "application_event.words";
const TEXT: &str = "application_request.text";
const WAS: &str = "application_request.was";
const OVERRIDE: &str = "application_request.override_reason";

/// The application of a row.
pub fn application(vault: &Vault, row: application::Model) -> Result<Application, Internal> {
    Ok(Application {
        form: open(vault, FORM, row.id, &row.form_sealed)?,
        language: Language::from_tag(&row.language).unwrap_or_default(),
        state: row.state.parse()?,
        receipt_no: row.receipt_no.map(ReceiptNo::try_from).transpose().map_err(Internal::from_error)?,
        id: row.id,
        service_key: row.service_key,
        service_version: row.service_version,
        center_id: row.center_id,
        organ_id: row.organ_id,
        department: row.department,
        citizen_id: row.citizen_id,
        qr_code: row.qr_code,
        phone_tail_index: row.phone_tail_index,
        applicant_id_index: row.applicant_id_index,
        applicant_name_index: row.applicant_name_index,
        consent_version: row.consent_version,
        consented_at: row.consented_at,
        assignee_id: row.assignee_id,
        guarded: row.guarded,
        line: row.line.map(|word| word.parse()).transpose()?,
        due_on: row.due_on,
        due_limit: row.due_limit,
        version: row.version,
        submitted_at: row.submitted_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// The row of an application.
pub fn row(vault: &Vault, application: &Application) -> Result<application::Model, Internal> {
    let one = application.clone();
    Ok(application::Model {
        form_sealed: seal(vault, FORM, one.id, &one.form)?,
        language: one.language.tag().to_owned(),
        state: one.state.as_str().to_owned(),
        receipt_no: one.receipt_no.map(String::from),
        id: one.id,
        service_key: one.service_key,
        service_version: one.service_version,
        center_id: one.center_id,
        organ_id: one.organ_id,
        department: one.department,
        citizen_id: one.citizen_id,
        qr_code: one.qr_code,
        phone_tail_index: one.phone_tail_index,
        applicant_id_index: one.applicant_id_index,
        applicant_name_index: one.applicant_name_index,
        consent_version: one.consent_version,
        consented_at: one.consented_at,
        assignee_id: one.assignee_id,
        guarded: one.guarded,
        line: one.line.map(|line| line.word().to_owned()),
        due_on: one.due_on,
        due_limit: one.due_limit,
        version: one.version,
        submitted_at: one.submitted_at,
        created_at: one.created_at,
        updated_at: one.updated_at,
    })
}

/// A form as it was sent.
pub fn sent(vault: &Vault, row: &submission::Model) -> Result<Value, Internal> {
    open(vault, SENT, row.id, &row.form_sealed)
}

/// The row of a form that is sent.
pub fn submission_row(
    vault: &Vault,
    id: Uuid,
    application: &Application,
    at: DateTime<Utc>,
) -> Result<submission::Model, Internal> {
    let form_sealed = seal(vault, SENT, id, &application.form)?;
    Ok(submission::Model { id, application_id: application.id, at, form_sealed })
}

/// The step of a row.
pub fn step(vault: &Vault, row: event::Model) -> Result<Step, Internal> {
    let words = row.words_sealed.as_deref().map(|sealed| open(vault, WORDS, row.id, sealed)).transpose()?;
    Ok(Step { at: row.at, state: row.state.parse()?, action: row.action, words })
}

/// Words for the citizen, for the row of a step.
pub fn words(vault: &Vault, id: Uuid, words: Option<&str>) -> Result<Option<Vec<u8>>, Internal> {
    words.map(|words| seal(vault, WORDS, id, &words)).transpose()
}

/// The request of a row.
pub fn request(vault: &Vault, row: request::Model) -> Result<Request, Internal> {
    let (was, reason) = (row.was_sealed.as_deref(), row.override_reason_sealed.as_deref());
    Ok(Request {
        text: open(vault, TEXT, row.id, &row.text_sealed)?,
        was: was.map(|sealed| open(vault, WAS, row.id, sealed)).transpose()?,
        override_reason: reason.map(|sealed| open(vault, OVERRIDE, row.id, sealed)).transpose()?,
        id: row.id,
        round: row.round,
        checklist_key: row.checklist_key,
        pointer: row.pointer,
        created_at: row.created_at,
        created_by: row.created_by,
        answered_at: row.answered_at,
    })
}

/// The row of a request.
pub fn request_row(vault: &Vault, application: Uuid, one: Request) -> Result<request::Model, Internal> {
    let reason = one.override_reason.as_deref();
    Ok(request::Model {
        text_sealed: seal(vault, TEXT, one.id, &one.text)?,
        was_sealed: one.was.map(|was| seal(vault, WAS, one.id, &was)).transpose()?,
        override_reason_sealed: reason.map(|reason| seal(vault, OVERRIDE, one.id, &reason)).transpose()?,
        id: one.id,
        application_id: application,
        round: one.round,
        checklist_key: one.checklist_key,
        pointer: one.pointer,
        created_at: one.created_at,
        created_by: one.created_by,
        answered_at: one.answered_at,
    })
}

/// The clock of a row.
pub fn clock(row: clock::Model) -> Result<Clock, Internal> {
    let unit: Unit = serde_json::from_value(row.unit.into())?;
    let amount = u32::try_from(row.amount).map_err(Internal::from_error)?;
    Ok(Clock {
        period: Period { amount, unit },
        id: row.id,
        application_id: row.application_id,
        limit_key: row.limit_key,
        started_on: row.started_on,
        counted_from: row.counted_from,
        due_on: row.due_on,
        paused_on: row.paused_on,
        resumed_on: row.resumed_on,
        stopped_on: row.stopped_on,
        calendar_version: row.calendar_version,
    })
}

/// The row of a clock.
pub fn clock_row(clock: Clock) -> Result<clock::Model, Internal> {
    let unit = serde_json::to_value(clock.period.unit)?;
    Ok(clock::Model {
        amount: i32::try_from(clock.period.amount).map_err(Internal::from_error)?,
        unit: unit.as_str().unwrap_or_default().to_owned(),
        id: clock.id,
        application_id: clock.application_id,
        limit_key: clock.limit_key,
        started_on: clock.started_on,
        counted_from: clock.counted_from,
        due_on: clock.due_on,
        paused_on: clock.paused_on,
        resumed_on: clock.resumed_on,
        stopped_on: clock.stopped_on,
        calendar_version: clock.calendar_version,
    })
}

fn open<T: DeserializeOwned>(
    vault: &Vault,
    column: &'static str,
    row: Uuid,
    sealed: &[u8],
) -> Result<T, Internal> {
    vault.open_json(Place { column, row }, sealed)
}

fn seal(vault: &Vault, column: &'static str, row: Uuid, value: &impl Serialize) -> Result<Vec<u8>, Internal> {
    vault.seal_json(Place { column, row }, value)
}
