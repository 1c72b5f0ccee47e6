//! Setting up, reading and judging who acts for an applicant.

use hechang_entity::representation::Model;
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    applications,
    error::{FieldFault, Internal, Problem},
    identity::{
        actor::{Citizen, Staff},
        policy::{self, Action, On},
    },
    platform::{
        change::{Change, Event},
        paging::{Page, PageQuery},
        vault::{Place, Vault},
    },
    representation::{
        error::RepresentationError,
        model::{Claim, Facts, Finding, Kind, Representation, State},
        queries,
    },
    web::etag::IfMatch,
};

const FACTS: &str = "representation.facts";
const REASON: &str = "representation.reason";

/// Sets up who acts, as the form says it; without a claim nobody does. What staff found stands as long as the claim is the same.
/// The caller commits.
pub async fn set_up(change: &Change, application: Uuid, claim: Option<Claim>) -> Result<(), Internal> {
    let known = queries::lock(change.db(), application).await?;
    let Some(claim) = claim else { return queries::delete(change.db(), application).await };
    if let Some(known) = &known
        && same(change.vault(), known, &claim)?
    {
        return Ok(());
    }
    let place = Place { column: FACTS, row: application };
    let row = Model {
        application_id: application,
        citizen_id: claim.citizen,
        organ_id: claim.organ,
        kind: word(&claim.kind)?,
        facts_sealed: change.vault().seal_json(place, &claim.facts)?,
        claims_collect: claim.collect,
        state: word(&State::Claimed)?,
        may_apply: false,
        may_collect: false,
        reason_sealed: None,
        judged_by: None,
        judged_at: None,
        version: known.map_or(1, |known| known.version.saturating_add(1)),
        created_at: change.now(),
    };
    queries::put(change.db(), row).await?;
    change.record(Event::new("representation.claimed", application).at(claim.organ).in_case(application));
    Ok(())
}

fn same(vault: &Vault, known: &Model, claim: &Claim) -> Result<bool, Internal> {
    let facts: Facts =
        vault.open_json(Place { column: FACTS, row: known.application_id }, &known.facts_sealed)?;
    Ok(facts == claim.facts && known.kind == word(&claim.kind)? && known.claims_collect == claim.collect)
}

/// Who acts for the applicant, for faces that have found the application to be their reader's.
pub async fn of(
    db: &impl ConnectionTrait,
    vault: &Vault,
    application: Uuid,
) -> Result<Option<Representation>, Internal> {
    queries::find(db, application).await?.map(|row| opened(vault, row)).transpose()
}

/// Whether nobody acts for the applicant, or somebody who was confirmed and may apply.
pub async fn is_settled(db: &impl ConnectionTrait, application: Uuid) -> Result<bool, Internal> {
    Ok(queries::find(db, application).await?.is_none_or(|row| row.may_apply))
}

/// A page of what a citizen claims for others, the newest matter first.
pub async fn claimed_by(
    app: &App,
    citizen: &Citizen,
    page: &PageQuery,
) -> Result<Page<Representation>, RepresentationError> {
    let (limit, after) = (page.limit()?, page.after()?);
    let rows = queries::of_citizen(app.db.read(), citizen.id, after, limit.saturating_add(1)).await?;
    let Page { items, next } = Page::cut(rows, limit, |row| row.application_id);
    let items = items.into_iter().map(|row| opened(&app.vault, row)).collect::<Result<_, _>>()?;
    Ok(Page { items, next })
}

/// Who acts for the applicant of a matter that a member of staff may open.
pub async fn at_desk(
    app: &App,
    staff: &Staff,
    application: Uuid,
) -> Result<Representation, RepresentationError> {
    let found = of(app.db.read(), &app.vault, application).await?.ok_or(RepresentationError::NotFound)?;
    let reach = policy::reach(app.db.read(), staff).await?;
    let matter = applications::service::find_in(app.db.read(), &app.vault, &reach, application).await?;
    matter.map(|_| found).ok_or(RepresentationError::NotFound)
}

/// Confirms or refuses, each power by itself.
///
/// # Errors
/// `Faulty` for powers with a refusal, for a refusal without a reason, and for powers that the claim doesn't name.
pub async fn judge(
    change: Change,
    staff: &Staff,
    application: Uuid,
    based_on: &IfMatch,
    finding: &Finding,
) -> Result<Representation, RepresentationError> {
    let row = queries::lock(change.db(), application).await?.ok_or(RepresentationError::NotFound)?;
    let reach = policy::reach(change.db(), staff).await?;
    let matter = applications::service::find_in(change.db(), change.vault(), &reach, application).await?;
    let matter = matter.ok_or(RepresentationError::NotFound)?.access();
    policy::decide(&reach, Action::WorkOnMatters, On::Matter(&matter)).map_err(Problem::from)?;
    based_on.check(row.version)?;
    if let Some(fault) = fault(finding) {
        return Err(RepresentationError::Faulty(fault));
    }
    let judged = judged(&change, staff, row, finding)?;
    queries::put(change.db(), judged.clone()).await?;
    let facts =
        json!({ "state": finding.state, "may_apply": judged.may_apply, "may_collect": judged.may_collect });
    let event =
        Event::new("representation.judged", application).at(judged.organ_id).in_case(application).with(facts);
    let answer = opened(change.vault(), judged)?;
    Ok(change.commit(event, answer).await?)
}

fn fault(finding: &Finding) -> Option<FieldFault> {
    let reason = finding.reason.as_deref().map(str::trim).unwrap_or_default();
    match finding.state {
        State::Claimed => Some(FieldFault::new("/state", "not_an_option")),
        State::Refused if reason.is_empty() => Some(FieldFault::new("/reason", "required")),
        State::Refused if finding.may_collect => Some(FieldFault::new("/may_collect", "no_power_refused")),
        State::Refused if finding.may_apply => Some(FieldFault::new("/may_apply", "no_power_refused")),
        State::Confirmed if !finding.may_apply && !finding.may_collect => {
            Some(FieldFault::new("/may_apply", "no_power_confirmed"))
        }
        State::Confirmed | State::Refused => None,
    }
}

fn judged(change: &Change, staff: &Staff, row: Model, finding: &Finding) -> Result<Model, Internal> {
    let reason = finding.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    let place = Place { column: REASON, row: row.application_id };
    Ok(Model {
        state: word(&finding.state)?,
        may_apply: finding.may_apply,
        may_collect: finding.may_collect,
        reason_sealed: reason.map(|reason| change.vault().seal_json(place, &reason)).transpose()?,
        judged_by: Some(staff.id),
        judged_at: Some(change.now()),
        version: row.version.saturating_add(1),
        ..row
    })
}

fn opened(vault: &Vault, row: Model) -> Result<Representation, Internal> {
    let id = row.application_id;
    let facts: Facts = vault.open_json(Place { column: FACTS, row: id }, &row.facts_sealed)?;
    let reason = row.reason_sealed.map(|reason| vault.open_json(Place { column: REASON, row: id }, &reason));
    Ok(Representation {
        application_id: id,
        kind: serde_json::from_value::<Kind>(row.kind.into())?,
        name: facts.name,
        relation: facts.relation,
        ward_born_on: facts.born_on,
        claims_collect: row.claims_collect,
        state: serde_json::from_value::<State>(row.state.into())?,
        may_apply: row.may_apply,
        may_collect: row.may_collect,
        reason: reason.transpose()?,
        judged_at: row.judged_at,
        version: row.version,
        organ_id: row.organ_id,
    })
}

/// The word in the table.
fn word(value: &impl serde::Serialize) -> Result<String, Internal> {
    let word = serde_json::to_value(value)?;
    word.as_str().map(str::to_owned).ok_or_else(|| Internal::msg("a word isn't one"))
}
