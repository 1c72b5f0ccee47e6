//! What can go wrong when somebody signs in.

use actix_web::http::StatusCode;

use crate::error::{FieldFault, Internal, Problem};

/// See the variants.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// Not a mobile number.
    #[error("not a mobile number")]
    BadPhone,
    /// Wrong, used, expired, or tried too often: the caller learns only that it doesn't work.
    #[error("the code doesn't work")]
    WrongCode,
    /// Wrong name or password, whichever.
    #[error("wrong name or password")]
    InvalidCredentials,
    /// The password was right, the authenticator's code is missing.
    #[error("the authenticator's code is missing")]
    TotpRequired,
    /// Somebody who is signed in gave a wrong password or code.
    #[error("a wrong password or code at {0}")]
    NotProved(&'static str),
    /// The token was used before, ended, or never was.
    #[error("the refresh token doesn't work")]
    InvalidToken,
    /// A limit, or a fault of the program.
    #[error(transparent)]
    Other(#[from] Problem),
}

impl From<Internal> for IdentityError {
    fn from(error: Internal) -> Self {
        Self::Other(error.into())
    }
}

impl From<IdentityError> for Problem {
    fn from(error: IdentityError) -> Self {
        match error {
            IdentityError::BadPhone => Self::invalid(vec![FieldFault::new("/phone", "bad_phone")]),
            IdentityError::WrongCode => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "code_wrong")
                .naming(vec![FieldFault::new("/code", "code_wrong")]),
            IdentityError::InvalidCredentials => Self::new(StatusCode::UNAUTHORIZED, "invalid_credentials"),
            IdentityError::TotpRequired => Self::new(StatusCode::UNAUTHORIZED, "totp_required"),
            IdentityError::NotProved(pointer) => Self::invalid(vec![FieldFault::new(pointer, "not_proved")]),
            IdentityError::InvalidToken => Self::new(StatusCode::UNAUTHORIZED, "invalid_token"),
            IdentityError::Other(problem) => problem,
        }
    }
}
