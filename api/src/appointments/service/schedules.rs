//! Administrators keep a center's weekly schedules. Visits that are booked stand, whatever becomes of their schedule.

use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    appointments::{
        error::AppointmentError,
        model::{NewSchedule, Schedule, ScheduleChange},
        queries::schedules::{self, Place},
        service::{offering::bookable, sealing},
    },
    error::{FieldFault, Internal},
    identity::{
        actor::Staff,
        policy::{self, Action, On},
    },
    organs::{self, model::Center},
    platform::{
        change::{Change, Event},
        ids,
        paging::{Page, PageQuery},
    },
    web::etag::IfMatch,
};

/// A page of a center's schedules that haven't ended, by weekday and hour.
pub async fn list(
    app: &App,
    staff: &Staff,
    center: Uuid,
    page: &PageQuery,
) -> Result<Page<Schedule>, AppointmentError> {
    let (limit, after) = (page.limit()?, page.after::<Place>()?);
    let db = app.db.read();
    let center = center_for(db, staff, center, Action::SeeSchedules).await?;
    let rows = schedules::page(db, center.id, app.clock.today(), after, limit.saturating_add(1)).await?;
    let Page { items, next } = Page::cut(rows, limit, |row| (row.weekday, row.opens.clone(), row.id));
    Ok(Page { items: items.into_iter().map(sealing::schedule).collect::<Result<_, _>>()?, next })
}

/// Makes a schedule.
///
/// # Errors
/// `Faulty` naming every fault; `ScheduleOverlaps` when the same service has people coming at that time already.
pub async fn create(
    app: &App,
    change: Change,
    staff: &Staff,
    center: Uuid,
    new: NewSchedule,
) -> Result<Schedule, AppointmentError> {
    let center = center_for(change.db(), staff, center, Action::KeepSchedules).await?;
    let faults = faults(app, &new);
    if !faults.is_empty() {
        return Err(AppointmentError::Faulty(faults));
    }
    // Two who make the very first schedules would find no row of the other's to wait for.
    organs::service::hold_center(&change, center.id).await?;
    for row in schedules::lock_all(change.db(), center.id).await? {
        if new.overlaps(&sealing::schedule(row)?) {
            return Err(AppointmentError::ScheduleOverlaps);
        }
    }
    let made = make(&change, &center, new).await?;
    let event =
        Event::new("schedule.made", made.id).at(center.organ_id).with(json!({ "center": center.code }));
    Ok(change.commit(event, made).await?)
}

/// Makes a schedule; the caller has checked it and commits.
pub async fn make(change: &Change, center: &Center, new: NewSchedule) -> Result<Schedule, Internal> {
    let made = Schedule {
        id: ids::new_id(),
        center_id: center.id,
        service_key: new.service_key,
        weekday: new.weekday,
        from: new.from,
        to: new.to,
        slot_minutes: new.slot_minutes,
        capacity: new.capacity,
        effective_from: new.effective_from,
        effective_until: new.effective_until,
        version: 1,
    };
    schedules::insert(change.db(), sealing::schedule_row(change, &made)?).await?;
    Ok(made)
}

/// Changes how many people a schedule's slots take, and until when it holds.
///
/// # Errors
/// 412 when somebody else changed it; `Faulty` for an end before its beginning.
pub async fn change(
    change: Change,
    staff: &Staff,
    id: Uuid,
    based_on: &IfMatch,
    wanted: &ScheduleChange,
) -> Result<Schedule, AppointmentError> {
    policy::require(staff, Action::KeepSchedules)?;
    let mut row = schedules::lock(change.db(), id).await?.ok_or(AppointmentError::NotFound)?;
    let center = center_for(change.db(), staff, row.center_id, Action::KeepSchedules).await?;
    based_on.check(row.version)?;
    if wanted.effective_until.is_some_and(|last| last < row.effective_from) {
        return Err(AppointmentError::fault("/effective_until", "ends_before_it_begins"));
    }
    let facts = json!({ "capacity": wanted.capacity, "effective_until": wanted.effective_until });
    (row.capacity, row.effective_until) = (wanted.capacity, wanted.effective_until);
    (row.version, row.updated_at) = (row.version.saturating_add(1), change.now());
    schedules::update(change.db(), row.clone()).await?;
    let changed = sealing::schedule(row)?;
    Ok(change.commit(Event::new("schedule.changed", id).at(center.organ_id).with(facts), changed).await?)
}

fn faults(app: &App, new: &NewSchedule) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    if let Some(AppointmentError::Faulty(found)) =
        new.service_key.as_deref().and_then(|key| bookable(app, key, "/service_key").err())
    {
        faults.extend(found);
    }
    if new.to <= new.from {
        faults.push(FieldFault::new("/to", "ends_before_it_begins"));
    }
    if new.effective_until.is_some_and(|last| last < new.effective_from) {
        faults.push(FieldFault::new("/effective_until", "ends_before_it_begins"));
    }
    faults
}

/// A center that is in a member of staff's keeping.
///
/// # Errors
/// `Denied` to other roles and out of reach.
pub(super) async fn center_for(
    db: &impl ConnectionTrait,
    staff: &Staff,
    center: Uuid,
    action: Action,
) -> Result<Center, AppointmentError> {
    policy::require(staff, action)?;
    let center = organs::service::center(db, center).await?;
    let reach = policy::reach(db, staff).await?;
    policy::decide(&reach, action, On::Organ(center.organ_id))?;
    Ok(center)
}
