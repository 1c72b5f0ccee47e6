//! Use cases of administrators. Each asks first whether the row is within their reach.

mod centers;
mod departments;
mod organs;
mod writing;

pub use centers::*;
pub use departments::*;
pub use organs::*;
pub use writing::*;

use crate::{
    error::FieldFault,
    identity::{
        actor::Staff,
        policy::{self, Action, On},
    },
    organs::{error::OrganError, keeping::error::KeepingError, model::Organ, queries},
    platform::change::Change,
};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

/// Whether an organ is the administrator's own or below it; another's is answered like one that doesn't exist.
async fn within_reach(db: &impl ConnectionTrait, by: &Staff, organ: Uuid) -> Result<(), KeepingError> {
    Ok(policy::decide(&policy::reach(db, by).await?, Action::KeepOrgans, On::Organ(organ))?)
}

/// An organ that is named in a body, held until the change ends.
async fn named(change: &Change, by: &Staff, place: &str, code: &str) -> Result<Organ, KeepingError> {
    let unknown = || KeepingError::fault(place, "not_an_option");
    let organ = queries::organs::by_code(change.db(), code).await?.ok_or_else(unknown)?;
    let reach = policy::reach(change.db(), by).await?;
    policy::decide(&reach, Action::KeepOrgans, On::Organ(organ.id)).map_err(|_| unknown())?;
    match crate::organs::service::hold_organ(change, organ.id).await {
        Err(OrganError::NotFound) => Err(unknown()),
        held => Ok(held?),
    }
}

fn refuse(faults: Vec<FieldFault>) -> Result<(), KeepingError> {
    if faults.is_empty() { Ok(()) } else { Err(KeepingError::Invalid(faults)) }
}

/// What of a row is in use, from `(place, code, how many)`.
fn obstacles(counts: impl IntoIterator<Item = (&'static str, &'static str, u64)>) -> Vec<FieldFault> {
    let still = counts.into_iter().filter(|(_, _, count)| *count > 0);
    still.map(|(place, code, count)| FieldFault::new(place, code).with("count", count)).collect()
}

fn unused(obstacles: Vec<FieldFault>) -> Result<(), KeepingError> {
    if obstacles.is_empty() { Ok(()) } else { Err(KeepingError::InUse(obstacles)) }
}
