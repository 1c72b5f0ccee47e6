//! The chain: each step approves, changes the amounts, returns or refuses; the last one decides.

use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    assistance::{
        error::AssistanceError,
        model::{CaseFile, CaseState, NewVerdict, OnTable, Taken, Verdict, Words},
        queries,
        rules::{ChainStep, going_on},
        sealing,
        service::{
            access::{Held, hold, whole, write},
            granting::{grant, refuse},
            posts,
            proposing::{checked, words_for_all},
            vouching::vouch,
        },
    },
    error::FieldFault,
    identity::{actor::Staff, policy::Action},
    platform::{
        change::{Change, Event},
        ids,
        vouching::vouching,
    },
};

/// Takes the next step of the chain; the last one decides, moves the applications and commits the budget, all in one change.
///
/// # Errors
/// `NotFound`, 403; `NothingToDecide`; `FourEyes` for whoever took a step of the round; `AnotherPost`; `Faulty`;
/// `NotUnderReview` when somebody withdrew; `AlreadyAssisted`; the ledger's refusals. Nothing moves then.
pub async fn decide(
    app: &App,
    change: Change,
    staff: &Staff,
    id: Uuid,
    new: NewVerdict,
) -> Result<CaseFile, AssistanceError> {
    let (file, event) = decided(app, &change, staff, id, new).await?;
    Ok(change.commit(event, file).await?)
}

/// As [`decide`], within the caller's change: what is there, and what the caller puts on the record.
pub(super) async fn decided(
    app: &App,
    change: &Change,
    staff: &Staff,
    id: Uuid,
    new: NewVerdict,
) -> Result<(CaseFile, Event), AssistanceError> {
    let mut held = hold(change, staff, id, Action::DecideAssistance).await?;
    if held.case().state != CaseState::Deciding {
        return Err(AssistanceError::NothingToDecide);
    }
    let taken = turn(change, staff, &held, new).await?;
    if !queries::insert_step(change.db(), sealing::step_row(change.vault(), id, &taken)?).await? {
        return Err(AssistanceError::FourEyes);
    }
    held.file.steps.push(taken.clone());
    let mut case = held.file.case.clone();
    match outcome(&taken) {
        CaseState::Granted => grant(app, change, staff, &held, &mut case).await?,
        CaseState::Refused => refuse(app, change, staff, &held, &mut case).await?,
        state => case.state = state,
    }
    write(change, &mut case).await?;
    let event = Event::new("assistance.decided", id).at(case.organ_id);
    let event = event.in_case(held.file.applications.first().copied());
    let facts =
        json!({ "verdict": taken.verdict, "round": taken.round, "place": taken.place, "state": case.state });
    let facts = vouching(facts, &[vouch(id, &taken)?]);
    let file = whole(change.db(), change.vault(), case).await?;
    Ok((file, event.with(facts)))
}

/// The step as it is taken, if it may be.
async fn turn(
    change: &Change,
    staff: &Staff,
    held: &Held,
    new: NewVerdict,
) -> Result<Taken, AssistanceError> {
    let round = held.case().round;
    let steps = held.file.steps.iter().filter(|step| step.round == round);
    let last = steps.clone().next_back().ok_or(AssistanceError::NothingToDecide)?;
    if steps.clone().any(|step| step.staff_id == staff.id) {
        return Err(AssistanceError::FourEyes);
    }
    let next = next(last).ok_or(AssistanceError::NothingToDecide)?;
    if !posts::hold_any(change.db(), staff.id, &next.by).await? {
        return Err(AssistanceError::AnotherPost);
    }
    AssistanceError::refuse(faults(last, next, &new))?;
    let table = match new.verdict {
        Verdict::Change => changed(change, staff, held, last, &new).await?,
        Verdict::Refuse => nobody(&last.table, &new),
        _ => last.table.clone(),
    };
    let words = Words { reasons: new.reasons, to_citizen: new.to_citizen, to_refused: new.to_refused };
    words_for_all(&table, steps.map(|step| &step.words).chain([&words]))?;
    Ok(Taken {
        id: ids::new_id(),
        round,
        place: last.place.saturating_add(1),
        verdict: new.verdict,
        staff_id: staff.id,
        at: change.now(),
        table,
        paper: new.paper.filter(|paper| !paper.trim().is_empty()),
        words,
    })
}

/// The step of the chain that comes after one.
pub fn next(last: &Taken) -> Option<&ChainStep> {
    last.table.chain.get(usize::try_from(last.place).ok()?)
}

fn faults(last: &Taken, next: &ChainStep, new: &NewVerdict) -> Vec<FieldFault> {
    let empty = |text: &Option<String>| text.as_deref().is_none_or(|text| text.trim().is_empty());
    let mut needed: Vec<&str> = Vec::new();
    if new.verdict == Verdict::Propose {
        return vec![FieldFault::new("/verdict", "not_an_option")];
    }
    if new.verdict != Verdict::Approve && empty(&new.reasons) {
        needed.push("/reasons");
    }
    if new.verdict == Verdict::Change {
        needed.extend(new.people.is_none().then_some("/people"));
        // The words that are there explain a refusal.
        let refused = !last.table.total().is_positive();
        needed.extend((refused && empty(&new.to_citizen)).then_some("/to_citizen"));
    }
    if new.verdict == Verdict::Refuse {
        needed.extend(new.refusal.is_none().then_some("/refusal"));
        needed.extend(empty(&new.to_citizen).then_some("/to_citizen"));
    }
    if next.paper && empty(&new.paper) {
        needed.push("/paper");
    }
    needed.into_iter().map(|pointer| FieldFault::new(pointer, "required")).collect()
}

/// Other amounts, by the same rules; the chain that they ask for goes on behind the present step.
async fn changed(
    change: &Change,
    staff: &Staff,
    held: &Held,
    last: &Taken,
    new: &NewVerdict,
) -> Result<OnTable, AssistanceError> {
    let (people, shares) = (new.people.clone().unwrap_or_default(), new.shares.clone());
    let before = last.table.clone();
    let (shares, instalments) = (shares.unwrap_or_default(), new.instalments.clone().unwrap_or_default());
    let table = OnTable { people, shares, instalments, ..before.clone() };
    let table = checked(change, held, table).await?;
    let done = usize::try_from(last.place).unwrap_or(usize::MAX).saturating_add(1);
    let taken: Vec<_> = before.chain.into_iter().take(done).collect();
    let posts = posts::of(change.db(), staff.id).await?;
    let chain = going_on(&taken, &posts, table.chain);
    Ok(OnTable { chain, ..table })
}

/// Everybody refused by the same code.
fn nobody(table: &OnTable, new: &NewVerdict) -> OnTable {
    let mut table = table.clone();
    for award in &mut table.people {
        (award.amount_fen, award.refusal) = (None, award.refusal.or(new.refusal));
        (award.exception, award.court_award_fen, award.grade) = (None, None, None);
    }
    table.shares.clear();
    table.instalments.clear();
    table
}

/// Where the case is after a step.
fn outcome(taken: &Taken) -> CaseState {
    match taken.verdict {
        Verdict::Return => CaseState::Preparing,
        Verdict::Refuse => CaseState::Refused,
        _ if next(taken).is_some() => CaseState::Deciding,
        _ if taken.table.total().is_positive() => CaseState::Granted,
        _ => CaseState::Refused,
    }
}
