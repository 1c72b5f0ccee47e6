//! What can go wrong with custody. Nothing leaves it then.

use actix_web::http::StatusCode;

use crate::{
    assistance::{error::AssistanceError, payments::error::PaymentError},
    documents::DocumentError,
    error::{FieldFault, Internal, Problem},
    identity::policy::Denial,
    ledger::error::LedgerError,
    materials::error::MaterialError,
};

/// See the variants.
#[derive(Debug, thiserror::Error)]
pub enum CustodyError {
    /// There is no such mandate or request, or it isn't the reader's to see.
    #[error("there is no such mandate")]
    NotFound,
    /// Fields are wrong or missing; every one of them is named.
    #[error("fields are wrong or missing")]
    Faulty(Vec<FieldFault>),
    /// Somebody else has to do this: who asked, checked or agreed doesn't do the next step (四眼原则).
    #[error("another person has to do this")]
    FourEyes,
    /// The table has no such step from where it is.
    #[error("it isn't so far, or further")]
    NotNow,
    /// A misuse was reported, and no prosecutor has lifted it.
    #[error("releases are paused")]
    Paused,
    /// Money of the person's is to be paid back: nothing is released until that is over.
    #[error("a recovery wants money of the person's")]
    InRecovery,
    /// The mandate before still holds the money.
    #[error("the money isn't handed over yet")]
    NotHandedOver,
    /// The voucher of an earlier release is past its day.
    #[error("a voucher is late")]
    VoucherLate,
    /// The person who came of age has no confirmed account of their own.
    #[error("the person's own account isn't confirmed")]
    OwnAccountMissing,
    /// Money is on its way into it.
    #[error("money is on its way")]
    MoneyOnItsWay,
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

impl CustodyError {
    /// One wrong or missing field.
    pub fn fault(pointer: impl Into<String>, code: &'static str) -> Self {
        Self::Faulty(vec![FieldFault::new(pointer.into(), code)])
    }

    /// Refuses unless there is nothing wrong.
    pub fn refuse(faults: Vec<FieldFault>) -> Result<(), Self> {
        if faults.is_empty() { Ok(()) } else { Err(Self::Faulty(faults)) }
    }
}

impl From<PaymentError> for CustodyError {
    fn from(error: PaymentError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<AssistanceError> for CustodyError {
    fn from(error: AssistanceError) -> Self {
        match error {
            AssistanceError::NotFound => Self::NotFound,
            other => Self::Problem(other.into()),
        }
    }
}

impl From<DocumentError> for CustodyError {
    fn from(error: DocumentError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<MaterialError> for CustodyError {
    fn from(error: MaterialError) -> Self {
        match error {
            MaterialError::NotFound => Self::NotFound,
            other => Self::Problem(other.into()),
        }
    }
}

impl From<CustodyError> for Problem {
    fn from(error: CustodyError) -> Self {
        use CustodyError as E;
        match error {
            E::NotFound => Self::not_found(),
            E::Faulty(faults) => Self::invalid(faults),
            E::FourEyes => Self::new(StatusCode::FORBIDDEN, "four_eyes"),
            E::NotNow => Self::conflict("custody_not_now"),
            E::Paused => Self::conflict("custody_paused"),
            E::InRecovery => Self::conflict("in_recovery"),
            E::NotHandedOver => Self::conflict("custody_not_handed_over"),
            E::VoucherLate => Self::conflict("custody_voucher_late"),
            E::OwnAccountMissing => Self::conflict("custody_own_account_missing"),
            E::MoneyOnItsWay => Self::conflict("custody_money_on_its_way"),
            E::Ledger(error) => error.into(),
            E::Denied(denial) => denial.into(),
            E::Problem(problem) => problem,
            E::Internal(internal) => internal.into(),
        }
    }
}
