//! Reading hand-offs: lists by deadline, one with its papers, and what the citizen is told.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use hechang_entity::referral;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    applications,
    catalog::{HandoffKind, HandoffState, HandoffTable, Side},
    documents::{self, model::Document},
    error::Internal,
    identity::{
        actor::{Citizen, Staff},
        policy::{self, Action, On, Reach},
    },
    materials::{self, model::Material},
    organs,
    platform::{
        aging::Due,
        change::{Change, Event},
        paging::{Page, PageQuery},
        vault::Vault,
    },
    referrals::{
        error::ReferralError,
        model::{HandedPaper, Handoff, HandoffQuery, Opened},
        queries,
        service::sealing,
    },
    web::language::{Language, Text},
};

/// On which side of a hand-off somebody stands: who opens matters stands on the procuratorate's, everybody else on the partner's. A clue
/// between procuratorates is the receiver's for whoever reaches the one that has it.
pub fn side(reach: &Reach, one: &Handoff) -> Side {
    match (one.kind, reach.sees_matters()) {
        (HandoffKind::Clue, true) if reach.organs.contains(&one.to) => Side::Receiver,
        (HandoffKind::Referral, true) | (HandoffKind::Clue, _) => Side::Sender,
        (HandoffKind::Referral, false) => Side::Receiver,
    }
}

/// What the policy must know of a hand-off. A matter out of the reader's reach is as good as none: the policy refuses without one.
pub(super) async fn access(
    db: &impl ConnectionTrait,
    vault: &Vault,
    reach: &Reach,
    one: &Handoff,
    table: &HandoffTable,
) -> Result<policy::Handoff, Internal> {
    let matter = match one.application.filter(|_| reach.sees_matters()) {
        Some(id) => applications::service::find_in(db, vault, reach, id).await?.map(|found| found.access()),
        None => None,
    };
    Ok(policy::Handoff { kind: one.kind, from: one.from, to: one.to, open: table.is_open(one.state), matter })
}

/// The hand-offs that a reader may see, nearest deadline first.
pub async fn list(
    app: &App,
    staff: &Staff,
    query: &HandoffQuery,
    page: &PageQuery,
) -> Result<Page<Handoff>, ReferralError> {
    policy::require(staff, Action::SeeHandoffs)?;
    let (limit, after) = (page.limit()?, page.after()?);
    let reach = policy::reach(app.db.read(), staff).await?;
    let seen = queries::in_reach(&reach, app.catalog.handoffs().table(HandoffKind::Referral));
    let (today, most) = (app.clock.today(), limit.saturating_add(1));
    let rows = queries::list(app.db.read(), seen, query, today, after, most).await?;
    let Page { items, next } = Page::cut(rows, limit, |row| (row.due_on, row.id));
    let items = items.into_iter().map(|row| sealing::opened(&app.vault, row));
    Ok(Page { items: items.collect::<Result<_, _>>()?, next })
}

/// One hand-off, opened to be read: who looked at it is on the audit record.
pub async fn open(app: &App, change: Change, staff: &Staff, id: Uuid) -> Result<Opened, ReferralError> {
    let (one, reach) = found(app, change.db(), change.vault(), staff, id).await?;
    let whole = whole(app, change.db(), change.vault(), &reach, one).await?;
    let event = Event::new("handoff.opened", id).at(staff.organ_id).in_case(whole.handoff.application);
    Ok(change.commit(event.with(json!({ "kind": whole.handoff.kind })), whole).await?)
}

async fn found(
    app: &App,
    db: &impl ConnectionTrait,
    vault: &Vault,
    staff: &Staff,
    id: Uuid,
) -> Result<(Handoff, Reach), ReferralError> {
    let row = queries::find(db, id).await?.ok_or(ReferralError::NotFound)?;
    let one = sealing::opened(vault, row)?;
    let reach = policy::reach(db, staff).await?;
    let table = app.catalog.handoffs().table(one.kind);
    let asked = access(db, vault, &reach, &one, table).await?;
    policy::decide(&reach, Action::SeeHandoffs, On::Handoff(&asked))?;
    Ok((one, reach))
}

async fn whole(
    app: &App,
    db: &impl ConnectionTrait,
    vault: &Vault,
    reach: &Reach,
    one: Handoff,
) -> Result<Opened, Internal> {
    let steps = queries::events(db, &[one.id]).await?.into_iter().map(|row| sealing::step(vault, row));
    let steps = steps.collect::<Result<_, _>>()?;
    let mut opened =
        Opened { handoff: one, steps, papers: Vec::new(), service_key: None, receipt: None, letter: None };
    opened.letter = letter(db, vault, &opened.handoff).await?.map(|letter| letter.number.unwrap_or_default());
    let Some(id) = opened.handoff.application else { return Ok(opened) };
    let handed = queries::papers(db, opened.handoff.id).await?;
    let files = materials::service::of_application(db, vault, id).await?;
    let files = files.into_iter().filter(|file| handed.contains(&file.id));
    opened.papers = files.map(paper).collect();
    opened.service_key = applications::service::service_and_center(db, id).await?.map(|(key, _)| key);
    if reach.sees_matters() {
        opened.receipt = applications::service::receipts(app.db.read(), &[id].into()).await?.remove(&id);
    }
    Ok(opened)
}

/// The official letter that went with a hand-off, unless what it said was erased.
async fn letter(
    db: &impl ConnectionTrait,
    vault: &Vault,
    one: &Handoff,
) -> Result<Option<Document>, Internal> {
    let Some(id) = one.letter else { return Ok(None) };
    let found = documents::service::find(db, vault, id).await.map_err(Internal::from_error)?;
    Ok(Some(found).filter(|letter| letter.versions.is_some()))
}

/// A file as a paper, with its line of the checklist in place of a title.
pub(super) fn paper(file: Material) -> HandedPaper {
    HandedPaper {
        id: file.id,
        title: file.checklist_key,
        filename: file.filename,
        media_type: file.media_type,
        size: file.size,
    }
}

/// A paper that was handed over, and no other; the look is on the audit record.
pub async fn open_paper(
    app: &App,
    staff: &Staff,
    id: Uuid,
    paper: Uuid,
) -> Result<materials::service::Opened, ReferralError> {
    let (one, _) = found(app, app.db.read(), &app.vault, staff, id).await?;
    let handed = queries::papers(app.db.read(), id).await?.contains(&paper);
    let application = one.application.filter(|_| handed).ok_or(ReferralError::NotFound)?;
    let opened = materials::service::open_handed_over(app, staff, application, paper).await;
    opened.map_err(|error| ReferralError::Problem(error.into()))
}

/// The official letter of a hand-off, as it was issued, for whoever may see the hand-off; the look is on the audit record.
///
/// # Errors
/// `NotFound` out of reach, or without a letter.
pub async fn open_letter(app: &App, staff: &Staff, id: Uuid) -> Result<Document, ReferralError> {
    let (one, _) = found(app, app.db.read(), &app.vault, staff, id).await?;
    let letter = letter(app.db.read(), &app.vault, &one).await?.ok_or(ReferralError::NotFound)?;
    let facts = json!({ "handoff": id, "handed_over": true });
    let event = Event::new("document.opened", letter.id).at(staff.organ_id).in_case(one.application);
    Ok(app.change(staff).await?.commit(event.with(facts), letter).await?)
}

/// What the citizen is told of help that was asked for.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = HelpAsked)]
pub struct Told {
    /// Who was asked.
    pub partner: String,
    /// For what.
    pub measures: Vec<String>,
    /// Where it stands.
    pub state: HandoffState,
    /// The same in plain words.
    pub state_text: String,
    /// What help was given.
    pub taken: Vec<String>,
    /// When it was asked.
    pub asked_at: DateTime<Utc>,
    /// By when the next step has to be taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
}

/// What help was asked for with a citizen's own application.
pub async fn for_citizen(
    app: &App,
    citizen: &Citizen,
    application: Uuid,
    language: Language,
) -> Result<Vec<Told>, ReferralError> {
    let own = applications::service::get(app, citizen, application).await;
    own.map_err(|error| ReferralError::Problem(error.into()))?;
    Ok(told(app, application, language).await?)
}

/// The same; whose the application is, is the caller's question.
pub async fn told(app: &App, application: Uuid, language: Language) -> Result<Vec<Told>, Internal> {
    let rows = queries::of_application(app.db.read(), application).await?;
    let ids: Vec<_> = rows.iter().map(|row| row.to_organ_id).collect();
    let organs = organs::service::organs_of(app.db.read(), &ids).await?;
    let names: HashMap<Uuid, Text> = organs.into_iter().map(|organ| (organ.id, organ.name)).collect();
    let referrals = rows.into_iter().filter(|row| row.kind == HandoffKind::Referral.word());
    referrals.map(|row| one_told(app, &names, row, language)).collect()
}

fn one_told(
    app: &App,
    names: &HashMap<Uuid, Text>,
    row: referral::Model,
    language: Language,
) -> Result<Told, Internal> {
    let one = sealing::opened(&app.vault, row)?;
    let catalog = app.catalog.handoffs();
    let words = catalog.table(one.kind).state(one.state);
    let titles = |keys: &[String]| {
        let known = keys.iter().filter_map(|key| catalog.measure(key));
        known.map(|measure| measure.title.get(language).to_owned()).collect()
    };
    Ok(Told {
        partner: names.get(&one.to).map(|name| name.get(language).to_owned()).unwrap_or_default(),
        measures: titles(&one.measures),
        taken: titles(&one.taken),
        state: one.state,
        state_text: words.map(|words| words.citizen.get(language).to_owned()).unwrap_or_default(),
        asked_at: one.sent_at,
        // The office's own limit to close it is nothing that the citizen waits for.
        due_on: one
            .due_on
            .filter(|_| catalog.table(one.kind).allowed(one.state, Side::Receiver).next().is_some()),
    })
}

/// What was shared of an application with whom, word by word, for the citizen's copy of everything.
pub async fn copy_of(app: &App, application: Uuid, language: Language) -> Result<Vec<Value>, Internal> {
    let told = told(app, application, language).await?;
    let rows = queries::of_application(app.db.read(), application).await?;
    let referrals = rows.into_iter().filter(|row| row.kind == HandoffKind::Referral.word());
    let mut all = Vec::new();
    for (row, told) in referrals.zip(told) {
        let steps = queries::events(app.db.read(), &[row.id]).await?;
        let steps = steps.into_iter().map(|step| sealing::step(&app.vault, step));
        let steps = steps
            .map(|step| step.map(|step| json!({ "at": step.at, "state": step.state, "words": step.words })));
        let papers = queries::papers(app.db.read(), row.id).await?;
        let content = sealing::opened(&app.vault, row)?.content;
        let steps = steps.collect::<Result<Vec<_>, _>>()?;
        all.push(json!({ "asked": told, "letter": content.letter, "shared": content.person, "papers": papers, "steps": steps }));
    }
    Ok(all)
}

/// Help that a partner reported.
#[derive(Clone, Debug)]
pub struct Given {
    /// The hand-off.
    pub referral: Uuid,
    /// The application it was asked for.
    pub application: Uuid,
    /// Who gave it.
    pub partner: Uuid,
    /// Keys of the measures that were taken.
    pub measures: Vec<String>,
    /// When it was reported.
    pub at: DateTime<Utc>,
}

/// What partners reported for these applications; whose they are, is the caller's question.
pub async fn given(db: &impl ConnectionTrait, applications: &[Uuid]) -> Result<Vec<Given>, Internal> {
    let rows = queries::helped(db, applications).await?;
    let steps = queries::events(db, &rows.iter().map(|row| row.id).collect::<Vec<_>>()).await?;
    let given = rows.into_iter().filter_map(|row| {
        let reported = |step: &&hechang_entity::referral_event::Model| {
            step.referral_id == row.id && step.state == HandoffState::Helped.word()
        };
        let at = steps.iter().rev().find(reported)?.at;
        let (referral, application, partner) = (row.id, row.application_id?, row.to_organ_id);
        let measures = serde_json::from_value(row.taken);
        Some(measures.map(|measures| Given { referral, application, partner, measures, at }))
    });
    Ok(given.collect::<Result<_, _>>()?)
}

/// Clues that ended at this instant or before.
pub fn due_clues(cutoff: DateTime<Utc>) -> Due<referral::Entity> {
    queries::due_clues(cutoff)
}
