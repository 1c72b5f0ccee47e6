//! The words of assistance, as types. Amounts are fen.

use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::{assistance::rules::ChainStep, error::Internal, platform::money::Fen};

/// Who may be assisted (2021 Rules art. 7). Their words are `assistance-category-{word}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub enum Category {
    /// A victim of a crime with serious injury or severe disability.
    A1,
    /// A victim of a crime with an injury that must be treated at once.
    A2,
    /// Close relatives and others who lived on what the victim earned.
    A3,
    /// A victim of a crime with a heavy loss of property.
    A4,
    /// An informant, witness or expert who met retaliation.
    A5,
    /// A victim of a road accident or another civil wrong.
    A6,
    /// Others whom the procuratorate considers to need it.
    A7,
}

impl Category {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::A1, Self::A2, Self::A3, Self::A4, Self::A5, Self::A6, Self::A7];

    /// The word in JSON and in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::A1 => "A1",
            Self::A2 => "A2",
            Self::A3 => "A3",
            Self::A4 => "A4",
            Self::A5 => "A5",
            Self::A6 => "A6",
            Self::A7 => "A7",
        }
    }
}

/// Why somebody isn't assisted. Their words are `assistance-refusal-{word}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
pub enum RefusalCode {
    /// Not one of those of art. 7.
    R0,
    /// Major fault for the case (重大过错).
    R1,
    /// Doesn't help to find the facts.
    R2,
    /// False statements or forged evidence.
    R3,
    /// Gave up compensation, or refused it.
    R4,
    /// The hardship doesn't come from the case.
    R5,
    /// Compensated or assisted already.
    R6,
    /// Assisted already in this case.
    R7,
}

impl RefusalCode {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::R0, Self::R1, Self::R2, Self::R3, Self::R4, Self::R5, Self::R6, Self::R7];

    /// The word in JSON and in templates.
    pub const fn word(self) -> &'static str {
        match self {
            Self::R0 => "R0",
            Self::R1 => "R1",
            Self::R2 => "R2",
            Self::R3 => "R3",
            Self::R4 => "R4",
            Self::R5 => "R5",
            Self::R6 => "R6",
            Self::R7 => "R7",
        }
    }

    /// Whether the rule says "generally" (一般; 2021 Rules art. 8): then it warns, and a grant is possible with reasons.
    pub const fn generally(self) -> bool {
        !matches!(self, Self::R0 | Self::R7)
    }
}

/// A group that needs more care; somebody may belong to several. Their words are `assistance-group-{word}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Under eighteen.
    Minor,
    /// A woman in hardship.
    Woman,
    /// With a certificate of disability.
    Disabled,
    /// A veteran or a soldier's family.
    Veteran,
    /// Rural and in hardship.
    Rural,
}

impl Group {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Minor, Self::Woman, Self::Disabled, Self::Veteran, Self::Rural];

    /// The word in JSON and in templates.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Minor => "minor",
            Self::Woman => "woman",
            Self::Disabled => "disabled",
            Self::Veteran => "veteran",
            Self::Rural => "rural",
        }
    }
}

/// Where a case stands. What its applications are in stays their workflow's matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CaseState {
    /// The handler looks into it.
    Preparing,
    /// A proposal goes through the chain.
    Deciding,
    /// Decided: somebody is assisted.
    Granted,
    /// Decided: nobody is.
    Refused,
}

impl CaseState {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Preparing, Self::Deciding, Self::Granted, Self::Refused];

    /// The word in JSON, in the database and in templates.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Preparing => "preparing",
            Self::Deciding => "deciding",
            Self::Granted => "granted",
            Self::Refused => "refused",
        }
    }
}

/// Reads the word. One that isn't is a fault of the program or of its database.
impl FromStr for CaseState {
    type Err = Internal;

    fn from_str(word: &str) -> Result<Self, Internal> {
        let state = Self::ALL.into_iter().find(|state| state.word() == word);
        state.ok_or_else(|| Internal::msg(format!("{word:?} isn't a state of a case")))
    }
}

/// The crime or wrong that an assistance case is about (原案).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Underlying {
    /// What it is called, like 扎某故意伤害案.
    pub name: String,
    /// Its number, by which it is the same everywhere.
    pub number: String,
}

/// A case of assistance (救助案件).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Case {
    /// UUIDv7.
    pub id: Uuid,
    /// The organ that handles it, wherever people live.
    pub organ_id: Uuid,
    /// The prosecutor in charge (承办检察官).
    pub handler_id: Uuid,
    /// Where it stands.
    pub state: CaseState,
    /// What it is about.
    pub underlying: Underlying,
    /// Proposals so far; each is a round.
    pub round: i32,
    /// The grant on the ledger, once granted.
    pub grant_id: Option<Uuid>,
    /// When it was decided.
    pub decided_on: Option<NaiveDate>,
    /// Counts the changes.
    pub version: i32,
    /// When it was opened.
    pub opened_at: DateTime<Utc>,
}

/// Somebody who is or may be assisted (被救助人).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Assisted {
    /// UUIDv7; the ledger knows them by it.
    pub id: Uuid,
    /// The case.
    pub case_id: Uuid,
    /// The application by which they are in it.
    pub application_id: Uuid,
    /// Who they are.
    pub who: Who,
    /// Under what they may be assisted.
    pub category: Option<Category>,
    /// Groups with their evidence.
    pub groups: Vec<Tag>,
}

/// Who somebody is; personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Who {
    /// The whole name.
    #[validate(length(min = 1, max = 100))]
    pub name: String,
    /// The number of the identity paper.
    #[validate(length(min = 4, max = 40))]
    pub id_number: String,
    /// `female` or `male`.
    #[validate(length(max = 10))]
    pub sex: Option<String>,
    /// The day of birth.
    pub birth_date: Option<NaiveDate>,
}

/// A group with what shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct Tag {
    /// The group.
    pub group: Group,
    /// What shows it, like the certificate's number.
    #[validate(length(min = 1, max = 300))]
    pub evidence: String,
}

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
}

/// What is on the table in a round: it changes when somebody changes an amount. Holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnTable {
    /// Everybody of the case.
    pub people: Vec<Award>,
    /// What each organ gives; empty where the case's own organ gives all.
    pub shares: Vec<OrganShare>,
    /// What generally speaks against a grant, and is weighed in the reasons.
    pub concerns: Vec<RefusalCode>,
    /// The steps that it has to go through.
    pub chain: Vec<ChainStep>,
    /// The yearly wage that counted, in fen.
    pub wage_fen: Option<Fen>,
    /// The most that one person usually gets.
    pub cap_fen: Option<Fen>,
}

impl OnTable {
    /// Everything that would be given.
    pub fn total(&self) -> Fen {
        Fen::sum(self.people.iter().filter_map(|award| award.amount_fen)).unwrap_or_default()
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
}

/// A case with everything that hangs on it.
#[derive(Clone, Serialize, Deserialize)]
pub struct CaseFile {
    /// The case.
    pub case: Case,
    /// Its applications.
    pub applications: Vec<Uuid>,
    /// Its people, in the order in which they came.
    pub people: Vec<Assisted>,
    /// What was said, the first first.
    pub steps: Vec<Taken>,
    /// What must be looked into before a decision.
    pub warnings: Vec<Warning>,
}

/// That somebody is in another case, too.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Warning {
    /// Who.
    pub person_id: Uuid,
    /// Whether it is the same underlying case: then only one of the two can be granted.
    pub same_case: bool,
    /// Whether the other one is granted.
    pub granted: bool,
    /// The organ that has the other one.
    pub organ_code: String,
}

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
    /// What generally speaks against a grant, and is weighed in the reasons.
    #[serde(default)]
    #[validate(length(max = 8))]
    pub concerns: Vec<RefusalCode>,
    /// The review report's conclusion (审查意见).
    #[validate(length(min = 1, max = 4000))]
    pub reasons: String,
    /// What the applicant will read, in plain words.
    #[validate(length(min = 1, max = 1000))]
    pub to_citizen: String,
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
    /// With `refuse`: why nobody is assisted.
    pub refusal: Option<RefusalCode>,
    /// With `refuse`: what the applicant will read.
    #[validate(length(max = 1000))]
    pub to_citizen: Option<String>,
    /// Where somebody outside decides: the number of their paper.
    #[validate(length(max = 120))]
    pub paper: Option<String>,
}

/// The posts of somebody who decides.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct PostsBody {
    /// None takes all away.
    #[validate(length(max = 3))]
    pub posts: Vec<crate::assistance::rules::Post>,
}
