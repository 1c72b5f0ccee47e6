//! Budget is set, raised and set aside; money arrives from the treasury.

use chrono::{Datelike, NaiveDate};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    error::{FieldFault, Internal},
    identity::{
        actor::Staff,
        policy::{self, Action, On},
    },
    ledger::{
        chart::{Holder, Kind, Slot},
        error::LedgerError,
        model::{Act, Earmark, Funding, Posted},
        posting::Draft,
        service::booking,
    },
    organs::{self, error::OrganError},
    platform::{change::Change, money::Fen},
};

/// The most that is entered at once: ten billion yuan, so that a slip of the hand is noticed and no sum overflows.
const MOST_ENTERED: Fen = Fen::of(1_000_000_000_000);
/// How many years before and after this one a budget can be of.
const YEARS: i32 = 5;

/// Sets an organ's budget of a year, or raises it; each paper once.
///
/// # Errors
/// `Denied` to other roles; `NotFound` for an organ out of reach; `Invalid` naming every fault; `PostedDifferently`.
pub async fn enter_budget(change: Change, staff: &Staff, new: Funding) -> Result<Posted, LedgerError> {
    enter(change, staff, new, Act::Budget).await
}

/// Enters money that arrived from the treasury; each paper once.
///
/// # Errors
/// As [`enter_budget`].
pub async fn enter_arrival(change: Change, staff: &Staff, new: Funding) -> Result<Posted, LedgerError> {
    enter(change, staff, new, Act::Arrival).await
}

/// Money arrives from the treasury as a part of the caller's change, who has asked the policy; each paper once.
///
/// # Errors
/// `Invalid` naming every fault; `PostedDifferently`.
pub async fn arrive(change: &Change, organ: Uuid, new: &Funding) -> Result<Posted, LedgerError> {
    let faults = faults(new, change.today());
    if !faults.is_empty() {
        return Err(LedgerError::Invalid(faults));
    }
    booking::post(change, &funding(organ, new, Act::Arrival, change.today())).await
}

async fn enter(change: Change, staff: &Staff, new: Funding, act: Act) -> Result<Posted, LedgerError> {
    policy::require(staff, Action::KeepLedger)?;
    let organ = organ_within_reach(change.db(), staff, new.organ_code.as_deref(), Action::KeepLedger).await?;
    let faults = faults(&new, change.today());
    if !faults.is_empty() {
        return Err(LedgerError::Invalid(faults));
    }
    let (posted, event) = booking::write(&change, &funding(organ, &new, act, change.today())).await?;
    match event {
        Some(event) => Ok(change.commit(event, posted).await?),
        None => Ok(posted),
    }
}

/// An organ that the reader may look after; their own when none is named.
pub(super) async fn organ_within_reach(
    db: &impl ConnectionTrait,
    staff: &Staff,
    code: Option<&str>,
    action: Action,
) -> Result<Uuid, LedgerError> {
    let Some(code) = code.filter(|code| !code.is_empty()) else { return Ok(staff.organ_id) };
    let organ = match organs::service::organ_by_code(db, code).await {
        Err(OrganError::NotFound) => return Err(LedgerError::NotFound),
        found => found?.id,
    };
    policy::decide(&policy::reach(db, staff).await?, action, On::Organ(organ))?;
    Ok(organ)
}

pub(super) fn faults(new: &Funding, today: NaiveDate) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    let (least, most) = (today.year() - YEARS, today.year() + YEARS);
    if !(least..=most).contains(&new.year) {
        faults.push(FieldFault::new("/year", "out_of_range").with("min", least).with("max", most));
    }
    if !new.amount_fen.is_positive() || new.amount_fen > MOST_ENTERED {
        let range = FieldFault::new("/amount_fen", "out_of_range").with("min", 1);
        faults.push(range.with("max", MOST_ENTERED));
    }
    if new.basis.trim().is_empty() {
        faults.push(FieldFault::new("/basis", "required"));
    }
    if new.on.is_some_and(|on| on > today || on.year() < least) {
        faults.push(FieldFault::new("/on", "in_the_future"));
    }
    faults
}

fn funding(organ: Uuid, new: &Funding, act: Act, today: NaiveDate) -> Draft {
    let basis = new.basis.trim();
    let (word, from, to) = match act {
        Act::Arrival => ("arrival", Kind::Treasury, Kind::Bank),
        _ => ("budget", Kind::Authorized, Kind::Budget),
    };
    let key = format!("{word}:{}:{}:{basis}", organ.simple(), new.year);
    let (from, to) = (Slot::of_organ(from, organ, new.year), Slot::of_organ(to, organ, new.year));
    let mut draft = Draft::new(act, key, organ, new.year, new.on.unwrap_or(today));
    draft.basis = Some(basis.to_owned());
    draft.moves(from, to, new.amount_fen)
}

/// Sets budget aside for a purpose.
///
/// # Errors
/// `BudgetShort`.
pub async fn earmark(change: &Change, new: &Earmark) -> Result<Posted, LedgerError> {
    if !new.amount.is_positive() {
        return Err(LedgerError::Internal(Internal::msg("nothing can't be set aside")));
    }
    let key = format!("earmark:{}", new.id);
    let draft = setting_aside(key, (new.organ_id, new.year), new.purpose_id, new.amount, new.on);
    booking::post(change, &draft).await
}

/// What is free is set aside for a purpose.
pub(super) fn setting_aside(
    key: String,
    (organ, year): (Uuid, i32),
    purpose: Uuid,
    amount: Fen,
    on: NaiveDate,
) -> Draft {
    let budget = Slot::of_organ(Kind::Budget, organ, year);
    let earmark = Slot { organ, year, kind: Kind::Earmarked, holder: Holder::Purpose(purpose) };
    Draft::new(Act::Earmark, key, organ, year, on).moves(budget, earmark, amount)
}
