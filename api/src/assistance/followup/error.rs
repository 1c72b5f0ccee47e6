//! What can go wrong with follow-up. Nothing is kept then.

use crate::{
    applications::error::ApplicationError,
    assistance::error::AssistanceError,
    documents::DocumentError,
    error::{FieldFault, Internal, Problem},
    identity::policy::Denial,
    ledger::error::LedgerError,
    materials::error::MaterialError,
    organs::error::OrganError,
};

/// See the variants.
#[derive(Debug, thiserror::Error)]
pub enum FollowUpError {
    /// There is no such visit, person or plan, or it isn't the reader's to see.
    #[error("there is no such visit")]
    NotFound,
    /// Fields are wrong or missing; every one of them is named.
    #[error("fields are wrong or missing")]
    Faulty(Vec<FieldFault>),
    /// The case isn't paid out yet, so nothing is planned.
    #[error("nothing is planned yet")]
    NotPaid,
    /// The visit was made, given up or replaced.
    #[error("the visit isn't to be made any more")]
    NotNow,
    /// Somebody changed it after it was read.
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

impl FollowUpError {
    /// One wrong or missing field.
    pub fn fault(pointer: impl Into<String>, code: &'static str) -> Self {
        Self::Faulty(vec![FieldFault::new(pointer.into(), code)])
    }

    /// Refuses unless there is nothing wrong.
    pub fn refuse(faults: Vec<FieldFault>) -> Result<(), Self> {
        if faults.is_empty() { Ok(()) } else { Err(Self::Faulty(faults)) }
    }
}

impl From<AssistanceError> for FollowUpError {
    fn from(error: AssistanceError) -> Self {
        match error {
            AssistanceError::NotFound => Self::NotFound,
            other => Self::Problem(other.into()),
        }
    }
}

impl From<ApplicationError> for FollowUpError {
    fn from(error: ApplicationError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<MaterialError> for FollowUpError {
    fn from(error: MaterialError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<DocumentError> for FollowUpError {
    fn from(error: DocumentError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<LedgerError> for FollowUpError {
    fn from(error: LedgerError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<OrganError> for FollowUpError {
    fn from(error: OrganError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<FollowUpError> for Problem {
    fn from(error: FollowUpError) -> Self {
        use FollowUpError as E;
        match error {
            E::NotFound => Self::not_found(),
            E::Faulty(faults) => Self::invalid(faults),
            E::NotPaid => Self::conflict("follow_up_not_planned"),
            E::NotNow => Self::conflict("visit_not_now"),
            E::Stale => crate::web::etag::stale(),
            E::Denied(denial) => denial.into(),
            E::Problem(problem) => problem,
            E::Internal(internal) => internal.into(),
        }
    }
}
