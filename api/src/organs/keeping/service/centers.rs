//! Centers of the administrator's organ and those below it.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{insert_center, named, obstacles, refuse, unused, update_center, within_reach};
use crate::{
    appointments,
    error::{FieldFault, Problem},
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    organs::{
        keeping::{
            center_model::{CenterChange, KeptCenter, NewCenter},
            error::KeepingError,
            rules,
        },
        model::{Center, Organ},
        queries, service,
    },
    platform::{
        change::{Change, Event},
        ids,
        paging::{Page, PageQuery},
    },
    qr,
    web::etag::IfMatch,
};

/// No procuratorate keeps that many centers; a list is bounded (LIM-8).
const MOST: u64 = 100;

/// The centers of the administrator's organ and those below it, closed ones too, by code.
pub async fn centers(
    db: &impl ConnectionTrait,
    by: &Staff,
    page: &PageQuery,
) -> Result<Page<KeptCenter>, Problem> {
    policy::require(by, Action::KeepOrgans)?;
    let (limit, after) = (page.limit()?, page.after()?);
    let reach = service::organ_and_below(db, by.organ_id).await?;
    let rows = queries::centers::page_of_organs(db, &reach, after, limit.saturating_add(1)).await?;
    Ok(Page::cut(rows, limit, |center: &Center| center.code.clone()).map(KeptCenter::from))
}

/// The centers of one organ, closed ones too, by code.
pub async fn centers_at(
    db: &impl ConnectionTrait,
    by: &Staff,
    organ: Uuid,
) -> Result<Vec<KeptCenter>, KeepingError> {
    within_reach(db, by, organ).await?;
    let rows = queries::centers::page_of_organs(db, &[organ], None, MOST).await?;
    Ok(rows.into_iter().map(KeptCenter::from).collect())
}

/// One of them.
pub async fn center(db: &impl ConnectionTrait, by: &Staff, id: Uuid) -> Result<KeptCenter, KeepingError> {
    policy::require(by, Action::KeepOrgans)?;
    let found = service::center(db, id).await?;
    within_reach(db, by, found.organ_id).await?;
    Ok(found.into())
}

/// Makes a center.
pub async fn add_center(
    change: &Change,
    by: &Staff,
    new: NewCenter,
) -> Result<(KeptCenter, Event), KeepingError> {
    policy::require(by, Action::KeepOrgans)?;
    let (code, organ_code, place) = new.parts();
    let organ = named(change, by, "/organ_code", organ_code.trim()).await?;
    let center = checked(made(code.trim().to_owned(), &organ), place, &organ)?;
    if queries::centers::by_code(change.db(), &center.code).await?.is_some() {
        return Err(KeepingError::CodeTaken);
    }
    let event = insert_center(change, &center).await?;
    Ok((center.into(), event))
}

/// A center of which nothing is known but its code and whose it is.
pub fn made(code: String, organ: &Organ) -> Center {
    let nothing =
        || crate::web::language::Text { zh_cn: String::new(), bo_cn: String::new(), en: String::new() };
    Center {
        id: ids::new_id(),
        code,
        organ_id: organ.id,
        organ_code: organ.code.clone(),
        name: nothing(),
        address: nothing(),
        phone: String::new(),
        position: None,
        opening_hours: Vec::new(),
        closed_at: None,
        version: 1,
    }
}

/// A center with what was wanted of it, or everything that is wrong with that.
pub fn checked(center: Center, wanted: CenterChange, organ: &Organ) -> Result<Center, KeepingError> {
    let (position, misplaced) = match rules::position(wanted.latitude, wanted.longitude) {
        Ok(position) => (position, None),
        Err(fault) => (None, Some(fault)),
    };
    let center = Center {
        name: wanted.name.into(),
        address: wanted.address.into(),
        phone: wanted.phone.trim().to_owned(),
        position,
        opening_hours: wanted.opening_hours,
        ..center
    };
    let mut faults = rules::center(&center, organ);
    faults.extend(misplaced);
    refuse(faults)?;
    Ok(center)
}

/// A center within reach, held until the change ends.
async fn held(change: &Change, by: &Staff, id: Uuid) -> Result<Center, KeepingError> {
    policy::require(by, Action::KeepOrgans)?;
    let found = service::center(change.db(), id).await?;
    within_reach(change.db(), by, found.organ_id).await?;
    queries::centers::lock(change.db(), id).await?.ok_or(KeepingError::NotFound)
}

/// Changes what stands on its door, where it is, and when it is open.
///
/// # Errors
/// 412 when somebody else changed it; `Invalid` naming every fault.
pub async fn change_center(
    change: &Change,
    by: &Staff,
    id: Uuid,
    based_on: &IfMatch,
    wanted: CenterChange,
) -> Result<(KeptCenter, Option<Event>), KeepingError> {
    let before = held(change, by, id).await?;
    if before.closed_at.is_some() {
        return Err(KeepingError::Closed);
    }
    based_on.check(before.version)?;
    let organ = service::organ(change.db(), before.organ_id).await?;
    let after = checked(before.clone(), wanted, &organ)?;
    let event = update_center(change, &before, after).await?;
    Ok((service::center(change.db(), id).await?.into(), event))
}

/// Everything that stands in the way of closing a center: visits that are ahead, codes that hang on a wall.
pub async fn center_obstacles(
    db: &impl ConnectionTrait,
    by: &Staff,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<FieldFault>, KeepingError> {
    center(db, by, id).await?;
    Ok(obstacles([
        ("/appointments", "still_visits", appointments::service::ahead_at(db, id, now).await?),
        ("/qr_codes", "still_codes", qr::service::working_at(db, id, now).await?),
    ]))
}

/// Closes a center for good. Doing so again changes nothing.
///
/// # Errors
/// `InUse` naming everything that stands in the way.
pub async fn close_center(change: &Change, by: &Staff, id: Uuid) -> Result<Option<Event>, KeepingError> {
    let center = held(change, by, id).await?;
    if center.closed_at.is_some() {
        return Ok(None);
    }
    unused(center_obstacles(change.db(), by, id, change.now()).await?)?;
    let (organ, version) = (center.organ_id, center.version.saturating_add(1));
    let closed = Center { closed_at: Some(change.now()), version, ..center };
    queries::centers::update(change.db(), &closed).await?;
    Ok(Some(Event::new("center.closed", id).at(organ)))
}
