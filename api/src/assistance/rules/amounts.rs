//! How much may be granted: the cap in months of the wage, what may go beyond it, and scales that an office has of its own.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use crate::{assistance::model::Group, platform::money::Fen, web::language::Text};

/// The rules of amounts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Amounts {
    /// What is usually not exceeded.
    pub cap: Cap,
    /// Why the cap may be exceeded, by key.
    pub exceptions: BTreeMap<String, Exception>,
    /// Scales of offices that have one.
    scales: Vec<Scale>,
}

/// What is usually not exceeded.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// In months of the wage.
    pub months: u32,
    /// Since when.
    pub effective_from: NaiveDate,
    /// The rule.
    pub source: String,
    /// Whether the rule's text was read.
    pub confirmed: bool,
}

/// A reason for which the cap may be exceeded.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// What it is.
    pub title: Text,
    /// Only for people of this group.
    pub group: Option<Group>,
    /// Whether the amount must stay within the compensation that a court should award.
    pub within_award: bool,
    /// The rule.
    pub source: String,
    /// Whether the rule's text was read.
    pub confirmed: bool,
}

/// An office's own scale.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scale {
    /// The codes of those whose scale it is.
    pub organs: Vec<String>,
    /// The day from which it counts.
    pub effective_from: NaiveDate,
    /// The local rule.
    pub source: String,
    /// From the least to the most hardship.
    pub grades: Vec<Grade>,
    /// When finance entered it; one of the catalog wasn't.
    #[serde(skip)]
    pub entered_at: Option<DateTime<Utc>>,
}

/// One grade of hardship.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// Its key.
    pub key: String,
    /// What it is called.
    pub title: Text,
    /// What is usually given.
    pub amount_fen: Fen,
}

impl Amounts {
    /// The scales of an organ.
    pub fn scales_of(&self, organ_code: &str) -> impl Iterator<Item = &Scale> {
        self.scales.iter().filter(move |scale| scale.organs.iter().any(|organ| organ == organ_code))
    }

    /// The scale of an organ on a day, where it has one.
    pub fn scale(&self, organ_code: &str, on: NaiveDate) -> Option<&Scale> {
        let scales = self.scales_of(organ_code).filter(|scale| scale.effective_from <= on);
        scales.max_by_key(|scale| scale.effective_from)
    }
}

impl Scale {
    /// A grade by its key.
    pub fn grade(&self, key: &str) -> Option<&Grade> {
        self.grades.iter().find(|grade| grade.key == key)
    }
}
