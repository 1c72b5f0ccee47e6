//! What can go wrong with a file.

use std::time::Duration;

use actix_web::http::StatusCode;

use crate::{
    applications::error::ApplicationError,
    error::{FieldFault, Internal, Problem},
    identity::policy::Denial,
    materials::{inspect::Flaw, limits},
};

/// When a file that waits for the scanner may be asked for again.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// What can go wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum MaterialError {
    /// There is none, it was removed, or it isn't the reader's to see.
    #[error("there is no such file")]
    NotFound,
    /// Larger than any file may be.
    #[error("the file is too large")]
    TooLarge,
    /// All files of the application together would be too large.
    #[error("the application's files are too large together")]
    ApplicationFull,
    /// The citizen has sent too much today.
    #[error("too much was sent today")]
    TooMuchToday {
        /// Until tomorrow.
        wait: Duration,
    },
    /// The line has as many files as it takes.
    #[error("the line has as many files as it takes")]
    LineFull {
        /// How many.
        most: usize,
    },
    /// The line takes no file of this kind.
    #[error("the line takes no file of this kind")]
    TypeNotAccepted {
        /// What it takes.
        accepted: String,
    },
    /// It can't be used.
    #[error("the file can't be used")]
    Unreadable(Flaw),
    /// The scanner found malware in it.
    #[error("the file holds malware")]
    Infected,
    /// The scanner hasn't looked at it yet.
    #[error("the file waits for the scanner")]
    Waiting,
    /// The application has the same file already.
    #[error("the application has this file already")]
    AlreadyThere,
    /// Files aren't judged in this state.
    #[error("files aren't judged in this state")]
    JudgingClosed {
        /// What can be done instead.
        allowed: Vec<String>,
    },
    /// Fields are wrong or missing.
    #[error("fields are wrong or missing")]
    Faulty(Vec<FieldFault>),
    /// More than one range was asked for, or one beyond the end.
    #[error("this range can't be served")]
    RangeNotServed {
        /// Bytes of the file.
        size: u64,
    },
    /// The application's own refusal.
    #[error(transparent)]
    Application(#[from] ApplicationError),
    /// A missing right or a malformed request.
    #[error(transparent)]
    Problem(#[from] Problem),
    /// Not for the caller to mend.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl MaterialError {
    /// One wrong or missing field.
    pub fn fault(pointer: &str, code: &'static str) -> Self {
        Self::Faulty(vec![FieldFault::new(pointer, code)])
    }
}

impl From<Denial> for MaterialError {
    fn from(denial: Denial) -> Self {
        Self::Problem(denial.into())
    }
}

impl From<MaterialError> for Problem {
    fn from(error: MaterialError) -> Self {
        use MaterialError as E;
        let large = |code| Self::new(StatusCode::PAYLOAD_TOO_LARGE, code);
        match error {
            E::NotFound => Self::not_found(),
            E::TooLarge => large("file_too_large").with("most", limits::megabytes(limits::FILE)),
            E::ApplicationFull => {
                large("application_too_large").with("most", limits::megabytes(limits::APPLICATION))
            }
            E::TooMuchToday { wait } => {
                let most = limits::megabytes(limits::CITIZEN_A_DAY);
                let mut problem = Self::too_many(wait).with("most", most);
                problem.code = "too_much_today";
                problem
            }
            E::LineFull { most } => Self::conflict("too_many_files").with("most", most),
            E::TypeNotAccepted { accepted } => {
                Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "file_type_not_accepted")
                    .with("accepted", accepted)
            }
            E::Unreadable(flaw) => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "file_unreadable")
                .naming(vec![FieldFault::new("/file", flaw.code())]),
            E::Infected => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "file_unreadable")
                .naming(vec![FieldFault::new("/file", "file_infected")]),
            E::Waiting => Self::conflict("file_waits").again_after(LOOK_AGAIN),
            E::AlreadyThere => Self::conflict("file_already_there"),
            E::JudgingClosed { allowed } => Self::conflict("judging_closed").allowing(allowed),
            E::Faulty(faults) => Self::invalid(faults),
            E::RangeNotServed { .. } => Self::new(StatusCode::RANGE_NOT_SATISFIABLE, "range_not_served"),
            E::Application(error) => error.into(),
            E::Problem(problem) => problem,
            E::Internal(internal) => internal.into(),
        }
    }
}
