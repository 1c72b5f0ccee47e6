//! Whose recoveries somebody sees: who may open the case, and finance of the organs that gave, once it is decided.

use std::collections::{HashMap, HashSet};

use sea_orm::ConnectionTrait;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    assistance::{
        model::CaseFile,
        recovery::{
            error::RecoveryError,
            model::{Receipt, Recovery, RecoveryAct, RecoveryFile, RecoveryState},
            queries, sealing,
        },
        rules::{self, Party, Rules},
        service::{hold_any_post, opens, people},
    },
    error::Internal,
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    ledger,
    platform::{
        change::{Change, Event},
        vault::Vault,
    },
};

pub(super) fn rules() -> Result<&'static rules::Recovery, Internal> {
    Ok(&Rules::compiled_in().map_err(Internal::from_error)?.recovery)
}

/// Refuses with 404 what the reader has no way to.
pub(super) async fn reaches(
    db: &impl ConnectionTrait,
    vault: &Vault,
    staff: &Staff,
    one: &Recovery,
) -> Result<(), RecoveryError> {
    if policy::may(staff, Action::SeeMatters) && opens(db, vault, staff, one.case_id).await? {
        return Ok(());
    }
    let decided = RecoveryState::DECIDED.contains(&one.state);
    if policy::may(staff, Action::Pay) && decided {
        let reach = policy::reach(db, staff).await?;
        let payers = ledger::service::payers(db, one.case_id).await?;
        if payers.iter().any(|organ| reach.organs.contains(organ)) {
            return Ok(());
        }
    }
    Err(RecoveryError::NotFound)
}

/// A recovery that is being changed: its row is held until the change ends.
pub(super) async fn hold(
    change: &Change,
    staff: &Staff,
    id: Uuid,
    action: Action,
) -> Result<RecoveryFile, RecoveryError> {
    let row = queries::lock(change.db(), id).await?.ok_or(RecoveryError::NotFound)?;
    let one = sealing::recovery(change.vault(), row)?;
    reaches(change.db(), change.vault(), staff, &one).await?;
    policy::require(staff, action)?;
    whole(change.db(), change.vault(), one).await.map_err(Into::into)
}

/// A recovery with what hangs on it. Who may see it is the caller's matter.
pub(super) async fn whole(
    db: &impl ConnectionTrait,
    vault: &Vault,
    one: Recovery,
) -> Result<RecoveryFile, Internal> {
    let found = all_whole(db, vault, vec![one]).await?.into_iter().next();
    found.ok_or_else(|| Internal::msg("a recovery vanished"))
}

/// As [`whole`], by one question a table.
pub(super) async fn all_whole(
    db: &impl ConnectionTrait,
    vault: &Vault,
    all: Vec<Recovery>,
) -> Result<Vec<RecoveryFile>, Internal> {
    let ids: Vec<_> = all.iter().map(|one| one.id).collect();
    let who: Vec<_> = all.iter().map(|one| one.person_id).collect();
    let held = ledger::service::held_for(db, &who).await?;
    let who = people(db, vault, &who).await?;
    let mut receipts: HashMap<Uuid, Vec<Receipt>> = HashMap::new();
    for row in queries::receipts(db, &ids).await? {
        receipts.entry(row.recovery_id).or_default().push(sealing::receipt(row)?);
    }
    let file = |recovery: Recovery| RecoveryFile {
        name: who
            .iter()
            .find(|person| person.id == recovery.person_id)
            .map(|person| person.who.name.clone())
            .unwrap_or_default(),
        receipts: receipts.remove(&recovery.id).unwrap_or_default(),
        held: held.get(&recovery.person_id).copied().unwrap_or_default(),
        recovery,
    };
    Ok(all.into_iter().map(file).collect())
}

/// The recoveries of a case. Who may open it is the caller's matter.
pub(in crate::assistance) async fn files_of_case(
    db: &impl ConnectionTrait,
    vault: &Vault,
    case: Uuid,
) -> Result<Vec<RecoveryFile>, Internal> {
    let rows = queries::of_case(db, case).await?;
    let all = rows.into_iter().map(|row| sealing::recovery(vault, row)).collect::<Result<_, _>>()?;
    all_whole(db, vault, all).await
}

/// Those of these people from whom money is still to come back.
pub(in crate::assistance) async fn in_recovery(
    db: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<HashSet<Uuid>, Internal> {
    let rows = queries::of_people(db, people).await?.into_iter();
    Ok(rows
        .filter(|row| RecoveryState::WANTING.iter().any(|one| one.word() == row.state))
        .map(|row| row.person_id)
        .collect())
}

/// The state that follows, if the table lets this party do this now.
pub(super) fn turn(one: &Recovery, act: RecoveryAct, by: Party) -> Result<RecoveryState, RecoveryError> {
    let row = rules()?.table.row(one.state, act).filter(|row| row.by.contains(&by));
    row.map(|row| row.to).ok_or(RecoveryError::NotNow)
}

/// Whether somebody holds a post that takes the last step of the chain which granted.
pub async fn may_decide(db: &impl ConnectionTrait, staff: &Staff, file: &CaseFile) -> Result<bool, Internal> {
    let last = file.steps.last().and_then(|step| step.table.chain.last());
    let Some(last) = last.filter(|_| policy::may(staff, Action::DecideRecovery)) else { return Ok(false) };
    hold_any_post(db, staff.id, &last.by).await
}

/// Writes a changed recovery; the caller holds it.
pub(super) async fn write(change: &Change, one: &mut Recovery) -> Result<(), Internal> {
    one.version = one.version.saturating_add(1);
    queries::update(change.db(), sealing::recovery_row(change.vault(), one)?).await
}

pub(super) fn event(act: &'static str, one: &Recovery, facts: Value) -> Event {
    Event::new(act, one.id).at(one.organ_id).with(facts)
}
