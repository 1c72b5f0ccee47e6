//! What a decision does: the budget is committed, people are marked as assisted, applications move along their workflow.

use chrono::Datelike;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{self, service::Move},
    assistance::{
        error::AssistanceError,
        investigation,
        model::{Case, CaseState, OnTable, Taken},
        plan::{self, Part},
        queries,
        service::{access::Held, measuring::rules, papers, proposing::under_review},
    },
    catalog::Performer,
    error::{Internal, Problem},
    identity::actor::Staff,
    ledger::{
        self,
        model::{Decision, Grantee, Instalment, Share},
    },
    organs,
    platform::{change::Change, ids, money::Fen},
    referrals,
};

const BY: [Performer; 1] = [Performer::Case];

/// Grants what is on the table.
pub(super) async fn grant(
    app: &App,
    change: &Change,
    staff: &Staff,
    held: &Held,
    case: &mut Case,
) -> Result<(), AssistanceError> {
    under_review(held)?;
    let table = on_table(held)?;
    let granted: Vec<(Uuid, Fen)> =
        table.people.iter().filter_map(|award| Some((award.person_id, award.amount_fen?))).collect();
    for (person, _) in &granted {
        if !queries::grant(change.db(), *person).await? {
            return Err(AssistanceError::AlreadyAssisted);
        }
    }
    let grant_id = ids::new_id();
    let decision = decision(change, case, grant_id, table, &granted).await?;
    ledger::service::commit(change, &decision).await?;
    papers::issue(app, change, held, &parts(&decision)).await?;
    if let Some(why) = &table.emergency {
        investigation::service::complete_later(change, held, why).await.map_err(Problem::from)?;
    }
    case.grant_id = Some(grant_id);
    finish(change, case, CaseState::Granted);
    for application in &held.applications {
        let mut its = held.people_of(application.id);
        let gets = its.any(|person| granted.iter().any(|(id, _)| *id == person.id));
        move_on(app, change, held, application.id, if gets { "grant" } else { "refuse" }).await?;
    }
    to_social_assistance(app, change, staff, held).await
}

/// Refuses everybody.
pub(super) async fn refuse(
    app: &App,
    change: &Change,
    staff: &Staff,
    held: &Held,
    case: &mut Case,
) -> Result<(), AssistanceError> {
    under_review(held)?;
    finish(change, case, CaseState::Refused);
    papers::issue(app, change, held, &[]).await?;
    for application in &held.applications {
        move_on(app, change, held, application.id, "refuse").await?;
    }
    to_social_assistance(app, change, staff, held).await
}

/// Hardship that the case didn't cause goes to the nearest partner for it with a letter; where none is entered, the case's page says so.
async fn to_social_assistance(
    app: &App,
    change: &Change,
    staff: &Staff,
    held: &Held,
) -> Result<(), AssistanceError> {
    let rule = &rules()?.social_assistance;
    let people = on_table(held)?.refused_by(&rule.refusals);
    let partner = organs::service::partner_near(change.db(), held.case().organ_id, rule.partner).await?;
    let Some(partner) = partner else { return Ok(()) };
    for application in &held.applications {
        if held.people_of(application.id).any(|person| people.contains(&person.id)) {
            let letter = rule.to(&partner.code);
            referrals::service::send_with(app, change, staff, application, letter)
                .await
                .map_err(Problem::from)?;
        }
    }
    Ok(())
}

fn finish(change: &Change, case: &mut Case, state: CaseState) {
    case.state = state;
    case.decided_on = Some(change.today());
}

/// What each organ gives to whom.
fn parts(decision: &Decision) -> Vec<Part> {
    let part = |one: &Instalment| Part {
        organ_id: one.organ_id,
        person_id: one.person_id,
        amount: one.amount,
        due_on: one.due_on,
    };
    decision.plan.iter().map(part).collect()
}

pub(super) fn on_table(held: &Held) -> Result<&OnTable, AssistanceError> {
    let last = held.file.steps.last().ok_or(AssistanceError::NothingToDecide)?;
    Ok(&last.table)
}

/// The grant as the ledger takes it: a payment for each person, each organ that gives to them, and each day.
async fn decision(
    change: &Change,
    case: &Case,
    grant_id: Uuid,
    table: &OnTable,
    granted: &[(Uuid, Fen)],
) -> Result<Decision, AssistanceError> {
    let (on, year) = (change.today(), change.today().year());
    let amount = table.total();
    let mut shares = Vec::new();
    for share in &table.shares {
        let organ = organs::service::organ_by_code(change.db(), &share.organ_code).await?;
        shares.push(Share {
            organ_id: organ.id,
            year,
            earmark_id: share.purpose_id,
            amount: share.amount_fen,
        });
    }
    if shares.is_empty() {
        shares.push(Share { organ_id: case.organ_id, year, earmark_id: None, amount });
    }
    let gives: Vec<_> = shares.iter().map(|share| (share.organ_id, share.amount)).collect();
    let parts = plan::share_out(&gives, &plan::dues(table)).into_iter();
    Ok(Decision {
        grant_id,
        case_id: case.id,
        amount,
        shares,
        people: granted
            .iter()
            .map(|(person_id, amount)| Grantee { person_id: *person_id, amount: *amount })
            .collect(),
        plan: parts
            .map(|part| Instalment {
                id: ids::new_id(),
                organ_id: part.organ_id,
                person_id: part.person_id,
                amount: part.amount,
                due_on: part.due_on,
            })
            .collect(),
        on,
    })
}

/// Moves an application along its workflow, with the words for the citizen.
async fn move_on(
    app: &App,
    change: &Change,
    held: &Held,
    id: Uuid,
    action: &str,
) -> Result<(), AssistanceError> {
    let application = held.applications.iter().find(|application| application.id == id);
    let application = application.cloned().ok_or_else(|| Internal::msg("an application vanished"))?;
    let words = said(&held.file.steps, action == "grant");
    let step = Move { action, by: &BY, words, consent: None };
    applications::service::step(app, change, application, step).await?;
    Ok(())
}

/// What was last said in this round for those who get something, or for those who don't.
pub(super) fn said(steps: &[Taken], gets: bool) -> Option<&str> {
    let round = steps.last().map(|step| step.round);
    let apart = !gets && steps.last().is_some_and(|step| step.table.parts_ways());
    let mut of_round = steps.iter().rev().filter(|step| Some(step.round) == round);
    of_round.find_map(|step| {
        let words = if apart { &step.words.to_refused } else { &step.words.to_citizen };
        words.as_deref().filter(|words| !words.trim().is_empty())
    })
}
