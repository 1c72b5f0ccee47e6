//! What can go wrong with documents.

use actix_web::http::StatusCode;

use crate::{
    applications::error::ApplicationError,
    error::{FieldFault, Internal, Problem},
    identity::policy::Denial,
};

/// See the variants.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// There is no such document, or it isn't the reader's to see.
    #[error("there is no such document")]
    NotFound,
    /// Fields are wrong or missing.
    #[error("fields are wrong or missing")]
    Faulty(Vec<FieldFault>),
    /// It is void already.
    #[error("it is void already")]
    AlreadyVoid,
    /// What it said was erased with its matter.
    #[error("it was erased")]
    Erased,
    /// No font here has this sign; a PDF with boxes is none.
    #[error("no font has a sign")]
    FontsMissing,
    /// Too many are being made at once.
    #[error("the press is busy")]
    PressBusy,
    /// Another slice's refusal, a role, a version.
    #[error("{0}")]
    Problem(#[from] Problem),
    /// Not for the caller to mend.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl From<Denial> for DocumentError {
    fn from(denial: Denial) -> Self {
        Self::Problem(denial.into())
    }
}

impl From<ApplicationError> for DocumentError {
    fn from(error: ApplicationError) -> Self {
        Self::Problem(error.into())
    }
}

impl From<DocumentError> for Problem {
    fn from(error: DocumentError) -> Self {
        let away = |code| Self::new(StatusCode::SERVICE_UNAVAILABLE, code);
        match error {
            DocumentError::NotFound => Self::not_found(),
            DocumentError::Faulty(faults) => Self::invalid(faults),
            DocumentError::AlreadyVoid => Self::conflict("document_void"),
            DocumentError::Erased => Self::new(StatusCode::GONE, "document_erased"),
            DocumentError::FontsMissing => away("fonts_missing"),
            DocumentError::PressBusy => away("press_busy").again_after(std::time::Duration::from_secs(5)),
            DocumentError::Problem(problem) => problem,
            DocumentError::Internal(internal) => internal.into(),
        }
    }
}
