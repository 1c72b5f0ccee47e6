//! Whose mandates somebody sees, a mandate while it is changed, and what its table allows.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    applications,
    assistance::{
        self,
        custody::{
            error::CustodyError,
            model::{Mandate, MandateAct, MandateFile, MandateState, Report, Request, Who},
            queries, sealing,
        },
        recovery,
        rules::{Custody, Party, Rules},
    },
    error::Internal,
    identity::{
        actor::Staff,
        policy::{self, Action, On, Reach},
    },
    ledger,
    platform::{
        change::{Author, Change, Event},
        money::Fen,
        vault::Vault,
    },
};

/// The rules of custody.
pub fn rules() -> Result<&'static Custody, Internal> {
    Ok(&Rules::compiled_in().map_err(Internal::from_error)?.custody)
}

/// What the policy must know of a mandate. A matter out of the reader's reach is as good as none.
pub(super) async fn access(
    db: &impl ConnectionTrait,
    vault: &Vault,
    reach: &Reach,
    one: &Mandate,
) -> Result<policy::Custody, Internal> {
    let matter = if reach.sees_matters() {
        let found = applications::service::find_in(db, vault, reach, one.application_id).await?;
        found.map(|application| application.access())
    } else {
        None
    };
    let (organ, custodian) = (one.organ_id, one.custodian_id);
    Ok(policy::Custody { organ, custodian, handed: one.state.is_handed(), matter })
}

/// A mandate that is being changed by staff: its row is held until the change ends.
///
/// # Errors
/// `NotFound` out of reach, 403 for another role.
pub(super) async fn hold(
    change: &Change,
    staff: &Staff,
    id: Uuid,
    action: Action,
) -> Result<MandateFile, CustodyError> {
    let file = hold_any(change, id).await?;
    let reach = policy::reach(change.db(), staff).await?;
    let asked = access(change.db(), change.vault(), &reach, &file.mandate).await?;
    policy::decide(&reach, action, On::Custody(&asked))?;
    Ok(file)
}

/// The same, whoever changes it.
pub(super) async fn hold_any(change: &Change, id: Uuid) -> Result<MandateFile, CustodyError> {
    let row = queries::lock(change.db(), id).await?.ok_or(CustodyError::NotFound)?;
    let mandate = sealing::mandate(change.vault(), row)?;
    Ok(whole(change.db(), change.vault(), mandate).await?)
}

/// A mandate with everything that hangs on it. Who may see it is the caller's matter.
pub(super) async fn whole(
    db: &impl ConnectionTrait,
    vault: &Vault,
    mandate: Mandate,
) -> Result<MandateFile, Internal> {
    let found = all_whole(db, vault, vec![mandate]).await?.into_iter().next();
    found.ok_or_else(|| Internal::msg("a mandate vanished"))
}

/// As [`whole`], by one question a table.
pub(super) async fn all_whole(
    db: &impl ConnectionTrait,
    vault: &Vault,
    mandates: Vec<Mandate>,
) -> Result<Vec<MandateFile>, Internal> {
    let ids: Vec<_> = mandates.iter().map(|one| one.id).collect();
    let people_of: Vec<_> = mandates.iter().map(|one| one.person_id).collect();
    let people = assistance::service::people(db, vault, &people_of).await?;
    let held = ledger::service::held_for(db, &people_of).await?;
    let in_recovery = recovery::service::in_recovery(db, &people_of).await?;
    let balances = ledger::service::in_custody(db, &ids).await?;
    let mut requests: HashMap<Uuid, Vec<Request>> = HashMap::new();
    for row in queries::requests(db, &ids).await? {
        requests.entry(row.mandate_id).or_default().push(sealing::request(vault, row)?);
    }
    let mut reports: HashMap<Uuid, Vec<Report>> = HashMap::new();
    for row in queries::reports(db, &ids).await? {
        reports.entry(row.mandate_id).or_default().push(sealing::report(vault, &row)?);
    }
    let file = |mandate: Mandate| {
        let person = people.iter().find(|person| person.id == mandate.person_id);
        let balance = balances.get(&mandate.id).copied().unwrap_or(Fen::ZERO);
        let all = held.get(&mandate.person_id).copied().unwrap_or(Fen::ZERO);
        let takes_over = mandate.succeeds.is_some() && mandate.state.is_handed();
        MandateFile {
            waiting: all.minus(balance).filter(|_| takes_over).unwrap_or(Fen::ZERO),
            name: person.map(|person| person.who.name.clone()).unwrap_or_default(),
            in_recovery: in_recovery.contains(&mandate.person_id),
            balance,
            requests: requests.remove(&mandate.id).unwrap_or_default(),
            reports: reports.remove(&mandate.id).unwrap_or_default(),
            mandate,
        }
    };
    Ok(mandates.into_iter().map(file).collect())
}

/// The state that follows, if the table lets this party do this now.
///
/// # Errors
/// `Paused` where releases wait for a prosecutor; `NotNow`.
pub(super) fn turn(mandate: &Mandate, act: MandateAct, by: Party) -> Result<MandateState, CustodyError> {
    match rules()?.mandate.row(mandate.state, act).filter(|row| row.by.contains(&by)) {
        Some(row) => Ok(row.to),
        None if mandate.state == MandateState::Paused => Err(CustodyError::Paused),
        None => Err(CustodyError::NotNow),
    }
}

/// Writes a changed mandate; the caller holds it.
pub(super) async fn write(change: &Change, mandate: &mut Mandate) -> Result<(), CustodyError> {
    mandate.version = mandate.version.saturating_add(1);
    Ok(queries::update(change.db(), sealing::mandate_row(change.vault(), mandate)?).await?)
}

/// Who changes something, as a request or a report keeps it.
pub(super) fn author(change: &Change) -> Who {
    match change.author() {
        Author::Citizen(id) => Who::Citizen(id),
        Author::Staff(id) => Who::Staff(id),
        Author::Visitor | Author::System => Who::System,
    }
}

/// Ends a change of a mandate with what the record says of it.
pub(super) async fn commit(
    change: Change,
    act: &'static str,
    mandate: Mandate,
    facts: Value,
) -> Result<Mandate, CustodyError> {
    let event = event(act, &mandate, facts);
    Ok(change.commit(event, mandate).await?)
}

/// What the record says of a mandate.
pub(super) fn event(act: &'static str, mandate: &Mandate, facts: Value) -> Event {
    Event::new(act, mandate.id).at(mandate.organ_id).in_case(mandate.application_id).with(facts)
}
