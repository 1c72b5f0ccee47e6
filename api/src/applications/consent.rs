//! What must have been agreed to before an application is sent (PIPL 14, 29, 31; docs/adr/010-consent.md).

use chrono::NaiveDate;
use serde_json::Value;

use crate::{applications::guardianship, applications::model::Consent, catalog::Service, error::FieldFault};

/// What was agreed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The processing as such.
    General,
    /// The use of sensitive data.
    Sensitive,
    /// A guardian's agreement for a child under fourteen.
    Guardian,
}

impl Kind {
    /// The word in the table.
    pub fn word(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Sensitive => "sensitive",
            Self::Guardian => "guardian",
        }
    }
}

/// An agreement that is asked for, with whether somebody answered to it by itself.
pub struct Asked {
    /// To what.
    pub kind: Kind,
    /// None when the one answer to the whole text stands for it.
    pub separately: Option<bool>,
}

/// What is asked of this applicant on this day.
pub fn asked(service: &Service, form: &Value, today: NaiveDate, consent: &Consent) -> Vec<Asked> {
    let sensitive = service.consent.sensitive.is_some();
    let child = service.consent.guardian.is_some() && guardianship::of_child(service, form, today);
    let all = [
        (true, Kind::General, Some(consent.accepted)),
        (sensitive, Kind::Sensitive, consent.sensitive),
        (child, Kind::Guardian, consent.guardian),
    ];
    let asked = all.into_iter().filter(|(asked, ..)| *asked);
    asked.map(|(_, kind, separately)| Asked { kind, separately }).collect()
}

/// Everything that is missing; empty when the application may be sent.
pub fn faults(
    service: &Service,
    form: &Value,
    today: NaiveDate,
    consent: Option<&Consent>,
) -> Vec<FieldFault> {
    let Some(consent) = consent else { return vec![FieldFault::new("/consent", "consent_needed")] };
    if consent.accepted && consent.version != service.consent.version {
        let fault = FieldFault::new("/consent/version", "consent_outdated");
        return vec![fault.with("version", &service.consent.version)];
    }
    let refused = |asked: &Asked| asked.separately == Some(false);
    asked(service, form, today, consent)
        .iter()
        .filter(|one| refused(one))
        .map(|one| fault(one.kind))
        .collect()
}

fn fault(kind: Kind) -> FieldFault {
    match kind {
        Kind::General => FieldFault::new("/consent/accepted", "consent_needed"),
        Kind::Sensitive => FieldFault::new("/consent/sensitive_accepted", "consent_sensitive_needed"),
        Kind::Guardian => FieldFault::new("/consent/guardian_accepted", "consent_guardian_needed"),
    }
}
