//! What can go wrong with assistance.

use actix_web::http::StatusCode;

use crate::{
    applications::error::ApplicationError,
    desk::error::DeskError,
    documents::DocumentError,
    error::{FieldFault, Internal, Problem},
    identity::policy::Denial,
    ledger::error::LedgerError,
    organs::error::OrganError,
};

/// See the variants.
#[derive(Debug, thiserror::Error)]
pub enum AssistanceError {
    /// There is no such case or person, or it isn't the reader's to see.
    #[error("there is no such case")]
    NotFound,
    /// Fields are wrong or missing; every one of them is named.
    #[error("fields are wrong or missing")]
    Faulty(Vec<FieldFault>),
    /// An application is in a case already.
    #[error("the application is in a case already")]
    InACase,
    /// An application can't be decided in its state; withdrawn meanwhile, or not under review yet.
    #[error("an application isn't under review")]
    NotUnderReview,
    /// The person is in the case already.
    #[error("the person is in the case already")]
    AlreadyThere,
    /// The case isn't being prepared, so nothing in it can be changed.
    #[error("the case isn't being prepared")]
    NotPreparing,
    /// Several people or organs share: that is entered in the case.
    #[error("this is done in the case")]
    TakenInTheCase,
    /// No proposal is on the table.
    #[error("there is nothing to decide")]
    NothingToDecide,
    /// Whoever proposed, or took a step of this round, takes no other (四眼原则).
    #[error("another person has to take this step")]
    FourEyes,
    /// Another post takes this step.
    #[error("another post takes this step")]
    AnotherPost,
    /// Somebody has been granted assistance in the same underlying case (一案一次).
    #[error("somebody was assisted in this underlying case")]
    AlreadyAssisted,
    /// Somebody changed it after it was read.
    #[error("it was changed meanwhile")]
    Stale,
    /// The ledger's refusal.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The application's own refusal.
    #[error(transparent)]
    Application(#[from] ApplicationError),
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

impl AssistanceError {
    /// One wrong or missing field.
    pub fn fault(pointer: &str, code: &'static str) -> Self {
        Self::Faulty(vec![FieldFault::new(pointer, code)])
    }

    /// Refuses unless there is nothing wrong.
    pub fn refuse(faults: Vec<FieldFault>) -> Result<(), Self> {
        if faults.is_empty() { Ok(()) } else { Err(Self::Faulty(faults)) }
    }
}

impl From<DeskError> for AssistanceError {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::NotFound => Self::NotFound,
            other => Self::Problem(other.into()),
        }
    }
}

impl From<DocumentError> for AssistanceError {
    fn from(error: DocumentError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<OrganError> for AssistanceError {
    fn from(error: OrganError) -> Self {
        match error {
            OrganError::NotFound => Self::NotFound,
            other => Self::Problem(other.into()),
        }
    }
}

impl From<AssistanceError> for Problem {
    fn from(error: AssistanceError) -> Self {
        use AssistanceError as E;
        match error {
            E::NotFound => Self::not_found(),
            E::Denied(denial) => denial.into(),
            E::Faulty(faults) => Self::invalid(faults),
            E::InACase => Self::conflict("application_in_a_case"),
            E::NotUnderReview => Self::conflict("application_not_under_review"),
            E::AlreadyThere => Self::conflict("person_in_the_case"),
            E::NotPreparing => Self::conflict("case_not_preparing"),
            E::TakenInTheCase => Self::conflict("taken_in_the_case"),
            E::NothingToDecide => Self::conflict("nothing_to_decide"),
            E::FourEyes => Self::new(StatusCode::FORBIDDEN, "four_eyes"),
            E::AnotherPost => Self::new(StatusCode::FORBIDDEN, "another_post"),
            E::AlreadyAssisted => Self::conflict("already_assisted"),
            E::Stale => crate::web::etag::stale(),
            E::Ledger(error) => error.into(),
            E::Application(error) => error.into(),
            E::Problem(problem) => problem,
            E::Internal(internal) => internal.into(),
        }
    }
}
