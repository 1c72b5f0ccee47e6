//! The steps towards a decision, taken on the application itself as the contract with the mini-program names them: `propose`, `grant`,
//! `refuse`. They go through the same case and the same chain; what needs more than one person is taken in the case.

use sea_orm::ConnectionTrait;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{model::Application, service::service_of},
    assistance::{
        error::AssistanceError,
        model::{
            Assisted, Award, CaseState, Description, MatterGrant, MatterInstalment, MatterProposal,
            MatterRefusal, NewCase, NewProposal, NewVerdict, OnTable, Planned, Verdict,
        },
        queries,
        service::{
            access::{Held, hold},
            deciding::decided,
            granting::on_table,
            opening::opened,
            people::described,
            proposing::proposed,
        },
    },
    catalog::{Kind, State, StepRefusal},
    desk::{self, model::Matter},
    error::{FieldFault, Internal, Problem},
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    platform::{
        change::{Change, Event},
        money::Fen,
    },
};

/// Where the person of a proposal stands in the body of the case's own route.
const PERSON: &str = "/people/0";

/// What somebody may do with an application under review, by its case and their role.
///
/// # Errors
/// `Internal` only.
pub async fn offered(
    db: &impl ConnectionTrait,
    staff: &Staff,
    application: &Application,
) -> Result<Vec<&'static str>, Internal> {
    if application.state != State::UnderReview {
        return Ok(Vec::new());
    }
    let case = match queries::case_of(db, application.id).await? {
        Some(id) => queries::case(db, id).await?,
        None => None,
    };
    let state = case.map_or(Ok(CaseState::Preparing), |case| case.state.parse())?;
    Ok(match state {
        CaseState::Preparing if policy::may(staff, Action::ProposeAssistance) => vec!["propose"],
        CaseState::Deciding if policy::may(staff, Action::DecideAssistance) => vec!["grant", "refuse"],
        _ => Vec::new(),
    })
}

/// Proposes for an application; its case is opened, and its applicant described, in the same change.
///
/// # Errors
/// `NotFound`, also for another service; 403; 409 `action_not_allowed` with what is, `taken_in_the_case` for a case of several people;
/// `Faulty` with everything that breaks a rule.
pub async fn propose_matter(
    app: &App,
    change: Change,
    staff: &Staff,
    id: Uuid,
    new: MatterProposal,
) -> Result<Matter, AssistanceError> {
    let application = ready(app, &change, staff, id, ("propose", Action::ProposeAssistance)).await?;
    let case = queries::case_of(change.db(), id).await?;
    let case =
        if let Some(case) = case { case } else { begun(app, &change, staff, &application, &new).await? };
    let held = hold(&change, staff, case, Action::ProposeAssistance).await?;
    let person = only(&held)?.clone();
    if let Some(category) = new.category {
        let description = Description { category, groups: person.groups };
        change.record(described(&change, &held, person.id, description).await?);
    }
    let proposal = proposal(person.id, new);
    let (_, event) = proposed(app, &change, staff, case, proposal).await.map_err(flat)?;
    answer(change, staff, id, event).await
}

/// Takes the next step of the chain for an application: grants.
///
/// # Errors
/// As [`super::decide`]; 409 `action_not_allowed`; `taken_in_the_case` for another amount where several people or organs share.
pub async fn grant_matter(
    app: &App,
    change: Change,
    staff: &Staff,
    id: Uuid,
    new: MatterGrant,
) -> Result<Matter, AssistanceError> {
    let held = on_the_table(app, &change, staff, id, "grant").await?;
    let verdict = granting(&held, new)?;
    let (_, event) = decided(app, &change, staff, held.case().id, verdict).await.map_err(flat)?;
    answer(change, staff, id, event).await
}

/// Takes the next step of the chain for an application: refuses.
///
/// # Errors
/// As [`super::decide`]; 409 `action_not_allowed`.
pub async fn refuse_matter(
    app: &App,
    change: Change,
    staff: &Staff,
    id: Uuid,
    new: MatterRefusal,
) -> Result<Matter, AssistanceError> {
    let held = on_the_table(app, &change, staff, id, "refuse").await?;
    let verdict = refusing(on_table(&held)?, new);
    let (_, event) = decided(app, &change, staff, held.case().id, verdict).await?;
    answer(change, staff, id, event).await
}

/// The application, if this may be done with it now.
async fn ready(
    app: &App,
    change: &Change,
    staff: &Staff,
    id: Uuid,
    (action, needs): (&str, Action),
) -> Result<Application, AssistanceError> {
    let application = desk::service::hold(change, staff, id).await?;
    if service_of(app, &application)?.kind != Kind::Assistance {
        return Err(AssistanceError::NotFound);
    }
    policy::require(staff, needs)?;
    let allowed = desk::service::allowed(app, change.db(), staff, &application).await?;
    if allowed.iter().any(|one| one == action) {
        return Ok(application);
    }
    Err(Problem::from(StepRefusal::NotInThisState { allowed }).into())
}

/// The case of an application that waits for the next step of its chain.
async fn on_the_table(
    app: &App,
    change: &Change,
    staff: &Staff,
    id: Uuid,
    action: &str,
) -> Result<Held, AssistanceError> {
    ready(app, change, staff, id, (action, Action::DecideAssistance)).await?;
    let case = queries::case_of(change.db(), id).await?.ok_or(AssistanceError::NothingToDecide)?;
    hold(change, staff, case, Action::DecideAssistance).await
}

/// Opens the application's case within the change.
async fn begun(
    app: &App,
    change: &Change,
    staff: &Staff,
    application: &Application,
    new: &MatterProposal,
) -> Result<Uuid, AssistanceError> {
    let (file, event) = opened(app, change, staff, new_case(application, new)?).await?;
    change.record(event);
    Ok(file.case.id)
}

/// The only person of a case.
fn only(held: &Held) -> Result<&Assisted, AssistanceError> {
    match held.file.people.as_slice() {
        [person] => Ok(person),
        _ => Err(AssistanceError::TakenInTheCase),
    }
}

/// A case as the body, or else the form, names it.
fn new_case(application: &Application, new: &MatterProposal) -> Result<NewCase, AssistanceError> {
    let words = |given: &Option<String>, pointer: &str| {
        let written = || application.form.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        given.clone().or_else(written).filter(|text| !text.trim().is_empty())
    };
    let name = words(&new.case_name, "/case/name");
    let number = words(&new.case_number, "/case/number");
    let missing = [("/case_name", name.is_none()), ("/case_number", number.is_none())];
    let missing = missing.into_iter().filter(|(_, missing)| *missing);
    AssistanceError::refuse(missing.map(|(pointer, _)| FieldFault::new(pointer, "required")).collect())?;
    Ok(NewCase {
        application_ids: vec![application.id],
        case_name: name.unwrap_or_default(),
        case_number: number.unwrap_or_default(),
    })
}

fn proposal(person_id: Uuid, new: MatterProposal) -> NewProposal {
    let planned =
        |one: MatterInstalment| Planned { person_id, amount_fen: one.amount_fen, due_on: one.due_on };
    let award = Award {
        person_id,
        amount_fen: new.amount_fen,
        refusal: new.refusal,
        exception: new.exception,
        court_award_fen: new.court_award_fen,
        grade: new.grade,
    };
    NewProposal {
        people: vec![award],
        shares: new.shares,
        instalments: new.instalments.into_iter().map(planned).collect(),
        concerns: new.concerns,
        emergency: new.emergency,
        reasons: new.reasons,
        to_citizen: new.to_citizen,
        to_refused: None,
    }
}

/// As proposed, or with another amount for the only person.
fn granting(held: &Held, new: MatterGrant) -> Result<NewVerdict, AssistanceError> {
    let table = on_table(held)?;
    let proposed = Some(table.total()).filter(|total| total.is_positive());
    let Some(amount) = new.amount_fen.or(proposed) else {
        return Err(AssistanceError::fault("/amount_fen", "required"));
    };
    let changes = Some(amount) != proposed;
    let verdict = if changes { Verdict::Change } else { Verdict::Approve };
    Ok(NewVerdict {
        people: if changes { Some(vec![other_amount(held, table, amount)?]) } else { None },
        reasons: new.reasons,
        to_citizen: new.to_citizen,
        paper: new.paper,
        ..NewVerdict::of(verdict)
    })
}

fn other_amount(held: &Held, table: &OnTable, amount: Fen) -> Result<Award, AssistanceError> {
    let person = only(held)?;
    match table.people.as_slice() {
        [award] if table.shares.is_empty() && award.person_id == person.id => {
            Ok(Award { amount_fen: Some(amount), refusal: None, ..award.clone() })
        }
        _ => Err(AssistanceError::TakenInTheCase),
    }
}

/// A proposal to refuse is approved, another one turned down.
fn refusing(table: &OnTable, new: MatterRefusal) -> NewVerdict {
    let assists = table.total().is_positive();
    NewVerdict {
        refusal: new.refusal,
        reasons: Some(new.reason.clone()),
        to_citizen: Some(new.reason),
        paper: new.paper,
        ..NewVerdict::of(if assists { Verdict::Refuse } else { Verdict::Approve })
    }
}

/// Faults of the only person, by their place in the body of an application's action.
fn flat(error: AssistanceError) -> AssistanceError {
    let AssistanceError::Faulty(faults) = error else { return error };
    let flat = faults.into_iter().map(|fault| match fault.pointer.strip_prefix(PERSON) {
        Some(field) => FieldFault { pointer: field.to_owned(), ..fault },
        None => fault,
    });
    AssistanceError::Faulty(flat.collect())
}

async fn answer(change: Change, staff: &Staff, id: Uuid, event: Event) -> Result<Matter, AssistanceError> {
    let application = desk::service::hold(&change, staff, id).await?;
    let matter = desk::service::whole(change.db(), change.vault(), application).await?;
    Ok(change.commit(event, matter).await?)
}
