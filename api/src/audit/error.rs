//! What can go wrong in reading the record.

use crate::{
    error::{FieldFault, Internal, Problem},
    identity::policy::Denial,
};

/// Why the record isn't shown.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// Filters that can't be followed.
    #[error("a filter can't be followed")]
    Faulty(Vec<FieldFault>),
    /// The reader isn't an auditor, or asks for a page that isn't one.
    #[error(transparent)]
    Refused(#[from] Problem),
    /// What the reader can't mend.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl From<Denial> for AuditError {
    fn from(denial: Denial) -> Self {
        Self::Refused(denial.into())
    }
}

impl From<AuditError> for Problem {
    fn from(error: AuditError) -> Self {
        match error {
            AuditError::Faulty(faults) => Self::invalid(faults),
            AuditError::Refused(problem) => problem,
            AuditError::Internal(fault) => fault.into(),
        }
    }
}
