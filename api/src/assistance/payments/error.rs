//! What can go wrong with payments. Nothing is paid then.

use actix_web::http::StatusCode;

use crate::{
    assistance::{custody::error::CustodyError, error::AssistanceError},
    documents::DocumentError,
    error::{FieldFault, Internal, Problem},
    identity::policy::Denial,
    ledger::error::LedgerError,
    materials::error::MaterialError,
    organs::error::OrganError,
};

/// See the variants.
#[derive(Debug, thiserror::Error)]
pub enum PaymentError {
    /// There is no such person, batch or line, or it isn't the reader's to see.
    #[error("there is no such payment")]
    NotFound,
    /// Fields are wrong or missing; every one of them is named.
    #[error("fields are wrong or missing")]
    Faulty(Vec<FieldFault>),
    /// Somebody else has to do this: who entered, made, proposed or decided it doesn't (四眼原则).
    #[error("another person has to do this")]
    FourEyes,
    /// The batch is in a state in which this isn't done.
    #[error("the batch isn't so far, or further")]
    NotNow,
    /// The account is in a batch on its way.
    #[error("the account is being paid to")]
    AccountInUse,
    /// Somebody changed it after it was read.
    #[error("it was changed meanwhile")]
    Stale,
    /// The ledger's refusal.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
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

impl PaymentError {
    /// One wrong or missing field.
    pub fn fault(pointer: impl Into<String>, code: &'static str) -> Self {
        Self::Faulty(vec![FieldFault::new(pointer.into(), code)])
    }

    /// Refuses unless there is nothing wrong.
    pub fn refuse(faults: Vec<FieldFault>) -> Result<(), Self> {
        if faults.is_empty() { Ok(()) } else { Err(Self::Faulty(faults)) }
    }
}

impl From<AssistanceError> for PaymentError {
    fn from(error: AssistanceError) -> Self {
        match error {
            AssistanceError::NotFound => Self::NotFound,
            other => Self::Problem(other.into()),
        }
    }
}

impl From<CustodyError> for PaymentError {
    fn from(error: CustodyError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<DocumentError> for PaymentError {
    fn from(error: DocumentError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<MaterialError> for PaymentError {
    fn from(error: MaterialError) -> Self {
        match error {
            MaterialError::NotFound => Self::NotFound,
            other => Self::Problem(other.into()),
        }
    }
}

impl From<OrganError> for PaymentError {
    fn from(error: OrganError) -> Self {
        match error {
            OrganError::NotFound => Self::NotFound,
            other => Self::Problem(other.into()),
        }
    }
}

impl From<PaymentError> for Problem {
    fn from(error: PaymentError) -> Self {
        use PaymentError as E;
        match error {
            E::NotFound => Self::not_found(),
            E::Faulty(faults) => Self::invalid(faults),
            E::FourEyes => Self::new(StatusCode::FORBIDDEN, "four_eyes"),
            E::NotNow => Self::conflict("batch_not_now"),
            E::AccountInUse => Self::conflict("account_in_use"),
            E::Stale => crate::web::etag::stale(),
            E::Ledger(error) => error.into(),
            E::Denied(denial) => denial.into(),
            E::Problem(problem) => problem,
            E::Internal(internal) => internal.into(),
        }
    }
}
