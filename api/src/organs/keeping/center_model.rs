//! What administrators send and are shown of centers.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::organs::{
    keeping::model::Names,
    model::{Center, OpeningHours, Position},
};

/// A new center.
#[derive(Clone, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewCenter {
    /// 2 to 12 capital letters and digits; stays for good, on signs and in addresses.
    pub code: String,
    /// The procuratorate that keeps it.
    pub organ_code: String,
    /// The name on the door.
    pub name: Names,
    /// Where it is.
    pub address: Names,
    /// The number to call.
    pub phone: String,
    /// Degrees north (WGS 84); with `longitude` or not at all.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// A usual week, local time in Asia/Shanghai.
    pub opening_hours: Vec<OpeningHours>,
}

impl NewCenter {
    /// Its code, the code of its organ, and the rest.
    pub fn parts(self) -> (String, String, CenterChange) {
        let Self { code, organ_code, name, address, phone, latitude, longitude, opening_hours } = self;
        (code, organ_code, CenterChange { name, address, phone, latitude, longitude, opening_hours })
    }
}

/// What of a center can be changed; what is left out is emptied.
#[derive(Clone, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct CenterChange {
    /// The name on the door.
    pub name: Names,
    /// Where it is.
    pub address: Names,
    /// The number to call.
    pub phone: String,
    /// Degrees north (WGS 84); with `longitude` or not at all.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// A usual week, local time in Asia/Shanghai.
    pub opening_hours: Vec<OpeningHours>,
}

/// A center as administrators see it.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct KeptCenter {
    /// For other routes.
    pub id: Uuid,
    /// The short code.
    pub code: String,
    /// The procuratorate that keeps it.
    pub organ_code: String,
    /// The name on the door.
    pub name: Names,
    /// Where it is.
    pub address: Names,
    /// The number to call.
    pub phone: String,
    /// Degrees north.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    /// Degrees east.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    /// A usual week.
    pub opening_hours: Vec<OpeningHours>,
    /// Since when it is closed for good.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<DateTime<Utc>>,
    /// Counts the changes.
    pub version: i32,
}

impl From<Center> for KeptCenter {
    fn from(center: Center) -> Self {
        Self {
            id: center.id,
            code: center.code,
            organ_code: center.organ_code,
            name: center.name.into(),
            address: center.address.into(),
            phone: center.phone,
            latitude: center.position.map(Position::latitude),
            longitude: center.position.map(Position::longitude),
            opening_hours: center.opening_hours,
            closed_at: center.closed_at,
            version: center.version,
        }
    }
}
