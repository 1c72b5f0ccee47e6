//! The demonstration's schedules, from `api/catalog/demo/shannan.yaml`.

use sea_orm::ConnectionTrait;
use serde::Deserialize;
use serde_json::json;

use crate::{
    appointments::{model::NewSchedule, queries::schedules, service::make},
    error::Internal,
    organs::{demo::SHANNAN, model::Center},
    platform::{
        change::{Change, Event},
        local_time::LocalTime,
    },
};

#[derive(Deserialize)]
struct File {
    schedules: Vec<ScheduleEntry>,
}

/// The same hours on several weekdays, for every service that can be booked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScheduleEntry {
    center: String,
    weekdays: Vec<u8>,
    from: LocalTime,
    to: LocalTime,
    slot_minutes: u16,
    capacity: i32,
}

/// Whether a center has no schedule yet.
pub async fn is_missing(db: &impl ConnectionTrait, center: &Center) -> Result<bool, Internal> {
    Ok(!schedules::any(db, center.id).await?)
}

/// Makes the schedules of a center, from the day of the change on; the caller commits.
pub async fn seed(change: &Change, center: &Center) -> Result<(), Internal> {
    let file: File = serde_saphyr::from_str(SHANNAN).map_err(Internal::from_error)?;
    for entry in file.schedules.iter().filter(|entry| entry.center == center.code) {
        for weekday in &entry.weekdays {
            let made = make(change, center, entry.on(*weekday, change)).await?;
            let facts = json!({ "center": center.code });
            change.record(Event::new("schedule.made", made.id).at(center.organ_id).with(facts));
        }
    }
    Ok(())
}

impl ScheduleEntry {
    fn on(&self, weekday: u8, change: &Change) -> NewSchedule {
        NewSchedule {
            service_key: None,
            weekday,
            from: self.from,
            to: self.to,
            slot_minutes: self.slot_minutes,
            capacity: self.capacity,
            effective_from: change.today(),
            effective_until: None,
        }
    }
}
