//! Who does an action: the citizen whose matter it is, staff in a role, or the calendar.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize,
    de::{Error, IntoDeserializer, value::StrDeserializer},
};

use crate::identity::actor::{Role, Staff};

/// Who does an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Performer {
    /// The citizen whose application it is.
    Citizen,
    /// Staff of the organ in charge, in this role.
    Staff(Role),
    /// The calendar, when a limit has passed.
    System,
    /// The assistance case that an application is in, when its chain has come to a decision.
    Case,
}

impl Performer {
    /// What a member of staff may act as.
    pub fn of_staff(staff: &Staff) -> Vec<Self> {
        staff.roles.iter().map(|role| Self::Staff(*role)).collect()
    }

    fn read(name: &str) -> Option<Self> {
        let role: StrDeserializer<'_, serde::de::value::Error> = name.into_deserializer();
        match name {
            "citizen" => Some(Self::Citizen),
            "system" => Some(Self::System),
            "case" => Some(Self::Case),
            _ => Role::deserialize(role).ok().map(Self::Staff),
        }
    }
}

impl fmt::Display for Performer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Citizen => f.write_str("citizen"),
            Self::System => f.write_str("system"),
            Self::Case => f.write_str("case"),
            Self::Staff(role) => role.serialize(f),
        }
    }
}

impl<'de> Deserialize<'de> for Performer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::read(&name).ok_or_else(|| {
            let known: Vec<_> = Role::ALL.map(|role| Self::Staff(role).to_string()).into();
            Error::custom(format!(
                "unknown role `{name}`, expected citizen, system, {}, case",
                known.join(", ")
            ))
        })
    }
}
