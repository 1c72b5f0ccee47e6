//! A hand-off as its reader sees it, in their language.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    applications,
    catalog::{HandoffKind, HandoffState},
    desk::masking::{HIDDEN, masked_name, masked_text},
    error::{Internal, Problem},
    identity::{actor::Staff, policy},
    organs::{self, model::Organ},
    platform::paging::{Page, PageQuery},
    referrals::{
        model::{HandedPaper, Handoff, HandoffQuery, Opened, Shared, Step},
        service::{self, side},
    },
    web::language::Language,
};

/// An organ by code and name.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct OrganName {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// A measure by key and title.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct MeasureName {
    /// Its key.
    pub key: String,
    /// Its title.
    pub title: String,
}

/// A line of the list.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct HandoffItem {
    /// UUIDv7.
    pub id: Uuid,
    /// A matter handed to a partner, or a clue.
    pub kind: HandoffKind,
    /// Where it stands.
    pub state: HandoffState,
    /// The same in words.
    pub state_text: String,
    /// Who handed it over.
    pub from: OrganName,
    /// To whom.
    pub to: OrganName,
    /// The person's name, masked; empty when it isn't shared.
    pub person_masked: String,
    /// What help was asked for.
    pub measures: Vec<MeasureName>,
    /// The last day of the limit that runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<NaiveDate>,
    /// Whether that day is past.
    pub overdue: bool,
    /// When it was handed over.
    pub sent_at: DateTime<Utc>,
}

/// A step.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct HandoffStep {
    /// When.
    pub at: DateTime<Utc>,
    /// What was done.
    pub action: String,
    /// The state that it led to.
    pub state: HandoffState,
    /// The same in words.
    pub text: String,
    /// Whose organ did it.
    pub by: String,
    /// A reason, a report, a result.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// A hand-off with everything that its reader may see.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct HandoffView {
    /// What the list says of it.
    #[serde(flatten)]
    pub item: HandoffItem,
    /// The matter it belongs to; for staff of the procuratorate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<Uuid>,
    /// Its receipt number; for staff of the procuratorate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub receipt_no: Option<String>,
    /// The words of the letter.
    pub letter: String,
    /// The number of the official letter, while that can be opened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub letter_number: Option<String>,
    /// What is said of the person. Numbers are masked for staff of the procuratorate, who see them where they work on the matter.
    pub person: Shared,
    /// The papers that were handed over.
    pub papers: Vec<HandedPaper>,
    /// What help was given.
    pub taken: Vec<MeasureName>,
    /// What the reader may do.
    pub actions: Vec<String>,
    /// Its steps, oldest first.
    pub timeline: Vec<HandoffStep>,
}

/// Names of organs by id, and the matters whose names no list tells.
struct Names {
    organs: HashMap<Uuid, Organ>,
    guarded: BTreeSet<Uuid>,
}

impl Names {
    async fn of(app: &App, all: &[Handoff], steps: &[Step]) -> Result<Self, Internal> {
        let ids = all.iter().flat_map(|one| [one.from, one.to]).chain(steps.iter().map(|step| step.organ));
        let ids: Vec<_> = ids.collect::<BTreeSet<_>>().into_iter().collect();
        let organs = organs::service::organs_of(app.db.read(), &ids).await?;
        let matters = all.iter().filter_map(|one| one.application).collect();
        Ok(Self {
            organs: organs.into_iter().map(|organ| (organ.id, organ)).collect(),
            guarded: applications::service::guarded(app.db.read(), &matters).await?,
        })
    }

    /// The person's name, masked; of a guarded matter nothing of it is told.
    fn person(&self, one: &Handoff) -> String {
        match one.application {
            Some(matter) if self.guarded.contains(&matter) => HIDDEN.to_owned(),
            _ => masked_name(one.content.person.name.as_deref().unwrap_or_default()),
        }
    }

    fn say(&self, id: Uuid, language: Language) -> OrganName {
        let organ = self.organs.get(&id);
        OrganName {
            code: organ.map(|organ| organ.code.clone()).unwrap_or_default(),
            name: organ.map(|organ| organ.name.get(language).to_owned()).unwrap_or_default(),
        }
    }
}

/// A page of the list.
pub async fn items(
    app: &App,
    page: Page<Handoff>,
    language: Language,
) -> Result<Page<HandoffItem>, Internal> {
    let names = Names::of(app, &page.items, &[]).await?;
    Ok(page.map(|one| item(app, &names, &one, language)))
}

/// What was handed over of a matter, for its page.
pub async fn items_of(
    app: &App,
    staff: &Staff,
    application: Uuid,
    language: Language,
) -> Result<Vec<HandoffItem>, Problem> {
    let query = HandoffQuery { application: Some(application), ..HandoffQuery::default() };
    let found = service::list(app, staff, &query, &PageQuery { limit: Some(100), after: None }).await?;
    Ok(items(app, found, language).await?.items)
}

fn item(app: &App, names: &Names, one: &Handoff, language: Language) -> HandoffItem {
    HandoffItem {
        id: one.id,
        kind: one.kind,
        state: one.state,
        state_text: state_text(app, one.kind, one.state, language),
        from: names.say(one.from, language),
        to: names.say(one.to, language),
        person_masked: names.person(one),
        measures: measures(app, &one.measures, language),
        due_on: one.due_on,
        overdue: one.due_on.is_some_and(|due_on| due_on < app.clock.today()),
        sent_at: one.sent_at,
    }
}

fn state_text(app: &App, kind: HandoffKind, state: HandoffState, language: Language) -> String {
    let words = app.catalog.handoffs().table(kind).state(state);
    words.map(|words| words.text.get(language).to_owned()).unwrap_or_default()
}

fn measures(app: &App, keys: &[String], language: Language) -> Vec<MeasureName> {
    let known = keys.iter().filter_map(|key| app.catalog.handoffs().measure(key));
    known.map(|one| MeasureName { key: one.key.clone(), title: one.title.get(language).to_owned() }).collect()
}

/// One hand-off, opened.
pub async fn view(
    app: &App,
    staff: &Staff,
    opened: Opened,
    language: Language,
) -> Result<HandoffView, Internal> {
    let Opened { handoff: one, steps, papers, service_key, receipt, letter } = opened;
    let reach = policy::reach(app.db.read(), staff).await?;
    let at_office = reach.sees_matters();
    let names = Names::of(app, std::slice::from_ref(&one), &steps).await?;
    let acts = policy::may(staff, policy::Action::ActOnHandoffs);
    let table = app.catalog.handoffs().table(one.kind);
    let service = service_key.and_then(|key| app.catalog.service(&key));
    let title = |key: &str| {
        let line = service.and_then(|service| service.line(key));
        line.map(|line| line.title.get(language).to_owned()).unwrap_or_default()
    };
    let timeline = steps.into_iter().map(|step| HandoffStep {
        at: step.at,
        text: state_text(app, one.kind, step.state, language),
        action: step.action,
        state: step.state,
        by: names.say(step.organ, language).name,
        words: step.words,
    });
    let actions = table.allowed(one.state, side(&reach, &one)).filter(|_| acts).map(str::to_owned);
    Ok(HandoffView {
        item: item(app, &names, &one, language),
        application_id: one.application.filter(|_| at_office),
        receipt_no: receipt,
        letter_number: letter,
        person: if at_office { masked(one.content.person.clone()) } else { one.content.person.clone() },
        papers: papers.into_iter().map(|paper| HandedPaper { title: title(&paper.title), ..paper }).collect(),
        taken: measures(app, &one.taken, language),
        actions: actions.collect(),
        timeline: timeline.collect(),
        letter: one.content.letter,
    })
}

fn masked(person: Shared) -> Shared {
    let hide = |text: Option<String>| text.map(|text| masked_text(&text));
    Shared {
        name: person.name,
        phone: hide(person.phone),
        village: hide(person.village),
        hardship: hide(person.hardship),
    }
}
