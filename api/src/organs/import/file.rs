//! What stands in a file of organs.

use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::organs::{
    keeping::{center_model::CenterChange, model::Names},
    model::{Kind, Level, Line, OpeningHours, PartnerKind},
};

/// A whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Procuratorates and partners; each stands below the one it names as its parent.
    #[serde(default)]
    pub organs: Vec<Spanned<OrganEntry>>,
    /// Centers.
    #[serde(default)]
    pub centers: Vec<Spanned<CenterEntry>>,
}

/// A procuratorate or partner, with its departments.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganEntry {
    pub(super) code: Spanned<String>,
    pub(super) kind: Spanned<Kind>,
    pub(super) level: Spanned<Level>,
    pub(super) parent: Option<Spanned<String>>,
    pub(super) name: Spanned<Names>,
    pub(super) short_name: Option<Spanned<Names>>,
    pub(super) partner: Option<Spanned<PartnerKind>>,
    pub(super) phone: Option<Spanned<String>>,
    pub(super) contact: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) departments: Vec<Spanned<DepartmentEntry>>,
}

/// A department.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepartmentEntry {
    pub(super) line: Line,
    pub(super) name: Names,
}

/// A center.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CenterEntry {
    pub(super) code: Spanned<String>,
    pub(super) organ: Spanned<String>,
    pub(super) name: Spanned<Names>,
    pub(super) address: Spanned<Names>,
    pub(super) phone: Spanned<String>,
    pub(super) latitude: Option<Spanned<f64>>,
    pub(super) longitude: Option<Spanned<f64>>,
    pub(super) opening_hours: Vec<Spanned<OpeningHours>>,
}

impl OrganEntry {
    /// The line of a field that is wrong; the entry's own where the field isn't there.
    pub(super) fn line_of(&self, pointer: &str, entry: u64) -> u64 {
        let at = match pointer.split('/').nth(1) {
            Some("code") => Some(self.code.referenced.line()),
            Some("kind") => Some(self.kind.referenced.line()),
            Some("level") => Some(self.level.referenced.line()),
            Some("parent_code") => self.parent.as_ref().map(|field| field.referenced.line()),
            Some("name") => Some(self.name.referenced.line()),
            Some("short_name") => self.short_name.as_ref().map(|field| field.referenced.line()),
            Some("partner") => self.partner.as_ref().map(|field| field.referenced.line()),
            Some("phone") => self.phone.as_ref().map(|field| field.referenced.line()),
            Some("contact") => self.contact.as_ref().map(|field| field.referenced.line()),
            _ => None,
        };
        at.unwrap_or(entry)
    }
}

impl CenterEntry {
    /// The line of a field that is wrong.
    pub(super) fn line_of(&self, pointer: &str, entry: u64) -> u64 {
        let mut way = pointer.split('/').skip(1);
        let at = match way.next() {
            Some("code") => Some(self.code.referenced.line()),
            Some("organ_code") => Some(self.organ.referenced.line()),
            Some("name") => Some(self.name.referenced.line()),
            Some("address") => Some(self.address.referenced.line()),
            Some("phone") => Some(self.phone.referenced.line()),
            Some("latitude") => self.latitude.as_ref().map(|field| field.referenced.line()),
            Some("opening_hours") => {
                let place = way.next().and_then(|index| index.parse::<usize>().ok());
                place.and_then(|place| self.opening_hours.get(place)).map(|field| field.referenced.line())
            }
            _ => None,
        };
        at.unwrap_or(entry)
    }

    /// What of it can change.
    pub(super) fn place(&self) -> CenterChange {
        CenterChange {
            name: self.name.value.clone(),
            address: self.address.value.clone(),
            phone: self.phone.value.clone(),
            latitude: self.latitude.as_ref().map(|north| north.value),
            longitude: self.longitude.as_ref().map(|east| east.value),
            opening_hours: self.opening_hours.iter().map(|hours| hours.value).collect(),
        }
    }
}
