//! Who may see what: one place for every face, and the filter of every list, so that a list never counts what its reader
//! may not open (design, "Who may see what").

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    error::Internal,
    identity::actor::{Role, Staff},
    organs,
};

/// Those who work on citizens' matters, or look over them. Finance, custodians and partners see only what is handed to them.
const OPENING: [Role; 4] = [Role::Reception, Role::Reviewer, Role::Approver, Role::Auditor];

/// Whether a member of staff opens citizens' matters at all.
pub fn opens_matters(staff: &Staff) -> bool {
    staff.is_any(&OPENING)
}

/// The organs whose matters a member of staff may open: their own and those below it.
pub async fn scope(db: &impl ConnectionTrait, staff: &Staff) -> Result<Vec<Uuid>, Internal> {
    if !opens_matters(staff) {
        return Ok(Vec::new());
    }
    organs::service::organ_and_below(db, staff.organ_id).await
}

/// Whether a member of staff may open the matters of an organ. What they may not open is answered like what doesn't exist.
pub async fn may_open(db: &impl ConnectionTrait, staff: &Staff, organ: Uuid) -> Result<bool, Internal> {
    Ok(scope(db, staff).await?.contains(&organ))
}

/// Whether a member of staff may keep what belongs to an organ, like its codes and schedules.
pub async fn may_keep(
    db: &impl ConnectionTrait,
    staff: &Staff,
    organ: Uuid,
    roles: &[Role],
) -> Result<bool, Internal> {
    let below = organs::service::organ_and_below(db, staff.organ_id).await?;
    Ok(staff.is_any(roles) && below.contains(&organ))
}
