//! Budget is set aside for a purpose (专项), by a paper; what is left of it.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    error::{FieldFault, Internal},
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    ledger::{
        error::LedgerError,
        model::{Funding, NewEarmark, Posted, Purpose},
        queries::{entries, purposes as queries},
        service::{
            booking,
            funding::{faults, organ_within_reach, setting_aside},
        },
    },
    platform::{change::Change, ids},
};

/// Sets budget aside for a purpose, or more for one that is there; each paper once.
///
/// # Errors
/// As [`super::enter_budget`]; `BudgetShort` when so much isn't left.
pub async fn enter_earmark(change: Change, staff: &Staff, new: NewEarmark) -> Result<Posted, LedgerError> {
    policy::require(staff, Action::KeepLedger)?;
    let organ = organ_within_reach(change.db(), staff, new.organ_code.as_deref(), Action::KeepLedger).await?;
    let name = new.purpose.trim().to_owned();
    let funding = Funding::from(new);
    let mut faults = faults(&funding, change.today());
    faults.extend(name.is_empty().then(|| FieldFault::new("/purpose", "required")));
    if !faults.is_empty() {
        return Err(LedgerError::Invalid(faults));
    }
    let purpose = hechang_entity::ledger_purpose::Model {
        id: ids::new_id(),
        organ_id: organ,
        name,
        created_at: change.now(),
    };
    let purpose = queries::named(change.db(), purpose).await?;
    let basis = funding.basis.trim();
    let key = format!("earmark:{}:{}:{basis}", organ.simple(), funding.year);
    let on = funding.on.unwrap_or_else(|| change.today());
    let mut draft = setting_aside(key, (organ, funding.year), purpose.id, funding.amount_fen, on);
    draft.basis = Some(basis.to_owned());
    match booking::write(&change, &draft).await? {
        (posted, Some(event)) => Ok(change.commit(event, posted).await?),
        (posted, None) => Ok(posted),
    }
}

/// For what an organ's budget of a year is set aside, and what is left of each; whoever asks has the right to.
pub async fn purposes(db: &impl ConnectionTrait, year: (Uuid, i32)) -> Result<Vec<Purpose>, Internal> {
    let found = queries::of_year(db, year).await?;
    let accounts: Vec<_> = found.iter().map(|(_, account)| *account).collect();
    let balances = entries::balances(db, &accounts).await?;
    let left = |account| balances.get(account).copied().unwrap_or_default();
    Ok(found
        .iter()
        .map(|(one, account)| Purpose { id: one.id, name: one.name.clone(), left_fen: left(account) })
        .collect())
}
