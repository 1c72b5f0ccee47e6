//! Codes as the program speaks of them.

use chrono::{DateTime, SubsecRound, Utc};
pub use hechang_entity::qr_code::Model as QrCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use crate::{catalog::Catalog, organs::model::Center};

/// A code to be made. With a service it leads there, without one to the center.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCode {
    /// What it is for, in a word of small letters: `center`, `service`, `application`, or another.
    #[validate(custom(function = "a_word"))]
    #[schema(pattern = "^[a-z][a-z0-9_-]{0,31}$")]
    pub purpose: String,
    /// The center it belongs to.
    pub center_id: Uuid,
    /// The service it leads to.
    #[validate(length(max = 60))]
    pub service_key: Option<String>,
    /// Where it hangs, so that staff know it again.
    #[validate(length(min = 1, max = 120))]
    pub label: String,
    /// When it stops to work by itself.
    pub expires_at: Option<DateTime<Utc>>,
}

impl NewCode {
    /// Whether it can't lead anywhere without a service.
    pub fn needs_service(&self) -> bool {
        matches!(self.purpose.as_str(), "service" | "application")
    }

    /// When it ends, as both databases keep it.
    pub fn ends(&self) -> Option<DateTime<Utc>> {
        self.expires_at.map(|at| at.trunc_subsecs(6))
    }
}

fn a_word(text: &str) -> Result<(), ValidationError> {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
    let begins = text.starts_with(|first: char| first.is_ascii_lowercase());
    let fits = begins && text.len() <= 32 && text.bytes().all(fits);
    fits.then_some(()).ok_or_else(|| ValidationError::new("word"))
}

/// A code that was made.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Made {
    /// The row.
    pub id: Uuid,
    /// The word in its address.
    pub code: String,
}

/// A living code and where it leads.
#[derive(Clone, Debug)]
pub struct Target {
    /// The code.
    pub code: QrCode,
    /// Its center.
    pub center: Center,
}

impl Target {
    /// The page that a scan leads to. A service that is no longer offered leaves the center's page.
    pub fn page(&self, catalog: &Catalog) -> String {
        let page = format!("/c/{}", self.center.code);
        match self.code.service_key.as_deref().filter(|key| catalog.service(key).is_some()) {
            Some(key) => format!("{page}/s/{key}"),
            None => page,
        }
    }
}

/// A code in staff's list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The code.
    pub code: QrCode,
    /// How often it was scanned in all.
    pub scans: i64,
}

/// How often a code was scanned within an hour.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ScanHour {
    /// When the hour began.
    pub hour: DateTime<Utc>,
    /// How often.
    pub count: i64,
}

/// Whether a code works at an instant.
pub fn works(code: &QrCode, now: DateTime<Utc>) -> bool {
    code.revoked_at.is_none() && code.expires_at.is_none_or(|end| now < end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_is_a_word() {
        for text in ["center", "service", "wall_poster", "bus-2"] {
            assert!(a_word(text).is_ok(), "{text}");
        }
        for text in ["", "Center", "2", "-a", "a b", "墙", &"a".repeat(33)] {
            assert!(a_word(text).is_err(), "{text}");
        }
    }
}
