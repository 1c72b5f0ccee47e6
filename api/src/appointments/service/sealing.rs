//! Between the tables and the words: what the citizen wrote is sealed.

use hechang_entity::{appointment, appointment_closure, appointment_schedule};

use crate::{
    appointments::{
        model::{Appointment, Closure, Schedule},
        slot_id,
    },
    error::Internal,
    platform::{
        change::{Author, Change},
        vault::{Place, Vault},
    },
    web::language::Language,
};

const NOTE: &str = "appointment.note";

/// An appointment as it is stored.
pub fn row(vault: &Vault, one: &Appointment) -> Result<appointment::Model, Internal> {
    let place = Place { column: NOTE, row: one.id };
    Ok(appointment::Model {
        id: one.id,
        slot_id: one.slot_id,
        center_id: one.center_id,
        citizen_id: one.citizen_id,
        application_id: one.application_id,
        service_key: one.service_key.clone(),
        state: one.state,
        ticket_code: one.ticket_code.clone(),
        queue_no: one.queue_no,
        note_sealed: one.note.as_ref().map(|note| vault.seal_json(place, note)).transpose()?,
        language: one.language.tag().to_owned(),
        starts_at: one.starts_at,
        ends_at: one.ends_at,
        version: one.version,
        checked_in_at: one.checked_in_at,
        created_at: one.created_at,
        updated_at: one.updated_at,
    })
}

/// A stored appointment in its own words.
pub fn appointment(vault: &Vault, row: appointment::Model) -> Result<Appointment, Internal> {
    let place = Place { column: NOTE, row: row.id };
    Ok(Appointment {
        id: row.id,
        slot_id: row.slot_id,
        center_id: row.center_id,
        citizen_id: row.citizen_id,
        application_id: row.application_id,
        service_key: row.service_key,
        state: row.state,
        ticket_code: row.ticket_code,
        queue_no: row.queue_no,
        note: row.note_sealed.map(|sealed| vault.open_json(place, &sealed)).transpose()?,
        language: Language::from_tag(&row.language).unwrap_or_default(),
        starts_at: row.starts_at,
        ends_at: row.ends_at,
        version: row.version,
        checked_in_at: row.checked_in_at,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}

/// A stored schedule in its own words.
pub fn schedule(row: appointment_schedule::Model) -> Result<Schedule, Internal> {
    Ok(Schedule {
        id: row.id,
        center_id: row.center_id,
        service_key: row.service_key,
        weekday: row.weekday.try_into().map_err(Internal::from_error)?,
        from: row.opens.parse().map_err(Internal::from_error)?,
        to: row.closes.parse().map_err(Internal::from_error)?,
        slot_minutes: row.slot_minutes.try_into().map_err(Internal::from_error)?,
        capacity: row.capacity,
        effective_from: row.effective_from,
        effective_until: row.effective_until,
        version: row.version,
    })
}

/// A new schedule as it is stored.
pub fn schedule_row(change: &Change, one: &Schedule) -> Result<appointment_schedule::Model, Internal> {
    let created_by = match change.author() {
        Author::Staff(id) => Some(id),
        _ => None,
    };
    Ok(appointment_schedule::Model {
        id: one.id,
        mark: slot_id::mark(one.id),
        center_id: one.center_id,
        service_key: one.service_key.clone(),
        weekday: one.weekday.into(),
        opens: one.from.to_string(),
        closes: one.to.to_string(),
        slot_minutes: one.slot_minutes.try_into().map_err(Internal::from_error)?,
        capacity: one.capacity,
        effective_from: one.effective_from,
        effective_until: one.effective_until,
        version: one.version,
        created_by,
        created_at: change.now(),
        updated_at: change.now(),
    })
}

/// A stored closed day in its own words.
pub fn closure(row: appointment_closure::Model) -> Closure {
    Closure { id: row.id, date: row.date, reason: row.reason }
}
