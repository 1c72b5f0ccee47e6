//! A center closes a day beside the calendar. Nobody's visit is cancelled by that: whoever is affected is listed, to be called.

use chrono::NaiveDate;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    appointments::{
        error::AppointmentError,
        model::{Closure, NewClosure, State},
        queries::{bookings, closures as queries, schedules::lock_all},
        service::{
            desk::{Visitor, introduce},
            offering::day_span,
            schedules::center_for,
            sealing,
        },
    },
    error::FieldFault,
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    platform::{
        change::{Author, Change, Event},
        ids,
        paging::{Page, PageQuery},
    },
};

/// A page of the days that a center closed, from today on.
pub async fn closures(
    app: &App,
    staff: &Staff,
    center: Uuid,
    page: &PageQuery,
) -> Result<Page<Closure>, AppointmentError> {
    let (limit, after) = (page.limit()?, page.after::<NaiveDate>()?);
    let db = app.db.read();
    let center = center_for(db, staff, center, Action::SeeSchedules).await?;
    let rows = queries::page(db, center.id, app.clock.today(), after, limit.saturating_add(1)).await?;
    Ok(Page::cut(rows, limit, |row| row.date).map(sealing::closure))
}

/// Closes a day to bookings.
///
/// # Errors
/// `Faulty` for a day that has passed, `AlreadyClosed`.
pub async fn close(
    change: Change,
    staff: &Staff,
    center: Uuid,
    new: NewClosure,
) -> Result<Closure, AppointmentError> {
    let center = center_for(change.db(), staff, center, Action::KeepSchedules).await?;
    if new.date < change.today() {
        return Err(AppointmentError::fault("/date", "not_in_the_future"));
    }
    let reason = new.reason.trim().to_owned();
    if reason.is_empty() {
        return Err(AppointmentError::Faulty(vec![FieldFault::new("/reason", "required")]));
    }
    // A booking that runs is finished first, and seen by whoever asks who is affected; one that comes after finds the day closed.
    lock_all(change.db(), center.id).await?;
    let closure = Closure { id: ids::new_id(), date: new.date, reason };
    if !queries::insert(change.db(), row(&change, center.id, &closure)).await? {
        return Err(AppointmentError::AlreadyClosed);
    }
    let facts = json!({ "center": center.code, "date": closure.date });
    Ok(change
        .commit(Event::new("center_day.closed", closure.id).at(center.organ_id).with(facts), closure)
        .await?)
}

fn row(change: &Change, center_id: Uuid, closure: &Closure) -> hechang_entity::appointment_closure::Model {
    let created_by = match change.author() {
        Author::Staff(id) => Some(id),
        _ => None,
    };
    hechang_entity::appointment_closure::Model {
        id: closure.id,
        center_id,
        date: closure.date,
        reason: closure.reason.clone(),
        created_by,
        created_at: change.now(),
    }
}

/// Opens a day again.
pub async fn reopen(change: Change, staff: &Staff, id: Uuid) -> Result<(), AppointmentError> {
    policy::require(staff, Action::KeepSchedules)?;
    let row = queries::by_id(change.db(), id).await?.ok_or(AppointmentError::NotFound)?;
    let center = center_for(change.db(), staff, row.center_id, Action::KeepSchedules).await?;
    queries::delete(change.db(), id).await?;
    let facts = json!({ "center": center.code, "date": row.date });
    Ok(change.commit(Event::new("center_day.reopened", id).at(center.organ_id).with(facts), ()).await?)
}

/// A page of the visits on a day that are still booked: whom to call when it is closed.
pub async fn affected(
    app: &App,
    staff: &Staff,
    center: Uuid,
    date: NaiveDate,
    page: &PageQuery,
) -> Result<Page<Visitor>, AppointmentError> {
    let (limit, after) = (page.limit()?, page.after()?);
    let db = app.db.read();
    let center = center_for(db, staff, center, Action::SeeSchedules).await?;
    let rows =
        bookings::page_of_center(db, center.id, day_span(date), after, limit.saturating_add(1)).await?;
    let Page { items, next } = Page::cut(rows, limit, |row| (row.starts_at, row.id));
    let booked = items.into_iter().filter(|row| row.state == State::Booked);
    let booked = booked.map(|row| sealing::appointment(&app.vault, row)).collect::<Result<_, _>>()?;
    Ok(Page { items: introduce(app, &policy::reach(db, staff).await?, booked).await?, next })
}
