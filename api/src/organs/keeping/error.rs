//! What can go wrong when organs, departments and centers are kept.

use crate::{
    error::{FieldFault, Internal, Problem},
    identity::policy::Denial,
    organs::error::OrganError,
};

/// See the variants.
#[derive(Debug, thiserror::Error)]
pub enum KeepingError {
    /// There is no such row, or none that the administrator keeps.
    #[error("no such row")]
    NotFound,
    /// One's own organ is closed by the organ above it.
    #[error("one's own organ")]
    OwnOrgan,
    /// Something is closed, and stays as it was.
    #[error("closed")]
    Closed,
    /// A code was given to another before.
    #[error("the code is taken")]
    CodeTaken,
    /// What can't be closed, and everything that stands in the way.
    #[error("still in use")]
    InUse(Vec<FieldFault>),
    /// Fields that must be mended.
    #[error("wrong fields")]
    Invalid(Vec<FieldFault>),
    /// Rights, or a fault of the program.
    #[error(transparent)]
    Other(#[from] Problem),
}

impl KeepingError {
    /// One wrong field.
    pub fn fault(place: &str, code: &'static str) -> Self {
        Self::Invalid(vec![FieldFault::new(place, code)])
    }
}

impl From<Denial> for KeepingError {
    fn from(denial: Denial) -> Self {
        Self::Other(denial.into())
    }
}

impl From<Internal> for KeepingError {
    fn from(error: Internal) -> Self {
        Self::Other(error.into())
    }
}

impl From<OrganError> for KeepingError {
    fn from(error: OrganError) -> Self {
        match error {
            OrganError::NotFound => Self::NotFound,
            other => Self::Other(other.into()),
        }
    }
}

impl From<KeepingError> for Problem {
    fn from(error: KeepingError) -> Self {
        match error {
            KeepingError::NotFound => Self::not_found(),
            KeepingError::OwnOrgan => Self::conflict("own_organ"),
            KeepingError::Closed => Self::conflict("closed_for_good"),
            KeepingError::CodeTaken => {
                Self::conflict("code_taken").naming(vec![FieldFault::new("/code", "code_taken")])
            }
            KeepingError::InUse(reasons) => Self::conflict("still_in_use").naming(reasons),
            KeepingError::Invalid(faults) => Self::invalid(faults),
            KeepingError::Other(problem) => problem,
        }
    }
}
