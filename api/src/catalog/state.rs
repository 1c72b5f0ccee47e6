//! The states an application can be in, for every service (contract.md).

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Internal;

/// A state of an application. Which of them a service uses, and how they follow, is its workflow's matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being filled in; the office can't see it.
    Draft,
    /// Sent, waiting for the desk.
    Submitted,
    /// Something is missing; waiting for the citizen.
    Correction,
    /// Complete and received (受理).
    Accepted,
    /// Not a matter for this service (不予受理).
    NotAccepted,
    /// Handed to the organ it belongs to.
    Diverted,
    /// Being looked into.
    UnderReview,
    /// Decided: assistance is given.
    Granted,
    /// Decided: no assistance.
    Refused,
    /// Waiting for the treasury's money.
    Paying,
    /// Paid.
    Paid,
    /// Being visited or called afterward (回访).
    FollowUp,
    /// Finished.
    Closed,
    /// Taken back by the citizen.
    Withdrawn,
    /// Answered, for services without money.
    Answered,
}

impl State {
    /// All of them, in the order in which a matter usually goes.
    pub const ALL: [Self; 15] = [
        Self::Draft,
        Self::Submitted,
        Self::Correction,
        Self::Accepted,
        Self::NotAccepted,
        Self::Diverted,
        Self::UnderReview,
        Self::Granted,
        Self::Refused,
        Self::Paying,
        Self::Paid,
        Self::FollowUp,
        Self::Closed,
        Self::Withdrawn,
        Self::Answered,
    ];

    /// The name in JSON, in the database and in the catalog.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Correction => "correction",
            Self::Accepted => "accepted",
            Self::NotAccepted => "not_accepted",
            Self::Diverted => "diverted",
            Self::UnderReview => "under_review",
            Self::Granted => "granted",
            Self::Refused => "refused",
            Self::Paying => "paying",
            Self::Paid => "paid",
            Self::FollowUp => "follow_up",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
            Self::Answered => "answered",
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Reads the name. A name that isn't one is a fault of the program or of its database.
impl FromStr for State {
    type Err = Internal;

    fn from_str(name: &str) -> Result<Self, Internal> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == name)
            .ok_or_else(|| Internal::msg(format!("{name:?} is not a state")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_has_one_name_everywhere() {
        for state in State::ALL {
            assert_eq!(state.as_str().parse::<State>().unwrap(), state);
            assert_eq!(serde_json::to_value(state).unwrap(), state.as_str());
        }
        assert!("Draft".parse::<State>().is_err());
    }
}
