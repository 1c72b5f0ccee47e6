//! What can go wrong with a hand-off.

use crate::{
    applications::error::ApplicationError,
    catalog::StepRefusal,
    documents::DocumentError,
    error::{FieldFault, Internal, Problem},
    identity::policy::Denial,
};

/// See the variants.
#[derive(Debug, thiserror::Error)]
pub enum ReferralError {
    /// There is none, or it isn't the reader's to see.
    #[error("there is no such hand-off")]
    NotFound,
    /// The policy's word.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// The table doesn't allow it.
    #[error(transparent)]
    Refused(#[from] StepRefusal),
    /// The clue is over, or was taken over.
    #[error("this leads to no application")]
    NotOpen,
    /// Wrong and missing fields.
    #[error("fields are wrong")]
    Faulty(Vec<FieldFault>),
    /// What a service underneath said.
    #[error("{0}")]
    Problem(#[from] Problem),
    /// Not for the caller to mend.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl ReferralError {
    /// One wrong field.
    pub fn fault(pointer: &str, code: &'static str) -> Self {
        Self::Faulty(vec![FieldFault::new(pointer, code)])
    }
}

impl From<ApplicationError> for ReferralError {
    fn from(error: ApplicationError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<DocumentError> for ReferralError {
    fn from(error: DocumentError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<ReferralError> for Problem {
    fn from(error: ReferralError) -> Self {
        match error {
            ReferralError::NotFound => Self::not_found(),
            ReferralError::NotOpen => Self::conflict("clue_not_open"),
            ReferralError::Denied(denial) => denial.into(),
            ReferralError::Refused(refusal) => refusal.into(),
            ReferralError::Faulty(faults) => Self::invalid(faults),
            ReferralError::Problem(problem) => problem,
            ReferralError::Internal(internal) => internal.into(),
        }
    }
}
