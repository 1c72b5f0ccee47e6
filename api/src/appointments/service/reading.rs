//! A citizen's own visits.

use uuid::Uuid;

use crate::{
    app::App,
    appointments::{error::AppointmentError, model::Appointment, queries::bookings, service::sealing},
    identity::actor::Citizen,
    platform::paging::{Page, PageQuery},
};

/// One of the citizen's own. Another's is as unknown as one that doesn't exist.
pub async fn get(app: &App, citizen: &Citizen, id: Uuid) -> Result<Appointment, AppointmentError> {
    let row = bookings::own(app.db.read(), citizen.id, id).await?.ok_or(AppointmentError::NotFound)?;
    Ok(sealing::appointment(&app.vault, row)?)
}

/// The citizen's own, the newest first.
pub async fn list(
    app: &App,
    citizen: &Citizen,
    page: &PageQuery,
) -> Result<Page<Appointment>, AppointmentError> {
    let (limit, after) = (page.limit()?, page.after()?);
    let rows = bookings::page_of_citizen(app.db.read(), citizen.id, after, limit.saturating_add(1)).await?;
    let Page { items, next } = Page::cut(rows, limit, |row| row.id);
    let items =
        items.into_iter().map(|row| sealing::appointment(&app.vault, row)).collect::<Result<_, _>>()?;
    Ok(Page { items, next })
}
