//! What can go wrong when a citizen asks about their data.

use actix_web::http::StatusCode;

use crate::{
    applications::error::ApplicationError,
    error::{FieldFault, Internal, Problem},
};

/// See the variants.
#[derive(Debug, thiserror::Error)]
pub enum PrivacyError {
    /// There is no such request, or it isn't the reader's to open.
    #[error("there is no such request")]
    NotFound,
    /// It is still in the citizen's hands, who can change it themselves.
    #[error("the citizen can change it themselves")]
    OwnHands,
    /// Several requests about the matter wait already.
    #[error("too many requests wait")]
    TooMany,
    /// Somebody was faster.
    #[error("it is answered already")]
    Answered,
    /// A wrong or missing field.
    #[error("a field is wrong")]
    Faulty(FieldFault),
    /// The code doesn't work.
    #[error("the code doesn't work")]
    WrongCode,
    /// The phone has an account of its own.
    #[error("the phone has an account")]
    PhoneTaken,
    /// What went wrong with the application.
    #[error(transparent)]
    Application(#[from] ApplicationError),
    /// A limit was reached.
    #[error("{0}")]
    Problem(#[from] Problem),
    /// Not for the caller to mend.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl From<PrivacyError> for Problem {
    fn from(error: PrivacyError) -> Self {
        match error {
            PrivacyError::NotFound => Self::not_found(),
            PrivacyError::OwnHands => Self::new(StatusCode::CONFLICT, "in_own_hands"),
            PrivacyError::TooMany => Self::new(StatusCode::CONFLICT, "too_many_data_requests"),
            PrivacyError::Answered => Self::new(StatusCode::CONFLICT, "data_request_answered"),
            PrivacyError::Faulty(fault) => Self::invalid(vec![fault]),
            PrivacyError::WrongCode => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "code_wrong")
                .naming(vec![FieldFault::new("/code", "code_wrong")]),
            PrivacyError::PhoneTaken => Self::new(StatusCode::CONFLICT, "phone_taken"),
            PrivacyError::Application(error) => error.into(),
            PrivacyError::Problem(problem) => problem,
            PrivacyError::Internal(internal) => internal.into(),
        }
    }
}
