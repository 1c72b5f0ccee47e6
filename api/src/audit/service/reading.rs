//! Reading the record; each reading is on it too.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use hechang_entity::audit_entry::Model;
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    applications::{self, receipt::ReceiptNo},
    audit::{
        error::AuditError,
        model::{Filter, RecordItem, RecordQuery, Scope},
        queries::reading,
    },
    error::{FieldFault, Internal},
    identity::{
        actor::Staff,
        policy::{self, Action},
        staff,
    },
    organs,
    platform::{
        change::Event,
        clock::shanghai,
        paging::{Page, PageQuery},
    },
    web::language::Language,
};

/// The record of the reader's organ and those below it, the newest first.
///
/// # Errors
/// `Denied` to anybody but auditors, `Faulty` naming each filter that can't be followed.
pub async fn read(
    app: &App,
    reader: &Staff,
    query: &RecordQuery,
    page: &PageQuery,
    language: Language,
) -> Result<Page<RecordItem>, AuditError> {
    policy::require(reader, Action::ReadRecord)?;
    let (limit, after) = (page.limit()?, page.after()?);
    let filter = filter(app, query).await?;
    note(app, reader, &filter, query).await?;
    let db = app.db.read();
    let scope = scope(db, reader).await?;
    let rows = reading::page(db, &scope, &filter, after, limit.saturating_add(1)).await?;
    let Page { items, next } = Page::cut(rows, limit, |row| (row.at, row.id));
    Ok(Page { items: told(app, items, language).await?, next })
}

/// What an auditor may look over. What happened in no organ's keeping is seen from the top.
pub(super) async fn scope(db: &impl ConnectionTrait, reader: &Staff) -> Result<Scope, Internal> {
    let organ = organs::service::organ(db, reader.organ_id).await.map_err(Internal::from_error)?;
    Ok(Scope { organs: policy::reach(db, reader).await?.organs, house: organ.parent_id.is_none() })
}

async fn note(app: &App, reader: &Staff, filter: &Filter, query: &RecordQuery) -> Result<(), Internal> {
    let asked = [
        ("person", filter.person.map(|id| id.to_string())),
        ("case", filter.case.map(|id| id.to_string())),
        ("act", filter.act.clone()),
        ("from", given(query.from.as_ref()).map(str::to_owned)),
        ("to", given(query.to.as_ref()).map(str::to_owned)),
    ];
    let facts: serde_json::Map<String, Value> =
        asked.into_iter().filter_map(|(name, value)| Some((name.to_owned(), json!(value?)))).collect();
    let event = Event::new("audit.read", reader.id).at(reader.organ_id).with(Value::Object(facts));
    app.change(reader).await?.commit(event, ()).await
}

async fn filter(app: &App, query: &RecordQuery) -> Result<Filter, AuditError> {
    let mut faults = Vec::new();
    let mut kept = |pointer: &'static str, code: &'static str| faults.push(FieldFault::new(pointer, code));
    let (person, case) = (given(query.person.as_ref()), given(query.case.as_ref()));
    let (from, to) = (given(query.from.as_ref()), given(query.to.as_ref()));
    let filter = Filter {
        person: match person {
            Some(words) => {
                person_of(app, words).await?.or_else(|| missing(&mut kept, "/person", "unknown_person"))
            }
            None => None,
        },
        case: match case {
            Some(words) => case_of(app, words).await?.or_else(|| missing(&mut kept, "/case", "unknown_case")),
            None => None,
        },
        act: given(query.act.as_ref()).map(str::to_owned),
        from: from.and_then(|day| begin(day, 0).or_else(|| missing(&mut kept, "/from", "not_a_date"))),
        until: to.and_then(|day| begin(day, 1).or_else(|| missing(&mut kept, "/to", "not_a_date"))),
    };
    if faults.is_empty() { Ok(filter) } else { Err(AuditError::Faulty(faults)) }
}

fn missing<T>(
    faults: &mut impl FnMut(&'static str, &'static str),
    pointer: &'static str,
    code: &'static str,
) -> Option<T> {
    faults(pointer, code);
    None
}

fn given(words: Option<&String>) -> Option<&str> {
    words.map(|words| words.trim()).filter(|words| !words.is_empty())
}

/// An account, or a member of staff's name. Never a phone number: that would stand in the address.
pub(super) async fn person_of(app: &App, words: &str) -> Result<Option<Uuid>, Internal> {
    match words.parse() {
        Ok(id) => Ok(Some(id)),
        Err(_) => staff::account(app.db.read(), words).await,
    }
}

async fn case_of(app: &App, words: &str) -> Result<Option<Uuid>, Internal> {
    if let Ok(id) = words.parse() {
        return Ok(Some(id));
    }
    match words.parse::<ReceiptNo>() {
        Ok(receipt) => applications::service::with_receipt(app.db.read(), receipt).await,
        Err(_) => Ok(None),
    }
}

/// When a day begins in Asia/Shanghai, or one some days later.
pub(super) fn begin(day: &str, later: i64) -> Option<DateTime<Utc>> {
    let day = day.parse::<NaiveDate>().ok()?.checked_add_signed(TimeDelta::days(later))?;
    Some(day.and_time(NaiveTime::MIN).and_local_timezone(shanghai()).single()?.to_utc())
}

async fn told(app: &App, rows: Vec<Model>, language: Language) -> Result<Vec<RecordItem>, Internal> {
    let actors: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.actor_id).collect();
    let cases: BTreeSet<Uuid> = rows.iter().map(|row| row.case_id.unwrap_or(row.subject_id)).collect();
    let names = staff::usernames(app.db.read(), &actors).await?;
    let receipts = applications::service::receipts(app.db.read(), &cases).await?;
    Ok(rows.into_iter().map(|row| item(app, row, &names, &receipts, language)).collect())
}

fn item(
    app: &App,
    row: Model,
    names: &HashMap<Uuid, String>,
    receipts: &HashMap<Uuid, String>,
    language: Language,
) -> RecordItem {
    RecordItem {
        id: row.id,
        at: row.at,
        seq: row.seq,
        organ_id: row.organ_id,
        actor_name: row.actor_id.and_then(|id| names.get(&id).cloned()),
        actor_kind: row.actor_kind,
        actor_id: row.actor_id,
        act_text: act_text(app, &row.action, language),
        act: row.action,
        subject_id: row.subject_id,
        receipt_no: receipts.get(&row.case_id.unwrap_or(row.subject_id)).cloned(),
        detail: row.detail,
    }
}

/// An act in the reader's words; one without words shows its key.
pub fn act_text(app: &App, act: &str, language: Language) -> String {
    let key = format!("act-{}", act.replace('.', "-"));
    if app.texts.has(language, &key) { app.texts.say(language, &key) } else { act.to_owned() }
}
