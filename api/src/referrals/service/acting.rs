//! Acting on a hand-off: who may do what in which state is its table.

use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    applications,
    catalog::{Ask, HandoffTable},
    error::{FieldFault, Internal},
    identity::{
        actor::Staff,
        policy::{self, Action, On},
    },
    organs::{self, model::Kind},
    platform::{
        change::{Change, Event},
        ids,
    },
    referrals::{
        error::ReferralError,
        model::{Act, Handoff, Step},
        queries,
        service::{
            reading::{access, side},
            sealing,
            sending::due_of,
        },
    },
};

/// Does an action of the table. Of two who act at once the second finds the state that the first left.
///
/// # Errors
/// `NotFound` outside the actor's reach, `Refused` by the table (409 with what is allowed, 403 for the other side's action), `Faulty`
/// with what it asks for and wasn't given.
pub async fn act(
    app: &App,
    change: Change,
    staff: &Staff,
    id: Uuid,
    action: &str,
    given: Act,
) -> Result<Handoff, ReferralError> {
    let row = queries::lock(change.db(), id).await?.ok_or(ReferralError::NotFound)?;
    let mut one = sealing::opened(change.vault(), row)?;
    let table = app.catalog.handoffs().table(one.kind);
    let reach = policy::reach(change.db(), staff).await?;
    let matter = access(change.db(), change.vault(), &reach, &one, table).await?;
    policy::decide(&reach, Action::ActOnHandoffs, On::Handoff(&matter))?;
    let step = table.step(one.state, action, side(&reach, &one))?;
    let to = check(app, &change, table, &one, action, &given).await?;
    one.state = step.to;
    one.to = to.unwrap_or(one.to);
    if !given.measures.is_empty() {
        one.taken = given.measures.clone();
    }
    one.version = one.version.saturating_add(1);
    one.due_limit.clone_from(&step.starts);
    one.due_on = match &step.starts {
        Some(limit) => due(&change, table, limit, &one).await?,
        None => None,
    };
    let words = given.words.map(|words| words.trim().to_owned()).filter(|words| !words.is_empty());
    let done =
        Step { at: change.now(), action: action.to_owned(), state: one.state, organ: staff.organ_id, words };
    queries::update(
        change.db(),
        sealing::row(change.vault(), &one, change.now(), !table.is_open(one.state))?,
    )
    .await?;
    let row = sealing::event(change.vault(), ids::new_id(), &one, staff.id, &done)?;
    queries::insert_event(change.db(), row).await?;
    let facts =
        json!({ "action": action, "state": one.state, "by": staff.organ_code, "measures": given.measures });
    let event = Event::new("handoff.acted_on", id).at(keeper(&one)).in_case(one.application);
    Ok(change.commit(event.with(facts), one).await?)
}

/// The procuratorate in whose keeping a hand-off is.
fn keeper(one: &Handoff) -> Uuid {
    match one.kind {
        crate::catalog::HandoffKind::Referral => one.from,
        crate::catalog::HandoffKind::Clue => one.to,
    }
}

async fn due(
    change: &Change,
    table: &HandoffTable,
    limit: &str,
    one: &Handoff,
) -> Result<Option<chrono::NaiveDate>, Internal> {
    let center = match one.application {
        Some(id) => {
            applications::service::service_and_center(change.db(), id).await?.map(|(_, center)| center)
        }
        None => None,
    };
    due_of(change, table, limit, center, keeper(one)).await
}

/// What the action asks for, and the organ to which it is passed on.
async fn check(
    app: &App,
    change: &Change,
    table: &HandoffTable,
    one: &Handoff,
    action: &str,
    given: &Act,
) -> Result<Option<Uuid>, ReferralError> {
    let asks = table.action(action).map(|action| action.asks.as_slice()).unwrap_or_default();
    let mut faults = Vec::new();
    if asks.contains(&Ask::Words) && given.words.as_deref().is_none_or(|words| words.trim().is_empty()) {
        faults.push(FieldFault::new("/words", "required"));
    }
    let unknown = |key: &String| app.catalog.handoffs().measure(key).is_none();
    if given.measures.iter().any(unknown) || !(asks.contains(&Ask::Measures) || given.measures.is_empty()) {
        faults.push(FieldFault::new("/measures", "not_an_option"));
    } else if asks.contains(&Ask::Measures) && given.measures.is_empty() {
        faults.push(FieldFault::new("/measures", "required"));
    }
    let to = match given.organ_code.as_deref().filter(|_| asks.contains(&Ask::Organ)) {
        Some(code) => other_procuratorate(change, one, code).await,
        None => None,
    };
    if asks.contains(&Ask::Organ) && to.is_none() {
        faults.push(FieldFault::new("/organ_code", "not_an_option"));
    }
    if faults.is_empty() { Ok(to) } else { Err(ReferralError::Faulty(faults)) }
}

async fn other_procuratorate(change: &Change, one: &Handoff, code: &str) -> Option<Uuid> {
    let organ = organs::service::organ_by_code(change.db(), code).await.ok()?;
    (organ.kind == Kind::Procuratorate && organ.id != one.to).then_some(organ.id)
}
