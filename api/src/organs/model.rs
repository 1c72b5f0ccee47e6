//! Organs (机关单位) and centers (检察服务中心) as the program speaks of them.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use hechang_entity as entity;
pub use hechang_entity::organ::{Kind, Level};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

pub use crate::organs::kinds::{Line, PartnerKind};
use crate::{
    error::Internal, organs::error::OrganError, platform::local_time::LocalTime, web::language::Text,
};

/// A procuratorate (人民检察院) or a partner (协作单位).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organ {
    /// The row.
    pub id: Uuid,
    /// A procuratorate's administrative code (行政区划代码), like 540500; a partner's own.
    pub code: String,
    /// The full name.
    pub name: Text,
    /// The name on a button.
    pub short_name: Option<Text>,
    /// Procuratorate or partner.
    pub kind: Kind,
    /// For how large an area it works.
    pub level: Level,
    /// The organ above it; of a partner the procuratorate that works with it.
    pub parent_id: Option<Uuid>,
    /// What kind of partner.
    pub partner: Option<PartnerKind>,
    /// The number to call.
    pub phone: Option<String>,
    /// Whom to ask for there: an office, not a person's name.
    pub contact: Option<String>,
    /// Since when it is closed.
    pub closed_at: Option<DateTime<Utc>>,
    /// Counts the changes.
    pub version: i32,
}

/// A department (内设机构) of a procuratorate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Department {
    /// The row.
    pub id: Uuid,
    /// Whose department it is.
    pub organ_id: Uuid,
    /// What it works on.
    pub line: Line,
    /// Its name, like 第八检察部.
    pub name: Text,
    /// Since when nobody works there.
    pub closed_at: Option<DateTime<Utc>>,
    /// Counts the changes.
    pub version: i32,
}

/// A center where people are received.
#[derive(Clone, Debug, PartialEq)]
pub struct Center {
    /// The row.
    pub id: Uuid,
    /// A short code, as receipts and signs show it.
    pub code: String,
    /// The procuratorate that keeps it.
    pub organ_id: Uuid,
    /// That procuratorate's administrative code.
    pub organ_code: String,
    /// The name on the door.
    pub name: Text,
    /// Where it is.
    pub address: Text,
    /// The number to call.
    pub phone: String,
    /// Where it is on the map.
    pub position: Option<Position>,
    /// When it is open in a usual week.
    pub opening_hours: Vec<OpeningHours>,
    /// Since when it is closed for good.
    pub closed_at: Option<DateTime<Utc>>,
    /// Counts the changes.
    pub version: i32,
}

/// Hours on a weekday; a day with a lunch break has two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OpeningHours {
    /// 1 is Monday, 7 Sunday.
    #[schema(minimum = 1, maximum = 7)]
    pub weekday: u8,
    /// When the door opens.
    pub from: LocalTime,
    /// When it closes.
    pub to: LocalTime,
}

/// A place on earth (WGS 84).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    latitude: f64,
    longitude: f64,
}

/// Mean radius of the earth in meters.
const EARTH: f64 = 6_371_008.8;

impl Position {
    /// A place by degrees north and east; nothing when there is none such.
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let there = (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
        there.then_some(Self { latitude, longitude })
    }

    /// Degrees north.
    pub fn latitude(self) -> f64 {
        self.latitude
    }

    /// Degrees east.
    pub fn longitude(self) -> f64 {
        self.longitude
    }

    /// Meters to another place, as the crow flies (haversine).
    pub fn distance(self, other: Self) -> f64 {
        let (here, there) = (self.latitude.to_radians(), other.latitude.to_radians());
        let north = ((there - here) / 2.0).sin().powi(2);
        let east = ((other.longitude - self.longitude).to_radians() / 2.0).sin().powi(2);
        let share = (here.cos() * there.cos()).mul_add(east, north);
        2.0 * EARTH * share.sqrt().min(1.0).asin()
    }
}

/// Reads `lat,lng`.
impl FromStr for Position {
    type Err = OrganError;

    fn from_str(text: &str) -> Result<Self, OrganError> {
        let degrees = |text: &str| text.trim().parse::<f64>().ok();
        let (latitude, longitude) = text.split_once(',').ok_or(OrganError::NotAPosition)?;
        let place =
            degrees(latitude).zip(degrees(longitude)).and_then(|(north, east)| Self::new(north, east));
        place.ok_or(OrganError::NotAPosition)
    }
}

impl TryFrom<entity::organ::Model> for Organ {
    type Error = Internal;

    fn try_from(row: entity::organ::Model) -> Result<Self, Internal> {
        Ok(Self {
            id: row.id,
            code: row.code,
            name: serde_json::from_value(row.name)?,
            short_name: row.short_name.map(serde_json::from_value).transpose()?,
            kind: row.kind,
            level: row.level,
            parent_id: row.parent_id,
            partner: row.partner.as_deref().map(str::parse).transpose()?,
            phone: row.phone,
            contact: row.contact,
            closed_at: row.closed_at,
            version: row.version,
        })
    }
}

impl TryFrom<entity::department::Model> for Department {
    type Error = Internal;

    fn try_from(row: entity::department::Model) -> Result<Self, Internal> {
        Ok(Self {
            id: row.id,
            organ_id: row.organ_id,
            line: row.line.parse()?,
            name: serde_json::from_value(row.name)?,
            closed_at: row.closed_at,
            version: row.version,
        })
    }
}

impl Center {
    pub(super) fn of(row: entity::center::Model, organ: &entity::organ::Model) -> Result<Self, Internal> {
        Ok(Self {
            id: row.id,
            code: row.code,
            organ_id: row.organ_id,
            organ_code: organ.code.clone(),
            name: serde_json::from_value(row.name)?,
            address: serde_json::from_value(row.address)?,
            phone: row.phone,
            position: row.latitude.zip(row.longitude).and_then(|(north, east)| Position::new(north, east)),
            opening_hours: serde_json::from_value(row.opening_hours)?,
            closed_at: row.closed_at,
            version: row.version,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_two_numbers_on_earth() {
        assert_eq!("29.24,91.77".parse::<Position>().unwrap(), Position::new(29.24, 91.77).unwrap());
        for text in ["", "29.24", "29.24,91.77,3", "91,0", "0,181", "NaN,0", "north,east"] {
            assert!(text.parse::<Position>().is_err(), "{text}");
        }
    }

    #[test]
    fn shannan_is_an_hour_from_lhasa() {
        let (shannan, lhasa) = (Position::new(29.24, 91.77).unwrap(), Position::new(29.65, 91.14).unwrap());
        assert!((70_000.0..80_000.0).contains(&shannan.distance(lhasa)));
        assert!(shannan.distance(shannan) < 1.0);
    }
}
