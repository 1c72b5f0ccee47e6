//! What can go wrong with investigation. Nothing is kept then.

use crate::{
    assistance::error::AssistanceError,
    error::{FieldFault, Internal, Problem},
    identity::policy::Denial,
    materials::error::MaterialError,
    organs::error::OrganError,
};

/// See the variants.
#[derive(Debug, thiserror::Error)]
pub enum InvestigationError {
    /// There is no such task or request, or it isn't the reader's to see.
    #[error("there is no such task")]
    NotFound,
    /// Fields are wrong or missing; every one of them is named.
    #[error("fields are wrong or missing")]
    Faulty(Vec<FieldFault>),
    /// The case is decided, so nothing is begun in it any more.
    #[error("the case is decided")]
    Decided,
    /// The table has no such action in this state.
    #[error("it isn't so far, or further")]
    NotNow {
        /// What may be done instead.
        allowed: Vec<String>,
    },
    /// The other procuratorate hasn't answered yet.
    #[error("the request isn't answered")]
    NotAnswered,
    /// The task ends with a paper, and none is there.
    #[error("the paper isn't there")]
    NoPaper,
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

impl InvestigationError {
    /// One wrong or missing field.
    pub fn fault(pointer: &str, code: &'static str) -> Self {
        Self::Faulty(vec![FieldFault::new(pointer, code)])
    }

    /// Refuses unless there is nothing wrong.
    pub fn refuse(faults: Vec<FieldFault>) -> Result<(), Self> {
        if faults.is_empty() { Ok(()) } else { Err(Self::Faulty(faults)) }
    }
}

impl From<AssistanceError> for InvestigationError {
    fn from(error: AssistanceError) -> Self {
        match error {
            AssistanceError::NotFound => Self::NotFound,
            other => Self::Problem(other.into()),
        }
    }
}

impl From<MaterialError> for InvestigationError {
    fn from(error: MaterialError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<OrganError> for InvestigationError {
    fn from(error: OrganError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<InvestigationError> for Problem {
    fn from(error: InvestigationError) -> Self {
        use InvestigationError as E;
        match error {
            E::NotFound => Self::not_found(),
            E::Faulty(faults) => Self::invalid(faults),
            E::Decided => Self::conflict("case_decided"),
            E::NotNow { allowed } => Self::conflict("task_not_now").allowing(allowed),
            E::NotAnswered => Self::conflict("request_not_answered"),
            E::NoPaper => Self::conflict("paper_not_there"),
            E::Stale => crate::web::etag::stale(),
            E::Denied(denial) => denial.into(),
            E::Problem(problem) => problem,
            E::Internal(internal) => internal.into(),
        }
    }
}
