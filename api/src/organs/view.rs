//! A center as the API tells of it, in one language.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    organs::{
        model::{OpeningHours, Position},
        service::CenterToday,
    },
    web::language::Language,
};

/// A center where people are received.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Center)]
pub struct CenterView {
    /// For other routes.
    pub id: Uuid,
    /// The short code on signs and receipts.
    pub code: String,
    /// Its name in the reader's language.
    pub name: String,
    /// The procuratorate that keeps it, by administrative code.
    pub organ_code: String,
    /// Where it is, in the reader's language.
    pub address: String,
    /// The number to call.
    pub phone: String,
    /// Degrees north.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    /// Degrees east.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
    /// A usual week, local time in Asia/Shanghai.
    pub opening_hours: Vec<OpeningHours>,
    /// Dates of the next four weeks on which it is closed although its weekday is open.
    pub closed_on: Vec<NaiveDate>,
}

impl CenterView {
    /// A center in the reader's language.
    pub fn new(told: CenterToday, language: Language) -> Self {
        let CenterToday { center, closed_on } = told;
        Self {
            id: center.id,
            code: center.code,
            name: center.name.get(language).to_owned(),
            organ_code: center.organ_code,
            address: center.address.get(language).to_owned(),
            phone: center.phone,
            latitude: center.position.map(Position::latitude),
            longitude: center.position.map(Position::longitude),
            opening_hours: center.opening_hours,
            closed_on,
        }
    }
}
