//! What can go wrong with codes.

use actix_web::http::StatusCode;

use crate::{
    error::{FieldFault, Internal, Problem},
    identity::policy::Denial,
    organs::{error::OrganError, model::Center},
};

/// Why a code doesn't lead anywhere, or can't be kept.
#[derive(Debug, thiserror::Error)]
pub enum QrError {
    /// There never was such a code.
    #[error("there is no such code")]
    Unknown,
    /// It was revoked or has expired; its center is still there.
    #[error("the code was revoked or has expired")]
    Revoked(Box<Center>),
    /// There is no such code for this member of staff, or no such file.
    #[error("there is no such code or file")]
    NotFound,
    /// Not theirs to do.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// What was asked for has faults.
    #[error("the code can't be made so")]
    Invalid(Vec<FieldFault>),
    /// A page was asked for that can't be.
    #[error("there is no such page: {0}")]
    Page(Problem),
    /// The program's own fault.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl From<OrganError> for QrError {
    fn from(error: OrganError) -> Self {
        match error {
            OrganError::NotFound => Self::NotFound,
            OrganError::Internal(internal) => internal.into(),
            other => Self::Internal(Internal::from_error(other)),
        }
    }
}

impl From<QrError> for Problem {
    fn from(error: QrError) -> Self {
        match error {
            QrError::Unknown => Self::new(StatusCode::NOT_FOUND, "qr_unknown"),
            QrError::Revoked(center) => {
                Self::new(StatusCode::GONE, "qr_revoked").with("phone", &center.phone)
            }
            QrError::NotFound => Self::not_found(),
            QrError::Denied(denial) => denial.into(),
            QrError::Invalid(faults) => Self::invalid(faults),
            QrError::Page(problem) => problem,
            QrError::Internal(internal) => internal.into(),
        }
    }
}
