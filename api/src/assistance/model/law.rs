//! The law's words: who may be assisted, why somebody isn't, and groups that are looked after apart.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

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
