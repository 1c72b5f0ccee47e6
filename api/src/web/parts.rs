//! What a multipart body sends: a few plain fields and one file, read as it comes and never kept whole.
//!
//! The counterpart of [`crate::web::posted`] for uploads. A page checks its token between [`Parts::file`] and the file's bytes.

use std::time::Duration;

use actix_multipart::{Field, Multipart};
use actix_web::{
    HttpRequest,
    http::{StatusCode, header::DispositionParam},
    web::{Bytes, Payload},
};
use futures_util::StreamExt;
use tokio::time::{Instant, timeout_at};

use crate::{
    error::Problem,
    web::{csrf, posted::Pairs},
};

/// The part that is the file.
const FILE: &str = "file";
/// Parts of a body; ours have four.
const MOST_PARTS: usize = 16;
/// Bytes of a plain field.
const MOST_BYTES: usize = 4 * 1024;
/// A sender who brings less than [`PROGRESS`] bytes in this time is too slow.
const PATIENCE: Duration = Duration::from_secs(30);
const PROGRESS: usize = 16 * 1024;

/// A multipart body.
pub struct Parts {
    body: Multipart,
    fields: Pairs,
    read: usize,
    pace: Pace,
}

/// The file of a body.
pub struct FilePart {
    /// What its sender calls it; empty when a page was sent without a file.
    pub name: String,
    field: Field,
    pace: Pace,
}

impl Parts {
    /// The parts of a request's body.
    pub fn of(request: &HttpRequest, payload: Payload) -> Self {
        let body = Multipart::new(request.headers(), payload);
        Self { body, fields: Pairs::new(), read: 0, pace: Pace::begin() }
    }

    /// Reads up to the file.
    ///
    /// # Errors
    /// 400 when there is none, or when the body can't be read; 408 when it comes too slowly.
    pub async fn file(&mut self) -> Result<FilePart, Problem> {
        while let Some(field) = self.next().await? {
            if field.name() == Some(FILE) {
                let name = file_name(&field).unwrap_or_default();
                return Ok(FilePart { name, field, pace: Pace::begin() });
            }
            self.keep(field).await?;
        }
        Err(unreadable())
    }

    /// Reads what comes after the file, which can't be another one; answers all plain fields but the token.
    pub async fn end(mut self) -> Result<Pairs, Problem> {
        while let Some(field) = self.next().await? {
            self.keep(field).await?;
        }
        self.fields.retain(|(name, _)| name != csrf::FIELD);
        Ok(self.fields)
    }

    /// A plain field among those read so far.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// Refuses a body that doesn't come from our own page; to be asked before the file is read.
    pub fn check_token(&self, request: &HttpRequest) -> Result<(), Problem> {
        csrf::check(request, self.field(csrf::FIELD).unwrap_or_default())
    }

    async fn next(&mut self) -> Result<Option<Field>, Problem> {
        self.read = self.read.saturating_add(1);
        if self.read > MOST_PARTS {
            return Err(unreadable());
        }
        self.pace.wait(self.body.next()).await?.transpose().map_err(|_| unreadable())
    }

    async fn keep(&mut self, mut field: Field) -> Result<(), Problem> {
        let name = field.name().unwrap_or_default().to_owned();
        if name == FILE || file_name(&field).is_some() {
            return Err(unreadable());
        }
        let mut bytes = Vec::new();
        while let Some(piece) = self.pace.wait(field.next()).await? {
            bytes.extend_from_slice(&piece.map_err(|_| unreadable())?);
            if bytes.len() > MOST_BYTES {
                return Err(unreadable());
            }
        }
        let value = String::from_utf8(bytes).map_err(|_| unreadable())?;
        if name.is_empty() || value.contains('\0') || self.field(&name).is_some() {
            return Err(unreadable());
        }
        self.fields.push((name, value));
        Ok(())
    }
}

impl FilePart {
    /// The next bytes, or nothing at the end.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Problem> {
        let piece = self.pace.wait(self.field.next()).await?;
        let piece = piece.transpose().map_err(|_| unreadable())?;
        self.pace.count(piece.as_ref().map_or(0, Bytes::len));
        Ok(piece)
    }
}

/// How fast a sender is.
struct Pace {
    until: Instant,
    missing: usize,
}

impl Pace {
    fn begin() -> Self {
        Self { until: Instant::now() + PATIENCE, missing: PROGRESS }
    }

    async fn wait<T>(&self, coming: impl Future<Output = T>) -> Result<T, Problem> {
        let slow = || Problem::new(StatusCode::REQUEST_TIMEOUT, "too_slow");
        timeout_at(self.until, coming).await.map_err(|_| slow())
    }

    fn count(&mut self, bytes: usize) {
        self.missing = self.missing.saturating_sub(bytes);
        if self.missing == 0 {
            *self = Self::begin();
        }
    }
}

/// The name of a file: browsers write it plainly, others as RFC 8187 has it.
fn file_name(field: &Field) -> Option<String> {
    let disposition = field.content_disposition()?;
    let extended = disposition.parameters.iter().find_map(DispositionParam::as_filename_ext);
    let extended = extended.and_then(|name| String::from_utf8(name.value.clone()).ok());
    extended.or_else(|| disposition.get_filename().map(str::to_owned))
}

fn unreadable() -> Problem {
    Problem::bad_request("unreadable")
}
