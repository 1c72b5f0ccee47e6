//! Correcting what was sent (PIPL 46): a citizen says what is wrong, staff of the organ that has the matter answer within the time.
//!
//! What was sent stays as it was, because a decision may rest on it; the correction stands beside it. A draft is corrected by
//! whoever fills it in, and a matter in correction by sending it again.

use hechang_entity::data_request::Model;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    applications,
    catalog::State,
    error::{FieldFault, Internal, Problem},
    identity::{
        self,
        actor::{Citizen, Staff},
        policy::{self, Action},
    },
    platform::{
        change::{Change, Event},
        outbox::Message,
        paging::{Page, PageQuery},
    },
    privacy::{
        error::PrivacyError,
        model::{Answer, Correction, DeskRequest, Outcome, Request, RequestKind},
        queries,
        service::requests::{asked, opened, sealed_answer, sealed_text},
    },
};

/// Open requests about one matter; more say nothing that couldn't stand in them.
const MOST_OPEN: u64 = 3;
const TOLD: &str = "data_request_answered";

/// Asks for a correction of what was sent.
///
/// # Errors
/// `NotFound` for what isn't the citizen's; `OwnHands` while they can change it themselves; `TooMany` while three are open.
pub async fn ask_for_correction(
    app: &App,
    change: Change,
    citizen: &Citizen,
    wanted: &Correction,
) -> Result<Request, PrivacyError> {
    identity::service::hold_citizen(&change, citizen.id).await?;
    let id = wanted.application_id;
    let application = applications::service::own(change.db(), change.vault(), citizen, id).await?;
    if matches!(application.state, State::Draft | State::Correction) {
        return Err(PrivacyError::OwnHands);
    }
    if queries::count_open(change.db(), id).await? >= MOST_OPEN {
        return Err(PrivacyError::TooMany);
    }
    let new = asked(app, &change, citizen.id, RequestKind::Correction);
    let row = Model {
        application_id: Some(id),
        organ_id: Some(application.organ_id),
        text_sealed: Some(sealed_text(change.vault(), new.id, wanted.text.trim())?),
        ..new
    };
    queries::insert(change.db(), row.clone()).await?;
    let event = Event::new("data_request.asked", row.id).at(application.organ_id).in_case(id);
    let answer = opened(change.vault(), row)?;
    Ok(change.commit(event.with(json!({ "due_on": answer.due_on })), answer).await?)
}

/// Requests about the matters that a member of staff may open: the open ones, the nearest deadline first, or the answered ones.
pub async fn requests_at_desk(
    app: &App,
    staff: &Staff,
    is_open: bool,
    page: &PageQuery,
) -> Result<Page<DeskRequest>, PrivacyError> {
    let (limit, after) = (page.limit()?, page.after()?);
    let matters = applications::service::reached(&policy::reach(app.db.read(), staff).await?);
    let rows = queries::at_desk(app.db.read(), matters, is_open, after, limit.saturating_add(1)).await?;
    let Page { items, next } = Page::cut(rows, limit, |row| (row.due_on, row.id));
    let cases = items.iter().filter_map(|row| row.application_id).collect();
    let receipts = applications::service::receipts(app.db.read(), &cases).await?;
    let line = |row: Model| DeskRequest {
        receipt_no: row.application_id.and_then(|id| receipts.get(&id).cloned()),
        overdue: row.done_at.is_none() && row.due_on < app.clock.today(),
        id: row.id,
        application_id: row.application_id,
        asked_at: row.asked_at,
        due_on: row.due_on,
        done_at: row.done_at,
        outcome: row.outcome,
    };
    Ok(Page { items: items.into_iter().map(line).collect(), next })
}

/// One request with its words, opened to be read: that is on the audit record.
pub async fn open_request(change: Change, staff: &Staff, id: Uuid) -> Result<Request, PrivacyError> {
    let row = visible(&change, staff, id).await?;
    let event = at(Event::new("data_request.opened", id), &row);
    let request = opened(change.vault(), row)?;
    Ok(change.commit(event, request).await?)
}

/// Answers a request; the citizen is told that there is an answer.
///
/// # Errors
/// `NotFound`, `Faulty` without words, `Answered` when somebody was faster.
pub async fn answer_request(
    app: &App,
    change: Change,
    staff: &Staff,
    id: Uuid,
    answer: &Answer,
) -> Result<Request, PrivacyError> {
    let row = visible(&change, staff, id).await?;
    policy::require(staff, Action::WorkOnMatters).map_err(Problem::from)?;
    let words = answer.text.trim();
    if words.is_empty() {
        return Err(PrivacyError::Faulty(FieldFault::new("/text", "required")));
    }
    let sealed = sealed_answer(change.vault(), id, words)?;
    let outcome = answer.outcome.word();
    if !queries::answer(change.db(), id, outcome, sealed, staff.id, change.now()).await? {
        return Err(PrivacyError::Answered);
    }
    tell(app, &change, &row).await?;
    let late = local_late(&change, &row);
    let event = at(Event::new("data_request.answered", id), &row);
    let done = queries::find(change.db(), id).await?.ok_or(PrivacyError::NotFound)?;
    let done = opened(change.vault(), done)?;
    Ok(change.commit(event.with(json!({ "outcome": outcome, "late": late })), done).await?)
}

fn local_late(change: &Change, row: &Model) -> bool {
    row.due_on < change.today()
}

async fn visible(change: &Change, staff: &Staff, id: Uuid) -> Result<Model, PrivacyError> {
    let row = queries::find(change.db(), id).await?.ok_or(PrivacyError::NotFound)?;
    let matter = row.application_id.ok_or(PrivacyError::NotFound)?;
    let reach = policy::reach(change.db(), staff).await?;
    let matter = applications::service::find_in(change.db(), change.vault(), &reach, matter).await?;
    matter.map(|_| row).ok_or(PrivacyError::NotFound)
}

fn at(event: Event, row: &Model) -> Event {
    let event = event.in_case(row.application_id);
    match row.organ_id {
        Some(organ) => event.at(organ),
        None => event,
    }
}

/// Says that there is an answer, never what it is.
async fn tell(app: &App, change: &Change, row: &Model) -> Result<(), Internal> {
    let phone = identity::service::phone_of(change.db(), change.vault(), row.citizen_id).await?;
    let Some(application) = row.application_id else { return Ok(()) };
    let language =
        applications::service::hold(change, application).await.map_err(Internal::from_error)?.language;
    let link = format!("{}/account/requests", app.public_url);
    let text = app.texts.say_with(language, &format!("notify-{TOLD}"), &[("link", link.as_str())]);
    let params = json!({ "link": link });
    let to = phone.number().to_owned();
    change.tell(&Message { channel: "sms", to, template: TOLD.into(), params, text }).await
}

impl Outcome {
    const fn word(self) -> &'static str {
        match self {
            Self::Corrected => "corrected",
            Self::Refused => "refused",
        }
    }
}
