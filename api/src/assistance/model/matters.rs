//! What staff enter on an application itself, whose case has nobody but its applicant.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::{
    assistance::model::{Category, OrganShare, RefusalCode},
    platform::money::Fen,
};

/// A part of what the applicant gets, paid on a day of its own (分期发放).
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MatterInstalment {
    /// How much.
    pub amount_fen: Fen,
    /// The day in Asia/Shanghai on which it is to be paid.
    pub due_on: NaiveDate,
}

/// What the handler proposes for an application. Its case is opened with it, if there is none.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct MatterProposal {
    /// What the underlying case is called; as the form says, when it isn't here.
    #[validate(length(min = 1, max = 200))]
    pub case_name: Option<String>,
    /// Its number; as the form says, when it isn't here.
    #[validate(length(min = 2, max = 80))]
    pub case_number: Option<String>,
    /// The category of art. 7; needed for a grant, unless the case says it.
    pub category: Option<Category>,
    /// What the applicant gets, or else `refusal`.
    pub amount_fen: Option<Fen>,
    /// Why they get nothing.
    pub refusal: Option<RefusalCode>,
    /// Why it may be more than the cap; a key of the rules.
    #[validate(length(max = 60))]
    pub exception: Option<String>,
    /// The compensation that a court should award; needed above the cap.
    pub court_award_fen: Option<Fen>,
    /// What each organ gives, where several assist together; they add up to the whole.
    #[serde(default)]
    #[validate(length(max = 10), nested)]
    pub shares: Vec<OrganShare>,
    /// The grade of the office's own scale, where it has one; a key of the scale.
    #[validate(length(max = 60))]
    pub grade: Option<String>,
    /// What is paid on days of its own; the rest is paid at once.
    #[serde(default)]
    #[validate(length(max = 100))]
    pub instalments: Vec<MatterInstalment>,
    /// What generally speaks against a grant, and is weighed in the reasons.
    #[serde(default)]
    #[validate(length(max = 8))]
    pub concerns: Vec<RefusalCode>,
    /// Why it can't wait (先行救助, 2016 Rules art. 15).
    #[validate(length(min = 1, max = 1000))]
    pub emergency: Option<String>,
    /// The review report's conclusion (审查意见).
    #[validate(length(min = 1, max = 4000))]
    pub reasons: String,
    /// What the applicant will read, in plain words.
    #[validate(length(min = 1, max = 1000))]
    pub to_citizen: String,
}

/// The next step of the chain grants: what is proposed, or another amount.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema, Validate)]
#[serde(default, deny_unknown_fields)]
pub struct MatterGrant {
    /// The amount; what is proposed, when it isn't here.
    pub amount_fen: Option<Fen>,
    /// Why; needed with another amount.
    #[validate(length(max = 4000))]
    pub reasons: Option<String>,
    /// What the applicant will read; needed where nobody was to be assisted.
    #[validate(length(max = 1000))]
    pub to_citizen: Option<String>,
    /// Where somebody outside decides: the number of their paper.
    #[validate(length(max = 120))]
    pub paper: Option<String>,
}

/// The next step of the chain refuses: as is proposed, or against the proposal.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct MatterRefusal {
    /// Why, as the applicant will read it.
    #[validate(length(min = 1, max = 1000))]
    pub reason: String,
    /// The rule that says so; needed against a proposal to assist.
    pub refusal: Option<RefusalCode>,
    /// Where somebody outside decides: the number of their paper.
    #[validate(length(max = 120))]
    pub paper: Option<String>,
}
