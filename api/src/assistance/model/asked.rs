//! What staff enter.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::assistance::{
    model::{Award, Category, OrganShare, Planned, RefusalCode, Tag, Verdict, Who},
    rules::Post,
};

/// What a case is opened with.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewCase {
    /// The applications: one, or those of a family or group in the same underlying case.
    #[validate(length(min = 1, max = 50))]
    pub application_ids: Vec<Uuid>,
    /// What the underlying case is called.
    #[validate(length(min = 1, max = 200))]
    pub case_name: String,
    /// Its number, like （2025）藏0502刑初18号.
    #[validate(length(min = 2, max = 80))]
    pub case_number: String,
}

/// One more person of a case, who has no application of their own.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewPerson {
    /// The application by which they are in the case.
    pub application_id: Uuid,
    /// Who they are.
    #[validate(nested)]
    pub who: Who,
}

/// Under what somebody may be assisted.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Description {
    /// The category of art. 7.
    pub category: Category,
    /// Groups, each once, with what shows it.
    #[validate(length(max = 5), nested)]
    pub groups: Vec<Tag>,
}

/// What the handler proposes.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewProposal {
    /// Everybody of the case, each with an amount or a refusal.
    #[validate(length(min = 1, max = 200), nested)]
    pub people: Vec<Award>,
    /// What each organ gives, where several assist together; they add up to the whole.
    #[serde(default)]
    #[validate(length(max = 10), nested)]
    pub shares: Vec<OrganShare>,
    /// What is paid later, on days fixed in one go; the rest is paid at once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(length(max = 200), nested)]
    pub instalments: Vec<Planned>,
    /// What generally speaks against a grant, and is weighed in the reasons.
    #[serde(default)]
    #[validate(length(max = 8))]
    pub concerns: Vec<RefusalCode>,
    /// Why it can't wait (先行救助, 2016 Rules art. 15): it takes the short chain, and the file is completed after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 1000))]
    pub emergency: Option<String>,
    /// The review report's conclusion (审查意见).
    #[validate(length(min = 1, max = 4000))]
    pub reasons: String,
    /// What the applicant will read, in plain words.
    #[validate(length(min = 1, max = 1000))]
    pub to_citizen: String,
    /// What those who get nothing will read, in plain words; needed where others get something.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(min = 1, max = 1000))]
    pub to_refused: Option<String>,
}

/// What somebody in the chain decides.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct NewVerdict {
    /// Approve, change, return or refuse.
    pub verdict: Verdict,
    /// Why; needed unless it is approved as it is.
    #[validate(length(max = 4000))]
    pub reasons: Option<String>,
    /// With `change`: everybody of the case anew.
    #[validate(length(max = 200), nested)]
    pub people: Option<Vec<Award>>,
    /// With `change`, where several organs give.
    #[validate(length(max = 10), nested)]
    pub shares: Option<Vec<OrganShare>>,
    /// With `change`: what is paid later, fixed anew; nothing when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(max = 200), nested)]
    pub instalments: Option<Vec<Planned>>,
    /// With `refuse`: why nobody is assisted.
    pub refusal: Option<RefusalCode>,
    /// With `refuse`, and with `change` where nobody was to be assisted: what the applicant will read.
    #[validate(length(max = 1000))]
    pub to_citizen: Option<String>,
    /// With `change`, where some get nothing and the proposal has no words for them: what they will read.
    #[validate(length(max = 1000))]
    pub to_refused: Option<String>,
    /// Where somebody outside decides: the number of their paper.
    #[validate(length(max = 120))]
    pub paper: Option<String>,
}

impl NewVerdict {
    /// A verdict without a word.
    pub const fn of(verdict: Verdict) -> Self {
        Self {
            verdict,
            reasons: None,
            people: None,
            shares: None,
            instalments: None,
            refusal: None,
            to_citizen: None,
            to_refused: None,
            paper: None,
        }
    }
}

/// The posts of somebody who decides.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PostsBody {
    /// None takes all away.
    #[validate(length(max = 3))]
    pub posts: Vec<Post>,
}
