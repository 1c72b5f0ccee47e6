//! Who must be told of their rights, in its own words.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use crate::{organs::model::Line, web::language::Language};

/// Makes a closed list of words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        $(#[$doc])*
        pub enum $name { $($(#[$each])* $variant),+ }

        impl $name {
            /// All of them, as lists show them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in JSON and in the database.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Reads the word.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.word() == word)
            }
        }
    };
}

words! {
    /// How far the underlying case has come.
    #[schema(as = RightsStage)]
    Stage {
        /// 审查逮捕.
        Arrest = "arrest",
        /// 审查起诉.
        Prosecution = "prosecution",
        /// 审判.
        Trial = "trial",
        /// 执行.
        Enforcement = "enforcement",
        /// 申诉.
        Appeal = "appeal",
        /// 信访.
        Petition = "petition",
    }
}

words! {
    /// How somebody was told.
    #[schema(as = RightsHow)]
    How {
        /// 当面.
        InPerson = "in_person",
        /// 电话.
        Phone = "phone",
        /// 书面.
        Written = "written",
        /// 短信, which goes out with the record.
        Message = "message",
    }
}

words! {
    /// What they said.
    #[schema(as = RightsAnswer)]
    Answer {
        /// They want to apply.
        WillApply = "will_apply",
        /// They think about it.
        Thinking = "thinking",
        /// They don't want to.
        Declines = "declines",
        /// They couldn't be reached, and must still be told.
        NotReached = "not_reached",
    }
}

/// What is sealed of an entry; personal data.
#[derive(Clone, Serialize, Deserialize)]
pub struct Facts {
    /// The name.
    pub name: String,
    /// How to reach them.
    pub phone: Option<String>,
    /// The underlying case, by name or number.
    pub case: String,
}

/// Somebody who must be told of their rights.
#[derive(Clone, Serialize, Deserialize)]
pub struct Entry {
    /// UUIDv7.
    pub id: Uuid,
    /// Whose register it stands in.
    pub organ: Uuid,
    /// The line of work that has the case; none while any may.
    pub line: Option<Line>,
    /// How far the case has come.
    pub stage: Stage,
    /// Since when it is known that they must be told.
    pub known_since: NaiveDate,
    /// Who and what.
    pub facts: Facts,
    /// When they were told; none while they must still be.
    pub told_at: Option<DateTime<Utc>>,
    /// What they said last.
    pub answer: Option<Answer>,
}

/// That somebody was told, or that it was tried.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[schema(as = RightsTelling)]
pub struct Telling {
    /// When it was recorded.
    pub at: DateTime<Utc>,
    /// The day on which it was.
    pub on: NaiveDate,
    /// Which version of the notice was said; none before the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notice: Option<i32>,
    /// How.
    pub how: How,
    /// In which language.
    #[schema(value_type = String)]
    pub language: Language,
    /// What they said.
    pub answer: Answer,
    /// Words about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The name that who told them signs in with.
    pub by: Option<String>,
}

/// Somebody to be entered.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewRightsEntry)]
pub struct NewEntry {
    /// The name.
    #[validate(length(min = 1, max = 60))]
    pub name: String,
    /// A mobile number.
    pub phone: Option<String>,
    /// The underlying case, by name or number.
    #[validate(length(min = 1, max = 120))]
    pub case: String,
    /// How far it has come.
    pub stage: Stage,
    /// Since when it is known that they must be told; today without one.
    pub known_since: Option<NaiveDate>,
    /// The line of work that has the case; the entering person's own without one.
    pub line: Option<Line>,
}

/// That somebody was told.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewRightsTelling)]
pub struct NewTelling {
    /// How; with `message` a text message goes out.
    pub how: How,
    /// The day; today without one, and with `message`.
    pub on: Option<NaiveDate>,
    /// In which language.
    #[schema(value_type = String)]
    pub language: Language,
    /// What they said.
    pub answer: Answer,
    /// Words about it.
    #[validate(length(max = 500))]
    pub note: Option<String>,
}

/// Which entries are asked for.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RightsQuery {
    /// Those who were told; without it those who must still be, who has waited longest first.
    #[serde(default)]
    pub told: bool,
}

/// A line of the list.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct RightsItem {
    /// UUIDv7.
    pub id: Uuid,
    /// The name, masked.
    pub name_masked: String,
    /// How far the case has come.
    pub stage: Stage,
    /// The line of work that has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<Line>,
    /// Since when it is known that they must be told.
    pub known_since: NaiveDate,
    /// Calendar days since then, until they were told.
    pub days: i64,
    /// When they were told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told_at: Option<DateTime<Utc>>,
    /// What they said last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
}

/// One entry, opened.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct RightsView {
    /// What the list says of it.
    #[serde(flatten)]
    pub item: RightsItem,
    /// The name.
    pub name: String,
    /// The phone, with its middle hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_masked: Option<String>,
    /// The underlying case.
    pub case: String,
    /// What is said today, in the reader's language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub say: Option<String>,
    /// Where the person may begin an application.
    pub apply_at: String,
    /// What was recorded, the oldest first.
    pub tellings: Vec<Telling>,
}
