//! Which refusals go to social assistance with a letter, and what it says.

use anyhow::ensure;
use serde::Deserialize;

use crate::{
    assistance::model::RefusalCode,
    organs::model::PartnerKind,
    referrals::model::{NewReferral, Share},
};

/// The letter that goes with a refusal (社会救助建议函).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SocialAssistance {
    /// The refusals with which it is sent.
    pub refusals: Vec<RefusalCode>,
    /// To which kind of partner.
    pub partner: PartnerKind,
    /// What help is asked for: keys of measures.
    pub measures: Vec<String>,
    /// What the partner is told of the applicant.
    pub share: Share,
    /// The words of the letter.
    pub letter: String,
    /// The rule.
    pub source: String,
    /// Whether its text was read.
    pub confirmed: bool,
}

impl SocialAssistance {
    /// The letter to a partner.
    pub fn to(&self, partner_code: &str) -> NewReferral {
        NewReferral {
            partner_code: partner_code.to_owned(),
            measures: self.measures.clone(),
            letter: self.letter.clone(),
            share: self.share.clone(),
            papers: Vec::new(),
        }
    }

    /// A letter says something and asks for something.
    pub(super) fn check(&self) -> anyhow::Result<()> {
        ensure!(!self.letter.trim().is_empty() && !self.measures.is_empty(), "no letter, or no measures");
        Ok(())
    }
}
