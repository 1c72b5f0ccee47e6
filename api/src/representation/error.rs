//! What can go wrong with a representation.

use crate::error::{FieldFault, Internal, Problem};

/// See the variants.
#[derive(Debug, thiserror::Error)]
pub enum RepresentationError {
    /// Nobody acts for the applicant, or the matter isn't the reader's to see.
    #[error("nobody acts for the applicant")]
    NotFound,
    /// A finding that contradicts itself.
    #[error("the finding is wrong")]
    Faulty(FieldFault),
    /// A role, or a version.
    #[error("{0}")]
    Problem(#[from] Problem),
    /// Not for the caller to mend.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl From<RepresentationError> for Problem {
    fn from(error: RepresentationError) -> Self {
        match error {
            RepresentationError::NotFound => Self::not_found(),
            RepresentationError::Faulty(fault) => Self::invalid(vec![fault]),
            RepresentationError::Problem(problem) => problem,
            RepresentationError::Internal(internal) => internal.into(),
        }
    }
}
