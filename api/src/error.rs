//! What a caller is told when something goes wrong: problem+json (RFC 9457) for the API, a readable page for a browser.
//!
//! A slice's own error enum says what can go wrong and turns into a [`Problem`]; this is the only place that
//! knows how problems become answers. What the caller can't mend is [`Internal`]: logged once, answered without its cause.

use std::{fmt, time::Duration};

use actix_web::{HttpResponse, ResponseError, http::StatusCode};
use sea_orm::{DbErr, RuntimeErr};

/// Seconds after which a caller may try again when an outside service is away.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// A fault that the caller can't mend: the database is away, a file is broken, a rule of the program is violated.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Internal(anyhow::Error);

impl Internal {
    /// A fault in words.
    pub fn msg(text: impl fmt::Display + fmt::Debug + Send + Sync + 'static) -> Self {
        Self(anyhow::Error::msg(text))
    }

    /// Any error as a fault.
    pub fn from_error(error: impl Into<anyhow::Error>) -> Self {
        Self(error.into())
    }

    /// Whether a service outside the program is away, so that the caller may try again.
    fn outside(&self) -> bool {
        let database = self.0.downcast_ref::<DbErr>().is_some_and(database_away);
        database || self.0.is::<redis::RedisError>() || self.0.is::<object_store::Error>()
    }
}

/// A right was withdrawn while its holder's request was on its way: they sign in anew, with the rights they have now.
#[derive(Debug, thiserror::Error)]
#[error("the account, its roles or its place changed")]
pub struct Withdrawn;

fn database_away(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error)) => {
            match error.as_ref() {
                sqlx::Error::Io(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::Tls(_) => true,
                // PostgreSQL classes 08 (connection), 53 (resources), 57 (operator); SQLite 5 (busy), 9 (took
                // too long), 13 (disk full).
                sqlx::Error::Database(error) => error.code().is_some_and(|code| {
                    ["08", "53", "57"].iter().any(|class| code.len() == 5 && code.starts_with(class))
                        || ["5", "9", "13"].contains(&code.as_ref())
                }),
                _ => false,
            }
        }
        _ => false,
    }
}

impl From<DbErr> for Internal {
    fn from(error: DbErr) -> Self {
        Self(error.into())
    }
}

impl From<serde_json::Error> for Internal {
    fn from(error: serde_json::Error) -> Self {
        Self(error.into())
    }
}

impl From<redis::RedisError> for Internal {
    fn from(error: redis::RedisError) -> Self {
        Self(error.into())
    }
}

impl From<object_store::Error> for Internal {
    fn from(error: object_store::Error) -> Self {
        Self(error.into())
    }
}

/// One wrong or missing field: where (JSON Pointer), what (stable code), with the words' arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFault {
    /// RFC 6901 pointer into the body, or `/checklist/{key}` for a missing paper.
    pub pointer: String,
    /// Stable `snake_case` code; its words are `fault-{code}` in the locales.
    pub code: &'static str,
    /// Arguments of the words.
    pub args: Vec<(&'static str, String)>,
}

impl FieldFault {
    /// A fault without arguments.
    pub fn new(pointer: impl Into<String>, code: &'static str) -> Self {
        Self { pointer: pointer.into(), code, args: Vec::new() }
    }

    /// Adds an argument.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }
}

/// What the caller is told. The words are `problem-{code}` in the locales, with `.detail` on how to mend it.
#[derive(Debug)]
pub struct Problem {
    /// The status of the answer.
    pub status: StatusCode,
    /// Stable `snake_case` code.
    pub code: &'static str,
    /// Arguments of the words.
    pub args: Vec<(&'static str, String)>,
    /// Wrong and missing fields.
    pub errors: Vec<FieldFault>,
    /// When to try again.
    pub retry_after: Option<Duration>,
    /// What would have been allowed instead.
    pub allowed: Option<Vec<String>>,
    source: Option<Internal>,
}

impl Problem {
    /// A problem of a status and code.
    pub fn new(status: StatusCode, code: &'static str) -> Self {
        Self {
            status,
            code,
            args: Vec::new(),
            errors: Vec::new(),
            retry_after: None,
            allowed: None,
            source: None,
        }
    }

    /// 400: the request itself can't be read.
    pub fn bad_request(code: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code)
    }

    /// 404, the same for what doesn't exist and for what the caller may not know of.
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found")
    }

    /// 401.
    pub fn unauthenticated() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated")
    }

    /// 403.
    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden")
    }

    /// 409.
    pub fn conflict(code: &'static str) -> Self {
        Self::new(StatusCode::CONFLICT, code)
    }

    /// 422 with every fault at once.
    pub fn invalid(errors: Vec<FieldFault>) -> Self {
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid") }
    }

    /// 429.
    pub fn too_many(retry_after: Duration) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests")
        }
    }

    /// Says when to try again.
    #[must_use]
    pub fn again_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// Adds an argument to the words.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    /// Names wrong and missing fields.
    #[must_use]
    pub fn naming(mut self, errors: Vec<FieldFault>) -> Self {
        self.errors = errors;
        self
    }

    /// Says what would have been allowed.
    #[must_use]
    pub fn allowing(mut self, allowed: Vec<String>) -> Self {
        self.allowed = Some(allowed);
        self
    }

    /// The cause, for the log only.
    pub fn cause(&self) -> Option<&Internal> {
        self.source.as_ref()
    }
}

impl From<Internal> for Problem {
    fn from(source: Internal) -> Self {
        if source.0.is::<Withdrawn>() {
            return Self::unauthenticated();
        }
        let problem = if source.outside() {
            Self { retry_after: Some(TRY_AGAIN), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "unavailable") }
        } else {
            Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
        };
        Self { source: Some(source), ..problem }
    }
}

impl From<DbErr> for Problem {
    fn from(error: DbErr) -> Self {
        Internal::from(error).into()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status.as_u16(), self.code)
    }
}

impl std::error::Error for Problem {}

/// The body is written by [`crate::web::problems`], which knows the reader's language and what it accepts.
impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status)
    }
}
