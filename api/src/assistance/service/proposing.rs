//! What the rules suggest, and what the handler proposes.

use chrono::Datelike;
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    applications,
    assistance::{
        error::AssistanceError,
        model::{CaseFile, CaseState, NewProposal, OnTable, Taken, Verdict, Words},
        proposal, queries, sealing,
        service::{
            access::{Held, hold, whole, write},
            measuring::{instant, measure, measured, rules},
            reading::read,
            reports,
            vouching::vouch,
        },
        suggestion::{Claim, Suggestion, suggest as by_rules},
    },
    catalog::State,
    error::{FieldFault, Internal},
    identity::{actor::Staff, policy::Action},
    ledger,
    organs::{
        self,
        model::{Kind, Organ},
    },
    platform::{
        change::{Change, Event},
        ids,
        vouching::vouching,
    },
};

/// What the rules say about everybody of a case, each with the reasons.
///
/// # Errors
/// `NotFound` out of reach.
pub async fn suggest(
    app: &App,
    staff: &Staff,
    id: Uuid,
    grade: Option<&str>,
) -> Result<Vec<(Uuid, Suggestion)>, AssistanceError> {
    let file = read(app, staff, id).await?;
    suggested(app, &file, grade).await
}

/// As [`suggest`], for a case that was read.
pub(in crate::assistance) async fn suggested(
    app: &App,
    file: &CaseFile,
    grade: Option<&str>,
) -> Result<Vec<(Uuid, Suggestion)>, AssistanceError> {
    let measure = measured(app, file).await?;
    let mut found = Vec::new();
    for application in &file.applications {
        let people: Vec<_> =
            file.people.iter().filter(|person| person.application_id == *application).collect();
        let form = applications::service::form_of(app.db.read(), &app.vault, *application).await?;
        let claim = Claim::of(&form, people.len());
        let one = by_rules(&measure, &claim, grade);
        found.extend(people.into_iter().map(|person| (person.id, one.clone())));
    }
    Ok(found)
}

/// Puts a proposal on the table with its review report; it goes through the chain that its amount asks for, or that of what can't wait.
///
/// # Errors
/// `NotFound`, 403, `NotPreparing`, `NotUnderReview`; `Faulty` with everything that breaks a rule.
pub async fn propose(
    app: &App,
    change: Change,
    staff: &Staff,
    id: Uuid,
    new: NewProposal,
) -> Result<CaseFile, AssistanceError> {
    let (file, event) = proposed(app, &change, staff, id, new).await?;
    Ok(change.commit(event, file).await?)
}

/// As [`propose`], within the caller's change: what is there, and what the caller puts on the record.
pub(super) async fn proposed(
    app: &App,
    change: &Change,
    staff: &Staff,
    id: Uuid,
    new: NewProposal,
) -> Result<(CaseFile, Event), AssistanceError> {
    let mut held = hold(change, staff, id, Action::ProposeAssistance).await?;
    if held.case().state != CaseState::Preparing {
        return Err(AssistanceError::NotPreparing);
    }
    under_review(&held)?;
    let table = OnTable {
        people: new.people,
        shares: new.shares,
        instalments: new.instalments,
        concerns: new.concerns,
        chain: Vec::new(),
        wage_fen: None,
        cap_fen: None,
        emergency: new.emergency.map(|why| why.trim().to_owned()),
    };
    let table = checked(change, &held, table).await?;
    let words =
        Words { reasons: Some(new.reasons), to_citizen: Some(new.to_citizen), to_refused: new.to_refused };
    words_for_all(&table, [&words])?;
    let mut case = held.file.case.clone();
    case.round = case.round.saturating_add(1);
    case.state = CaseState::Deciding;
    let taken = Taken {
        id: ids::new_id(),
        round: case.round,
        place: 0,
        verdict: Verdict::Propose,
        staff_id: staff.id,
        at: change.now(),
        table,
        paper: None,
        words,
    };
    queries::insert_step(change.db(), sealing::step_row(change.vault(), id, &taken)?).await?;
    write(change, &mut case).await?;
    held.file.steps.push(taken.clone());
    reports::issue(app, change, &held, &taken).await?;
    let event = Event::new("assistance.proposed", id).at(case.organ_id);
    let event = event.in_case(held.file.applications.first().copied());
    let emergency = taken.table.emergency.is_some();
    let facts = json!({ "round": case.round, "amount_fen": taken.table.total(), "emergency": emergency });
    let facts = vouching(facts, &[vouch(id, &taken)?]);
    let file = whole(change.db(), change.vault(), case).await?;
    Ok((file, event.with(facts)))
}

/// The procuratorates that a case's organ may let give with it: itself and those below, whose decisions it makes jointly (上下级联合救助).
pub(in crate::assistance) async fn givers(
    db: &impl ConnectionTrait,
    organ: Uuid,
) -> Result<Vec<Organ>, Internal> {
    let mut organs = organs::service::organs_from(db, organ).await?;
    organs.retain(|organ| organ.kind == Kind::Procuratorate && organ.closed_at.is_none());
    Ok(organs)
}

/// Where some get nothing, one of these has words for them: those for the others would mislead.
pub(super) fn words_for_all<'a>(
    table: &OnTable,
    said: impl IntoIterator<Item = &'a Words>,
) -> Result<(), AssistanceError> {
    let mut said = said.into_iter().filter_map(|words| words.to_refused.as_deref());
    let silent = !said.any(|words| !words.trim().is_empty());
    if table.parts_ways() && silent { Err(AssistanceError::fault("/to_refused", "required")) } else { Ok(()) }
}

/// Every application is still there to be decided.
pub(super) fn under_review(held: &Held) -> Result<(), AssistanceError> {
    let all = held.applications.iter().all(|application| application.state == State::UnderReview);
    if all { Ok(()) } else { Err(AssistanceError::NotUnderReview) }
}

/// What is on the table with its chain, and the wage and cap of when it was proposed, if it keeps to the rules.
pub(super) async fn checked(
    change: &Change,
    held: &Held,
    table: OnTable,
) -> Result<OnTable, AssistanceError> {
    let rules = rules()?;
    let organ = organs::service::organ(change.db(), held.case().organ_id).await?;
    let measure = measure(change.db(), &organ, instant(&held.file, change.now())).await?;
    let (cap_fen, total) = (measure.cap_fen(), table.total());
    let mut faults = proposal::people_faults(&rules.amounts, cap_fen, &held.file.people, &table.people);
    faults.extend(proposal::grade_faults(measure.scale.as_ref(), &table.people));
    faults.extend(proposal::share_faults(&table.shares, total));
    faults.extend(proposal::instalment_faults(&table.people, &table.instalments, change.today()));
    faults.extend(proposal::concern_faults(&table.concerns, total));
    faults.extend(proposal::emergency_faults(table.emergency.as_deref(), total));
    let givers = if table.shares.is_empty() { Vec::new() } else { givers(change.db(), organ.id).await? };
    for (place, share) in table.shares.iter().enumerate() {
        let Some(giver) = givers.iter().find(|giver| giver.code == share.organ_code) else {
            faults.push(FieldFault::new(format!("/shares/{place}/organ_code"), "not_an_option"));
            continue;
        };
        let year = (giver.id, change.today().year());
        if let Some(purpose) = share.purpose_id
            && !ledger::service::purposes(change.db(), year).await?.iter().any(|known| known.id == purpose)
        {
            faults.push(FieldFault::new(format!("/shares/{place}/purpose_id"), "not_an_option"));
        }
    }
    AssistanceError::refuse(faults)?;
    let chain = match table.emergency {
        Some(_) => rules.chains.emergency(change.today()),
        None => rules.chains.steps(&organ.code, total, change.today()),
    };
    if !table.instalments.is_empty() && !rules.instalments.approved(&chain) {
        return Err(AssistanceError::fault("/instalments", "needs_a_leader"));
    }
    Ok(OnTable { chain, wage_fen: measure.wage.map(|wage| wage.yearly_fen), cap_fen, ..table })
}
