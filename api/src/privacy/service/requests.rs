//! Each request with its deadline and its outcome (PIPL 50; security.md PRV-7).

use chrono::{DateTime, NaiveDate, Utc};
use hechang_entity::data_request::{Entity, Model};
use uuid::Uuid;

use crate::{
    app::App,
    error::{Internal, Problem},
    platform::{
        aging::Due,
        change::Change,
        clock::local_date,
        ids,
        paging::{Page, PageQuery},
        vault::{Place, Vault},
    },
    privacy::{
        model::{Request, RequestKind},
        queries,
    },
};

const TEXT: &str = "data_request.text";
const ANSWER: &str = "data_request.answer";

/// A request that is asked now, without an outcome.
pub(super) fn asked(app: &App, change: &Change, citizen: Uuid, kind: RequestKind) -> Model {
    let due = app.catalog.retention().answer_within.after(change.now()).unwrap_or(change.now());
    Model {
        id: ids::new_id(),
        citizen_id: citizen,
        kind: kind.word().to_owned(),
        application_id: None,
        organ_id: None,
        text_sealed: None,
        asked_at: change.now(),
        due_on: local_date(due),
        done_at: None,
        outcome: None,
        answer_sealed: None,
        answered_by: None,
    }
}

/// Puts a request on record that was answered at once; answers its id and the day by which it had to be.
pub(super) async fn answered(
    app: &App,
    change: &Change,
    citizen: Uuid,
    kind: RequestKind,
    outcome: &str,
) -> Result<(Uuid, NaiveDate), Internal> {
    let asked = asked(app, change, citizen, kind);
    let row = Model { done_at: Some(change.now()), outcome: Some(outcome.to_owned()), ..asked };
    let answer = (row.id, row.due_on);
    queries::insert(change.db(), row).await?;
    Ok(answer)
}

/// Seals what a citizen says is wrong.
pub(super) fn sealed_text(vault: &Vault, row: Uuid, text: &str) -> Result<Vec<u8>, Internal> {
    vault.seal_json(Place { column: TEXT, row }, &text)
}

/// Seals what staff answer.
pub(super) fn sealed_answer(vault: &Vault, row: Uuid, answer: &str) -> Result<Vec<u8>, Internal> {
    vault.seal_json(Place { column: ANSWER, row }, &answer)
}

/// A request with its words opened.
pub(super) fn opened(vault: &Vault, row: Model) -> Result<Request, Internal> {
    let open = |column, sealed: Option<Vec<u8>>| {
        sealed.map(|sealed| vault.open_json(Place { column, row: row.id }, &sealed)).transpose()
    };
    Ok(Request {
        id: row.id,
        kind: RequestKind::parse(&row.kind)?,
        application_id: row.application_id,
        asked_at: row.asked_at,
        due_on: row.due_on,
        done_at: row.done_at,
        text: open(TEXT, row.text_sealed)?,
        outcome: row.outcome,
        answer: open(ANSWER, row.answer_sealed)?,
    })
}

/// A page of what a citizen has asked so far, the newest first.
pub async fn requests_of(app: &App, citizen: Uuid, page: &PageQuery) -> Result<Page<Request>, Problem> {
    let (limit, after) = (page.limit()?, page.after()?);
    let rows = queries::of(app.db.read(), citizen, after, limit.saturating_add(1)).await?;
    let Page { items, next } = Page::cut(rows, limit, |row| row.id);
    let items = items.into_iter().map(|row| opened(&app.vault, row)).collect::<Result<_, _>>()?;
    Ok(Page { items, next })
}

/// Requests whose outcome was given at this instant or before, for the retention job.
pub fn due_requests(cutoff: DateTime<Utc>) -> Due<Entity> {
    queries::due(cutoff)
}
