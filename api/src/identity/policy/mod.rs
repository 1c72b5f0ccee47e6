//! Who may see and do what: one rule for every face, and the filter of every list, so that a list never counts what its reader may
//! not open (design, "Who may see what").
//!
//! [`decide`] is the rule: (who, with their [`Reach`]; [`Action`]; on what) → allowed, or why not. Which roles an action takes stands
//! in [`action`]; how far a member of staff reaches stands in [`reach`]; who is kept out of a matter (回避) in [`recusal`].

mod action;
mod queries;
mod reach;
pub mod recusal;
#[cfg(test)]
mod tests;

use actix_web::http::StatusCode;
use uuid::Uuid;

pub use action::Action;
pub use reach::{Reach, reach};

use crate::{catalog::HandoffKind, error::Problem, identity::actor::Staff, organs::model::Line};

/// What is acted on.
#[derive(Clone, Copy, Debug)]
pub enum On<'a> {
    /// What belongs to an organ, like its codes, schedules and staff.
    Organ(Uuid),
    /// A citizen's matter.
    Matter(&'a Matter),
    /// What was handed to another organ.
    Handoff(&'a Handoff),
    /// Money that somebody holds for another.
    Custody(&'a Custody),
    /// What another procuratorate was asked (委托调查).
    Request(&'a Request),
}

/// What the rule must know of a matter.
#[derive(Clone, Copy, Debug)]
pub struct Matter {
    /// The application.
    pub id: Uuid,
    /// The organ in whose keeping it is.
    pub organ_id: Uuid,
    /// The line of work that it was handed to; none while any may take it.
    pub line: Option<Line>,
    /// Who has it.
    pub assignee_id: Option<Uuid>,
    /// Whether it is about a minor or a victim of a sexual offense (未成年人保护法 art. 103; security.md PRV-4).
    pub guarded: bool,
}

/// What the rule must know of what was handed over.
#[derive(Clone, Copy, Debug)]
pub struct Handoff {
    /// A matter to a partner, or a clue by one.
    pub kind: HandoffKind,
    /// Whose organ handed it over.
    pub from: Uuid,
    /// To which organ.
    pub to: Uuid,
    /// Whether it is open: recalled, returned or closed, a partner sees nothing of it any more.
    pub open: bool,
    /// The matter that it belongs to.
    pub matter: Option<Matter>,
}

/// What the rule must know of a mandate of custody.
#[derive(Clone, Copy, Debug)]
pub struct Custody {
    /// The procuratorate that watches over it.
    pub organ: Uuid,
    /// The partner that holds the money.
    pub custodian: Uuid,
    /// Whether the custodian has it in hand: before it is signed and after its end a custodian sees nothing of it.
    pub handed: bool,
    /// The matter that it belongs to.
    pub matter: Option<Matter>,
}

/// What the rule must know of a request to another procuratorate.
#[derive(Clone, Debug)]
pub struct Request {
    /// Whether it is open: returned, or its task ended, the asked procuratorate sees nothing of it any more.
    pub open: bool,
    /// The matters that it is about, as if they were in the keeping of the asked procuratorate and of whoever received it there.
    pub matters: Vec<Matter>,
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    /// Another role's work.
    #[error("another role's work")]
    NotYourRole,
    /// Another organ's; answered like what doesn't exist.
    #[error("out of reach")]
    OutOfReach,
    /// Kept out for a conflict of interest (回避); answered like what doesn't exist (security.md AC-7).
    #[error("kept out for a conflict")]
    Recused,
    /// A guarded matter, open to few; answered like what doesn't exist (security.md PRV-4).
    #[error("a guarded matter")]
    Guarded,
    /// It isn't known which person holds the account, and the step is one of four eyes (security.md AC-5).
    #[error("the holder of the account is unknown")]
    HolderUnknown,
}

impl From<Denial> for Problem {
    fn from(denial: Denial) -> Self {
        match denial {
            Denial::NotYourRole => Self::new(StatusCode::FORBIDDEN, "forbidden"),
            Denial::HolderUnknown => Self::new(StatusCode::FORBIDDEN, "holder_unknown"),
            Denial::OutOfReach | Denial::Recused | Denial::Guarded => Self::not_found(),
        }
    }
}

/// The rule. Of a matter it says first whether it may be opened at all, so that a refusal tells nobody that there is one.
pub fn decide(who: &Reach, action: Action, on: On<'_>) -> Result<(), Denial> {
    match on {
        On::Organ(organ) => {
            require(&who.staff, action)?;
            who.contains(organ)
        }
        On::Matter(matter) => {
            who.opens(matter)?;
            require(&who.staff, action)
        }
        On::Handoff(handoff) => {
            who.opens_handoff(handoff)?;
            require(&who.staff, action)
        }
        On::Custody(custody) => {
            who.opens_custody(custody)?;
            require(&who.staff, action)
        }
        On::Request(request) => {
            who.opens_request(request)?;
            require(&who.staff, action)
        }
    }
}

/// Whether somebody's roles take an action at all, wherever.
pub fn may(staff: &Staff, action: Action) -> bool {
    require(staff, action).is_ok()
}

/// As [`may`], for use with `?`.
pub fn require(staff: &Staff, action: Action) -> Result<(), Denial> {
    if !staff.is_any(action.roles()) {
        return Err(Denial::NotYourRole);
    }
    if action.takes_four_eyes() && !staff.known { Err(Denial::HolderUnknown) } else { Ok(()) }
}
