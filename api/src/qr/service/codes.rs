//! Staff make, find and revoke codes.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    error::{FieldFault, Internal},
    identity::{
        actor::Staff,
        policy::{self, Action, On},
    },
    organs::{self, error::OrganError, model::Center},
    platform::{
        change::{Author, Change, Event},
        ids,
        paging::{Page, PageQuery},
    },
    qr::{
        error::QrError,
        model::{Listed, Made, NewCode, QrCode, ScanHour},
        queries::{codes, scans},
    },
};

/// How far back scans are shown by the hour.
const LOOK_BACK: TimeDelta = TimeDelta::weeks(4);

/// Whether a member of staff makes and revokes codes.
pub fn keeps_codes(staff: &Staff) -> bool {
    policy::may(staff, Action::KeepCodes)
}

/// Makes a code for a center in the keeping of this member of staff.
///
/// # Errors
/// `Denied` to other roles; `Invalid` naming every fault, a center out of reach among them.
pub async fn create(app: &App, change: Change, staff: &Staff, new: NewCode) -> Result<Made, QrError> {
    policy::require(staff, Action::KeepCodes)?;
    let center = center_within_reach(&change, staff, new.center_id).await?;
    let faults = faults(app, &new, center.is_some(), change.now());
    let Some(center) = center.filter(|_| faults.is_empty()) else {
        return Err(QrError::Invalid(faults));
    };
    let made = make(&change, new).await?;
    let event = Event::new("qr.created", made.id).at(center.organ_id).with(json!({ "center": center.code }));
    Ok(change.commit(event, made).await?)
}

/// Makes a code; the caller has checked it and commits.
pub async fn make(change: &Change, new: NewCode) -> Result<Made, Internal> {
    let created_by = match change.author() {
        Author::Staff(id) => Some(id),
        _ => None,
    };
    let made = Made { id: ids::new_id(), code: ids::random_word::<8>() };
    let row = QrCode {
        id: made.id,
        code: made.code.clone(),
        expires_at: new.ends(),
        purpose: new.purpose,
        center_id: new.center_id,
        service_key: new.service_key,
        label: new.label.trim().to_owned(),
        revoked_at: None,
        created_by,
        created_at: change.now(),
    };
    codes::insert(change.db(), row).await?;
    Ok(made)
}

/// The word of the newest code for a purpose at a center that is meant to stay.
pub async fn lasting_code(
    db: &impl ConnectionTrait,
    center: Uuid,
    purpose: &str,
) -> Result<Option<String>, Internal> {
    Ok(codes::newest_lasting(db, center, purpose).await?.map(|code| code.code))
}

/// How many codes of a center work: it can't be closed while they hang.
pub async fn working_at(
    db: &impl ConnectionTrait,
    center: Uuid,
    now: DateTime<Utc>,
) -> Result<u64, Internal> {
    codes::count_working(db, center, now).await
}

/// Revokes a code; doing so again changes nothing.
pub async fn revoke(change: Change, staff: &Staff, id: Uuid) -> Result<(), QrError> {
    let (code, center) = within_reach(change.db(), staff, id, Action::KeepCodes).await?;
    if !codes::revoke(change.db(), code.id, change.now()).await? {
        return Ok(());
    }
    Ok(change.commit(Event::new("qr.revoked", code.id).at(center.organ_id), ()).await?)
}

/// A code that this member of staff may see.
pub async fn code(db: &impl ConnectionTrait, staff: &Staff, id: Uuid) -> Result<QrCode, QrError> {
    Ok(within_reach(db, staff, id, Action::SeeCodes).await?.0)
}

/// A page of the codes that this member of staff may see, the newest first, with all their scans.
pub async fn list(
    db: &impl ConnectionTrait,
    staff: &Staff,
    page: &PageQuery,
) -> Result<Page<Listed>, QrError> {
    policy::require(staff, Action::SeeCodes)?;
    let (limit, after) = (page.limit().map_err(QrError::Page)?, page.after().map_err(QrError::Page)?);
    let reach = policy::reach(db, staff).await?;
    let found = codes::of_organs(db, &reach.organs, after, limit.saturating_add(1)).await?;
    let page = Page::cut(found, limit, |code| code.id);
    let ids: Vec<_> = page.items.iter().map(|code| code.id).collect();
    let totals = scans::totals(db, &ids).await?;
    Ok(page.map(|code| Listed { scans: totals.get(&code.id).copied().unwrap_or(0), code }))
}

/// The scans of a code in the last four weeks, by the hour.
pub async fn scan_hours(
    db: &impl ConnectionTrait,
    staff: &Staff,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<ScanHour>, QrError> {
    let code = code(db, staff, id).await?;
    Ok(scans::hours(db, code.id, now - LOOK_BACK).await?)
}

fn faults(app: &App, new: &NewCode, reached: bool, now: DateTime<Utc>) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    if !reached {
        faults.push(FieldFault::new("/center_id", "not_an_option"));
    }
    match &new.service_key {
        Some(key) if app.catalog.service(key).is_none() => {
            faults.push(FieldFault::new("/service_key", "not_an_option"));
        }
        None if new.needs_service() => faults.push(FieldFault::new("/service_key", "required")),
        _ => {}
    }
    if new.label.trim().is_empty() {
        faults.push(FieldFault::new("/label", "required"));
    }
    if new.ends().is_some_and(|end| end <= now) {
        faults.push(FieldFault::new("/expires_at", "not_in_the_future"));
    }
    faults
}

async fn center_within_reach(change: &Change, staff: &Staff, id: Uuid) -> Result<Option<Center>, QrError> {
    let center = match organs::service::open_center(change.db(), id).await {
        Err(OrganError::NotFound) => return Ok(None),
        found => found?,
    };
    let reach = policy::reach(change.db(), staff).await?;
    let keeps = policy::decide(&reach, Action::KeepCodes, On::Organ(center.organ_id));
    Ok(Some(center).filter(|_| keeps.is_ok()))
}

async fn within_reach(
    db: &impl ConnectionTrait,
    staff: &Staff,
    id: Uuid,
    action: Action,
) -> Result<(QrCode, Center), QrError> {
    policy::require(staff, action)?;
    let code = codes::by_id(db, id).await?.ok_or(QrError::NotFound)?;
    let center = organs::service::center(db, code.center_id).await?;
    policy::decide(&policy::reach(db, staff).await?, action, On::Organ(center.organ_id))?;
    Ok((code, center))
}
