//! What can go wrong at the desk.

use crate::{
    applications::error::ApplicationError,
    error::{FieldFault, Internal, Problem},
    identity::policy::Denial,
};

/// See the variants.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// There is no such application, or it isn't the reader's to open.
    #[error("there is no such application")]
    NotFound,
    /// Fields are wrong or missing.
    #[error("fields are wrong or missing")]
    Faulty(Vec<FieldFault>),
    /// The application's own refusal.
    #[error(transparent)]
    Application(#[from] ApplicationError),
    /// A limit, a missing right or a malformed request.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// Not for the caller to mend.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl DeskError {
    /// One wrong or missing field.
    pub fn fault(pointer: &str, code: &'static str) -> Self {
        Self::Faulty(vec![FieldFault::new(pointer, code)])
    }
}

impl From<Denial> for DeskError {
    fn from(denial: Denial) -> Self {
        Self::Problem(denial.into())
    }
}

impl From<DeskError> for Problem {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::NotFound => Self::not_found(),
            DeskError::Faulty(faults) => Self::invalid(faults),
            DeskError::Application(error) => error.into(),
            DeskError::Problem(problem) => problem,
            DeskError::Internal(internal) => internal.into(),
        }
    }
}
