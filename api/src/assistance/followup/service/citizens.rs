//! What a citizen is told of the follow-up of their own application: the next visit, visits made, help given; nothing of others in the case.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    access::{granted, rules, whole},
    helping::people_helped,
};
use crate::{
    app::App,
    applications,
    assistance::{
        followup::{
            error::FollowUpError,
            model::{FollowUp, Found, Help, VisitState},
            queries,
            view::measure_title,
        },
        model::{Assisted, CaseFile},
        service::file_of,
    },
    error::Internal,
    identity::actor::Citizen,
    organs,
    web::language::Language,
};

/// The follow-up as far as it is the citizen's.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
#[schema(as = CitizenFollowUp)]
pub struct Told {
    /// By when somebody visits or calls next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_visit_on: Option<NaiveDate>,
    /// Visits at which somebody of the application was met, the first first.
    pub visits: Vec<ToldVisit>,
    /// Help that the people of the application got.
    pub help: Vec<ToldHelp>,
}

/// A visit that was made.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CitizenVisit)]
pub struct ToldVisit {
    /// The day.
    pub visited_on: NaiveDate,
    /// At home, by phone or by video, in words.
    pub way_text: String,
    /// Who was met.
    pub people: Vec<String>,
}

/// Help that somebody got.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CitizenHelp)]
pub struct ToldHelp {
    /// Who got it.
    pub name: String,
    /// Which kind, in words.
    pub kind_text: String,
    /// What it was, in words.
    pub measure_text: String,
    /// The day.
    pub given_on: NaiveDate,
    /// Who gave it.
    pub given_by: String,
}

/// Whether the citizen of an application has a follow-up to look at.
pub async fn concerns(app: &App, application: Uuid) -> Result<bool, Internal> {
    Ok(theirs(app, application).await?.is_some())
}

/// Whether a case has a plan.
pub async fn is_planned_for(db: &impl ConnectionTrait, case: Uuid) -> Result<bool, Internal> {
    Ok(queries::plan(db, case).await?.is_some())
}

/// The follow-up of a citizen's own application; nothing before there is a plan, or when nobody of it was assisted.
///
/// # Errors
/// `NotFound` for another's application.
pub async fn for_citizen(
    app: &App,
    citizen: &Citizen,
    application: Uuid,
    language: Language,
) -> Result<Option<Told>, FollowUpError> {
    let db = app.db.read();
    applications::service::own(db, &app.vault, citizen, application).await?;
    let Some((follow_up, own)) = theirs(app, application).await? else { return Ok(None) };
    let planned = follow_up.planned.visits.iter().filter(|visit| visit.state == VisitState::Planned);
    Ok(Some(Told {
        next_visit_on: planned.map(|visit| visit.due_on).min(),
        visits: visits(&follow_up, &own, language)?,
        help: help(app, &own, language).await?,
    }))
}

/// The follow-up of an application's case with those of its own people who were assisted.
async fn theirs(app: &App, application: Uuid) -> Result<Option<(FollowUp, Vec<Assisted>)>, Internal> {
    let db = app.db.read();
    let file: Option<CaseFile> = file_of(db, &app.vault, application).await?;
    let Some(file) = file else { return Ok(None) };
    let own = granted(&file).filter(|person| person.application_id == application).cloned();
    let own: Vec<_> = own.collect();
    let follow_up = whole(db, &app.vault, file).await?.filter(|_| !own.is_empty());
    Ok(follow_up.map(|follow_up| (follow_up, own)))
}

fn found<'a>(
    follow_up: &'a FollowUp,
    visit: Uuid,
    own: &'a [Assisted],
) -> impl Iterator<Item = (&'a Assisted, &'a Found)> {
    let record = follow_up.record_of(visit);
    record.into_iter().flat_map(|record| &record.found).filter_map(move |found| {
        Some((own.iter().find(|person| person.id == found.finding.person_id)?, found))
    })
}

fn visits(follow_up: &FollowUp, own: &[Assisted], language: Language) -> Result<Vec<ToldVisit>, Internal> {
    let rules = rules()?;
    let told = follow_up.planned.visits.iter().filter_map(|visit| {
        let record = follow_up.record_of(visit.id)?;
        let people: Vec<_> =
            found(follow_up, visit.id, own).map(|(person, _)| person.who.name.clone()).collect();
        let way = rules.way(&record.way).map(|way| way.title.get(language).to_owned());
        let way_text = way.unwrap_or_else(|| record.way.clone());
        (!people.is_empty()).then_some(ToldVisit { visited_on: record.visited_on, way_text, people })
    });
    let mut told: Vec<_> = told.collect();
    told.sort_by_key(|visit| visit.visited_on);
    Ok(told)
}

async fn help(app: &App, own: &[Assisted], language: Language) -> Result<Vec<ToldHelp>, Internal> {
    let rules = rules()?;
    let all = people_helped(app.db.read(), &app.vault, own).await?;
    let givers: Vec<_> = all.iter().map(|help| help.organ_id).collect();
    let organs = organs::service::organs_of(app.db.read(), &givers).await?;
    let organs: HashMap<_, _> = organs.into_iter().map(|organ| (organ.id, organ.name)).collect();
    let told = |help: &Help| ToldHelp {
        name: own
            .iter()
            .find(|person| person.id == help.person_id)
            .map(|person| person.who.name.clone())
            .unwrap_or_default(),
        kind_text: rules.help(help.kind).map(|kind| kind.title.get(language).to_owned()).unwrap_or_default(),
        measure_text: measure_title(app, rules, help, language),
        given_on: help.given_on,
        given_by: organs.get(&help.organ_id).map(|name| name.get(language).to_owned()).unwrap_or_default(),
    };
    Ok(all.iter().map(told).collect())
}

/// What was found about the people of an application and how they were helped, for the citizen's copy of everything. What points to
/// misuse is looked into first and isn't in it (PIPL 18, 45).
pub async fn copy_of(app: &App, application: Uuid, language: Language) -> Result<Option<Value>, Internal> {
    let Some((follow_up, own)) = theirs(app, application).await? else { return Ok(None) };
    let found = follow_up.planned.visits.iter().flat_map(|visit| {
        let on = follow_up.record_of(visit.id).map(|record| record.visited_on);
        found(&follow_up, visit.id, &own).map(move |(person, found)| {
            let one = &found.finding;
            json!({ "visited_on": on, "name": person.who.name, "living": one.living, "situation": one.situation,
                "spent": one.spent, "left_fen": one.left_fen, "needs": one.needs })
        })
    });
    let found: Vec<_> = found.collect();
    Ok(Some(json!({ "visits": found, "help": help(app, &own, language).await? })))
}
