//! Help besides money.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::assistance::rules::HelpKind;

/// Help that somebody got, recorded here or reported by a partner.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Help {
    /// The row here; the referral for what a partner reported.
    pub id: Uuid,
    /// Who got it; for a referral, whoever is of its application.
    pub person_id: Uuid,
    /// Which of the five kinds.
    pub kind: HelpKind,
    /// A measure of the kind, or of referrals.
    pub measure: String,
    /// When.
    pub given_on: NaiveDate,
    /// By whom: our organ or a partner.
    pub organ_id: Uuid,
    /// In words, for staff; personal data.
    pub note: Option<String>,
    /// Whether a partner reported it by a referral.
    pub referred: bool,
}
