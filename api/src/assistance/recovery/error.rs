//! What can go wrong with a recovery. Nothing is kept then.

use actix_web::http::StatusCode;

use crate::{
    applications::error::ApplicationError,
    assistance::{error::AssistanceError, payments::error::PaymentError},
    error::{FieldFault, Internal, Problem},
    identity::policy::Denial,
    ledger::error::LedgerError,
    organs::error::OrganError,
};

/// See the variants.
#[derive(Debug, thiserror::Error)]
pub enum RecoveryError {
    /// There is no such recovery or case, or it isn't the reader's to see.
    #[error("there is no such recovery")]
    NotFound,
    /// Fields are wrong or missing; every one of them is named.
    #[error("fields are wrong or missing")]
    Faulty(Vec<FieldFault>),
    /// The table doesn't let this follow.
    #[error("this can't be done now")]
    NotNow,
    /// A recovery of this person is under way.
    #[error("a recovery of this person is under way")]
    UnderWay,
    /// A batch pays what would be revoked.
    #[error("a batch is paying this person")]
    BeingPaid,
    /// Whoever opened or decided takes no other step (四眼原则).
    #[error("another person has to take this step")]
    FourEyes,
    /// Another post decides.
    #[error("another post decides")]
    AnotherPost,
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

impl RecoveryError {
    /// Refuses unless there is nothing wrong.
    pub fn refuse(faults: Vec<FieldFault>) -> Result<(), Self> {
        if faults.is_empty() { Ok(()) } else { Err(Self::Faulty(faults)) }
    }

    /// One wrong or missing field.
    pub fn fault(pointer: &str, code: &'static str) -> Self {
        Self::Faulty(vec![FieldFault::new(pointer, code)])
    }
}

impl From<AssistanceError> for RecoveryError {
    fn from(error: AssistanceError) -> Self {
        match error {
            AssistanceError::NotFound => Self::NotFound,
            other => Self::Problem(other.into()),
        }
    }
}

impl From<ApplicationError> for RecoveryError {
    fn from(error: ApplicationError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<PaymentError> for RecoveryError {
    fn from(error: PaymentError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<LedgerError> for RecoveryError {
    fn from(error: LedgerError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<OrganError> for RecoveryError {
    fn from(error: OrganError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<RecoveryError> for Problem {
    fn from(error: RecoveryError) -> Self {
        use RecoveryError as E;
        match error {
            E::NotFound => Self::not_found(),
            E::Faulty(faults) => Self::invalid(faults),
            E::NotNow => Self::conflict("recovery_not_now"),
            E::UnderWay => Self::conflict("recovery_under_way"),
            E::BeingPaid => Self::conflict("recovery_being_paid"),
            E::FourEyes => Self::new(StatusCode::FORBIDDEN, "four_eyes"),
            E::AnotherPost => Self::new(StatusCode::FORBIDDEN, "another_post"),
            E::Denied(denial) => denial.into(),
            E::Problem(problem) => problem,
            E::Internal(internal) => internal.into(),
        }
    }
}
