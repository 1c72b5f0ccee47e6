//! What is on the table, and what was said to it.

use std::{collections::HashSet, str::FromStr};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{
    assistance::{model::RefusalCode, rules::ChainStep},
    error::Internal,
    platform::money::Fen,
};

/// What happens to one person of a case by a proposal or a decision: an amount, or a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Award {
    /// The person.
    pub person_id: Uuid,
    /// What they get.
    pub amount_fen: Option<Fen>,
    /// Why they get nothing.
    pub refusal: Option<RefusalCode>,
    /// Why it may be more than the cap; a key of the rules.
    #[validate(length(max = 60))]
    pub exception: Option<String>,
    /// The compensation that a court should award; needed above the cap.
    pub court_award_fen: Option<Fen>,
    /// The grade of the office's own scale, where it has one; a key of the scale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(length(max = 60))]
    pub grade: Option<String>,
}

/// What an organ gives (联合救助).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct OrganShare {
    /// The organ.
    #[validate(length(min = 1, max = 32))]
    pub organ_code: String,
    /// What it gives.
    pub amount_fen: Fen,
    /// The purpose from which it is taken, where it was set aside (专项); from the free budget otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose_id: Option<Uuid>,
}

/// A part of what somebody gets, paid on a day of its own (分期发放). What isn't planned of an amount is paid at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Planned {
    /// The person.
    pub person_id: Uuid,
    /// How much.
    pub amount_fen: Fen,
    /// The day in Asia/Shanghai on which it is to be paid.
    pub due_on: NaiveDate,
}

/// What is on the table in a round: it changes when somebody changes an amount. Holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnTable {
    /// Everybody of the case.
    pub people: Vec<Award>,
    /// What each organ gives; empty where the case's own organ gives all.
    pub shares: Vec<OrganShare>,
    /// What is paid later, fixed in one go.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instalments: Vec<Planned>,
    /// What generally speaks against a grant, and is weighed in the reasons.
    pub concerns: Vec<RefusalCode>,
    /// The steps that it has to go through.
    pub chain: Vec<ChainStep>,
    /// The yearly wage that counted, in fen.
    pub wage_fen: Option<Fen>,
    /// The most that one person usually gets.
    pub cap_fen: Option<Fen>,
    /// Why it can't wait (先行救助): it takes the short chain, and the file is completed after.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<String>,
}

impl OnTable {
    /// Everything that would be given.
    pub fn total(&self) -> Fen {
        Fen::sum(self.people.iter().filter_map(|award| award.amount_fen)).unwrap_or_default()
    }

    /// Those who are refused by one of these codes.
    pub fn refused_by(&self, codes: &[RefusalCode]) -> HashSet<Uuid> {
        let by = |award: &&Award| award.refusal.is_some_and(|code| codes.contains(&code));
        self.people.iter().filter(by).map(|award| award.person_id).collect()
    }

    /// Whether some get something and others nothing.
    pub fn parts_ways(&self) -> bool {
        self.total().is_positive() && self.people.iter().any(|award| award.refusal.is_some())
    }
}

/// What somebody says of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The handler's own proposal.
    Propose,
    /// As it is.
    Approve,
    /// With other amounts.
    Change,
    /// Back to the handler.
    Return,
    /// Nobody is assisted.
    Refuse,
}

impl Verdict {
    /// The word in the database and in templates.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Propose => "propose",
            Self::Approve => "approve",
            Self::Change => "change",
            Self::Return => "return",
            Self::Refuse => "refuse",
        }
    }
}

impl FromStr for Verdict {
    type Err = Internal;

    fn from_str(word: &str) -> Result<Self, Internal> {
        let all = [Self::Propose, Self::Approve, Self::Change, Self::Return, Self::Refuse];
        let verdict = all.into_iter().find(|verdict| verdict.word() == word);
        verdict.ok_or_else(|| Internal::msg(format!("{word:?} isn't a verdict")))
    }
}

/// One step of a round, as it was taken.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Taken {
    /// UUIDv7.
    pub id: Uuid,
    /// The round.
    pub round: i32,
    /// Nothing for the proposal, then the chain's steps from 1.
    pub place: i32,
    /// What was said.
    pub verdict: Verdict,
    /// Who.
    pub staff_id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// What is on the table afterward.
    pub table: OnTable,
    /// The number of the paper of somebody outside.
    pub paper: Option<String>,
    /// Words of a step.
    pub words: Words,
}

/// What was said with a step.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// For the file: the review report, or why an amount was changed.
    pub reasons: Option<String>,
    /// For the citizen, in plain words.
    pub to_citizen: Option<String>,
    /// For those who get nothing where others do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_refused: Option<String>,
}
