//! What can go wrong with closing a case. Nothing is kept then.

use actix_web::http::StatusCode;

use crate::{
    assistance::error::AssistanceError,
    error::{FieldFault, Internal, Problem},
    identity::policy::Denial,
};

/// See the variants.
#[derive(Debug, thiserror::Error)]
pub enum ClosingError {
    /// There is no such case or bundle, or it isn't the reader's to see.
    #[error("there is no such case")]
    NotFound,
    /// Fields are wrong or missing; every one of them is named.
    #[error("fields are wrong or missing")]
    Faulty(Vec<FieldFault>),
    /// Something of the case is open; each thing is named.
    #[error("something of the case is open")]
    Unfinished(Vec<FieldFault>),
    /// The case is closed.
    #[error("the case is closed")]
    Closed,
    /// It was asked for and waits for an answer.
    #[error("it was asked for already")]
    Asked,
    /// Nobody has asked to close the case.
    #[error("nobody has asked")]
    NotAsked,
    /// Whoever asked doesn't confirm (四眼原则).
    #[error("another person has to confirm")]
    FourEyes,
    /// Another post confirms.
    #[error("another post confirms")]
    AnotherPost,
    /// Something of the case changed while its bundle was made.
    #[error("it was changed meanwhile")]
    Stale,
    /// The policy's refusal.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// A limit, a missing right or a malformed request.
    #[error("{0}")]
    Problem(#[from] Problem),
    /// Not for the caller to mend.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl ClosingError {
    /// One wrong or missing field.
    pub fn fault(pointer: &str, code: &'static str) -> Self {
        Self::Faulty(vec![FieldFault::new(pointer, code)])
    }
}

impl From<AssistanceError> for ClosingError {
    fn from(error: AssistanceError) -> Self {
        match error {
            AssistanceError::NotFound => Self::NotFound,
            other => Self::Problem(other.into()),
        }
    }
}

impl From<ClosingError> for Problem {
    fn from(error: ClosingError) -> Self {
        use ClosingError as E;
        match error {
            E::NotFound => Self::not_found(),
            E::Faulty(faults) => Self::invalid(faults),
            E::Unfinished(open) => Self::conflict("case_unfinished").naming(open),
            E::Closed => Self::conflict("case_closed"),
            E::Asked => Self::conflict("closing_asked"),
            E::NotAsked => Self::conflict("closing_not_asked"),
            E::FourEyes => Self::new(StatusCode::FORBIDDEN, "four_eyes"),
            E::AnotherPost => Self::new(StatusCode::FORBIDDEN, "another_post"),
            E::Stale => Self::conflict("case_changed_meanwhile"),
            E::Denied(denial) => denial.into(),
            E::Problem(problem) => problem,
            E::Internal(internal) => internal.into(),
        }
    }
}
