//! Entering who must be told, telling them, and reading the register.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use hechang_entity::{rights_person, rights_telling};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    desk::masking::masked_name,
    error::{FieldFault, Internal},
    identity::{
        self,
        actor::Staff,
        phone::Phone,
        policy::{self, Action, Matter, On},
    },
    organs::{self, model::Line},
    platform::{
        change::{Change, Event},
        clock::local_date,
        ids,
        local_time::LocalTime,
        outbox::Message,
        paging::{Page, PageQuery},
        vault::{Place, Vault},
    },
    referrals::{
        error::ReferralError,
        rights::{
            model::{
                Answer, Entry, Facts, How, NewEntry, NewTelling, RightsItem, RightsQuery, RightsView, Stage,
                Telling,
            },
            queries,
        },
    },
    web::language::Language,
};

const FACTS: &str = "rights_person.facts";
const NOTE: &str = "rights_telling.note";
const SERVICE: &str = "judicial-assistance";

/// Enters somebody who must be told.
pub async fn enter(change: Change, staff: &Staff, new: NewEntry) -> Result<Uuid, ReferralError> {
    policy::require(staff, Action::TellRights)?;
    let typed = new.phone.as_deref().map(str::trim).filter(|phone| !phone.is_empty());
    let phone = typed.and_then(Phone::parse);
    let known_since = new.known_since.unwrap_or_else(|| change.today());
    let faults: Vec<_> = [
        (new.name.trim().is_empty()).then(|| FieldFault::new("/name", "required")),
        (new.case.trim().is_empty()).then(|| FieldFault::new("/case", "required")),
        (typed.is_some() && phone.is_none()).then(|| FieldFault::new("/phone", "bad_phone")),
        (known_since > change.today()).then(|| FieldFault::new("/known_since", "in_the_future")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !faults.is_empty() {
        return Err(ReferralError::Faulty(faults));
    }
    let id = ids::new_id();
    let facts = Facts {
        name: new.name.trim().to_owned(),
        phone: phone.map(|phone| phone.number().to_owned()),
        case: new.case.trim().to_owned(),
    };
    let line = staff.line.or(new.line);
    let row = rights_person::Model {
        id,
        organ_id: staff.organ_id,
        line: line.map(|line| line.word().to_owned()),
        stage: new.stage.word().to_owned(),
        known_since,
        facts_sealed: change.vault().seal_json(Place { column: FACTS, row: id }, &facts)?,
        entered_by: staff.id,
        entered_at: change.now(),
        told_at: None,
        answer: None,
        version: 1,
    };
    queries::insert(change.db(), row).await?;
    let event = Event::new("rights.entered", id).at(staff.organ_id);
    Ok(change.commit(event.with(json!({ "stage": new.stage, "line": line })), id).await?)
}

/// Records that somebody was told; by text message it is sent with the record. Who wasn't reached must still be told.
pub async fn tell(
    app: &App,
    change: Change,
    staff: &Staff,
    id: Uuid,
    new: NewTelling,
) -> Result<(), ReferralError> {
    let row = queries::lock(change.db(), id).await?.ok_or(ReferralError::NotFound)?;
    let entry = opened(change.vault(), &row)?;
    may(change.db(), staff, &entry, Action::TellRights).await?;
    let on = told_on(change.today(), &entry, &new)?;
    if new.how == How::Message {
        send(app, &change, &entry, new.language).await?;
    }
    let telling = ids::new_id();
    let note = new.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    let seal = |note: &str| change.vault().seal_json(Place { column: NOTE, row: telling }, &note);
    let told = rights_telling::Model {
        id: telling,
        person_id: id,
        at: change.now(),
        how: new.how.word().to_owned(),
        language: new.language.tag().to_owned(),
        answer: new.answer.word().to_owned(),
        note_sealed: note.map(seal).transpose()?,
        told_by: staff.id,
        told_on: Some(on),
        notice: app.catalog.handoffs().notice_on(on).map(|notice| notice.version),
    };
    queries::insert_telling(change.db(), told).await?;
    let told_at = if on == change.today() { change.now() } else { LocalTime::MIDNIGHT.on(on) };
    let reached = new.answer != Answer::NotReached;
    let changed = rights_person::Model {
        told_at: row.told_at.or(reached.then_some(told_at)),
        answer: Some(new.answer.word().to_owned()),
        version: row.version.saturating_add(1),
        ..row
    };
    queries::update(change.db(), changed).await?;
    let facts = json!({ "how": new.how, "language": new.language.tag(), "answer": new.answer, "on": on });
    Ok(change.commit(Event::new("rights.told", id).at(entry.organ).with(facts), ()).await?)
}

/// The day on which somebody was told: never before it was known that they must be, never to come.
fn told_on(today: NaiveDate, entry: &Entry, new: &NewTelling) -> Result<NaiveDate, ReferralError> {
    match new.on {
        None => Ok(today),
        Some(on) if on > today => Err(ReferralError::fault("/on", "in_the_future")),
        Some(on) if on < today && new.how == How::Message => Err(ReferralError::fault("/on", "in_the_past")),
        Some(on) if on < entry.known_since => Err(ReferralError::fault("/on", "before_known")),
        Some(on) => Ok(on),
    }
}

/// No name and nothing of the case: whoever holds the phone reads it.
async fn send(app: &App, change: &Change, entry: &Entry, language: Language) -> Result<(), ReferralError> {
    let to = entry.facts.phone.clone().ok_or_else(|| ReferralError::fault("/how", "no_phone"))?;
    let link = apply_at(app, change.db(), entry.organ).await?;
    let text = app.texts.say_with(language, "notify-rights", &[("link", link.as_str())]);
    let params = json!({ "link": link });
    Ok(change.tell(&Message { channel: "sms", to, template: "rights".to_owned(), params, text }).await?)
}

/// Where somebody may begin an application: at the organ's first center.
async fn apply_at(app: &App, db: &impl ConnectionTrait, organ: Uuid) -> Result<String, Internal> {
    let center = organs::service::centers_within(db, organ).await?.into_iter().next();
    let path = center.map(|center| format!("/c/{}/s/{SERVICE}", center.code)).unwrap_or_default();
    Ok(format!("{}{path}", app.public_url))
}

/// The register, who has waited longest first.
pub async fn list(
    app: &App,
    staff: &Staff,
    query: RightsQuery,
    page: &PageQuery,
) -> Result<Page<RightsItem>, ReferralError> {
    policy::require(staff, Action::SeeRights)?;
    let (limit, after) = (page.limit()?, page.after()?);
    let reach = policy::reach(app.db.read(), staff).await?;
    let rows = queries::list(app.db.read(), &reach, query.told, after, limit.saturating_add(1)).await?;
    let Page { items, next } = Page::cut(rows, limit, |row| (row.known_since, row.id));
    let items = items.into_iter().map(|row| Ok(item(app, &opened(&app.vault, &row)?)));
    Ok(Page { items: items.collect::<Result<_, Internal>>()?, next })
}

/// One entry, opened to be read: who looked at it is on the audit record.
pub async fn open(
    app: &App,
    change: Change,
    staff: &Staff,
    language: Language,
    id: Uuid,
) -> Result<RightsView, ReferralError> {
    let row = queries::find(change.db(), id).await?.ok_or(ReferralError::NotFound)?;
    let entry = opened(change.vault(), &row)?;
    may(change.db(), staff, &entry, Action::SeeRights).await?;
    let tellings = told(&change, id).await?;
    let phone = entry.facts.phone.as_deref().and_then(Phone::parse);
    let view = RightsView {
        item: item(app, &entry),
        name: entry.facts.name.clone(),
        phone_masked: phone.map(|phone| phone.masked()),
        case: entry.facts.case.clone(),
        say: app
            .catalog
            .handoffs()
            .notice_on(change.today())
            .map(|notice| notice.text.get(language).to_owned()),
        apply_at: apply_at(app, change.db(), entry.organ).await?,
        tellings,
    };
    Ok(change.commit(Event::new("rights.opened", id).at(entry.organ), view).await?)
}

async fn told(change: &Change, id: Uuid) -> Result<Vec<Telling>, Internal> {
    let rows = queries::tellings(change.db(), id).await?;
    let staff: BTreeSet<_> = rows.iter().map(|row| row.told_by).collect();
    let names = identity::staff::usernames(change.db(), &staff).await?;
    let unknown = || Internal::msg("a telling's words are unknown");
    rows.into_iter()
        .map(|row| {
            let open = |sealed: &[u8]| change.vault().open_json(Place { column: NOTE, row: row.id }, sealed);
            Ok(Telling {
                at: row.at,
                on: row.told_on.unwrap_or_else(|| local_date(row.at)),
                notice: row.notice,
                how: How::from_word(&row.how).ok_or_else(unknown)?,
                language: Language::from_tag(&row.language).ok_or_else(unknown)?,
                answer: Answer::from_word(&row.answer).ok_or_else(unknown)?,
                note: row.note_sealed.as_deref().map(open).transpose()?,
                by: names.get(&row.told_by).cloned(),
            })
        })
        .collect()
}

/// An entry is as open as a matter of its organ and line is.
async fn may(
    db: &impl ConnectionTrait,
    staff: &Staff,
    entry: &Entry,
    action: Action,
) -> Result<(), ReferralError> {
    let reach = policy::reach(db, staff).await?;
    let Entry { id, organ, line, .. } = *entry;
    let matter = Matter { id, organ_id: organ, line, assignee_id: None, guarded: false };
    Ok(policy::decide(&reach, action, On::Matter(&matter))?)
}

fn item(app: &App, entry: &Entry) -> RightsItem {
    let until = entry.told_at.map_or_else(|| app.clock.today(), local_date);
    RightsItem {
        id: entry.id,
        name_masked: masked_name(&entry.facts.name),
        stage: entry.stage,
        line: entry.line,
        known_since: entry.known_since,
        days: until.signed_duration_since(entry.known_since).num_days(),
        told_at: entry.told_at,
        answer: entry.answer,
    }
}

fn opened(vault: &Vault, row: &rights_person::Model) -> Result<Entry, Internal> {
    let unknown = || Internal::msg("an entry's words are unknown");
    let line = row.line.as_deref().map(str::parse::<Line>).transpose()?;
    Ok(Entry {
        stage: Stage::from_word(&row.stage).ok_or_else(unknown)?,
        facts: vault.open_json(Place { column: FACTS, row: row.id }, &row.facts_sealed)?,
        answer: row.answer.as_deref().map(|word| Answer::from_word(word).ok_or_else(unknown)).transpose()?,
        id: row.id,
        organ: row.organ_id,
        line,
        known_since: row.known_since,
        told_at: row.told_at,
    })
}
