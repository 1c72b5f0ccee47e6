//! Taking a file in while it comes: sealed piece by piece, counted, hashed, and known by its first bytes before the rest is read.

use sha2::{Digest, Sha256};
use tokio::time::timeout;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{self, service::service_of},
    catalog::MEDIA_TYPES,
    error::{Internal, Problem},
    identity::actor::Citizen,
    materials::{
        error::MaterialError,
        files,
        inspect::Flaw,
        kinds::{self, Kind, sniff},
        limits,
    },
    platform::blobs::Writer,
    web::parts::FilePart,
};

/// Bytes by which a file is known.
const HEAD: usize = 4096;

/// A file that has come in and belongs to nothing yet.
pub struct Arrived {
    /// Where it is kept.
    pub file: Uuid,
    /// What its sender calls it.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Bytes.
    pub size: u64,
    /// Of the file as it was sent.
    pub sha256: Vec<u8>,
}

/// Refuses before the file is read what would be refused afterward: no such application, not open, no such line.
/// Answers what may come, as people call it.
pub async fn refuse_early(
    app: &App,
    citizen: &Citizen,
    id: Uuid,
    line: Option<&str>,
) -> Result<String, MaterialError> {
    let Some(line) = line else {
        applications::service::get(app, citizen, id).await?;
        return Ok(kinds::names(&MEDIA_TYPES));
    };
    let change = app.change(citizen).await?;
    let application = applications::service::open_for_files(app, &change, citizen, id, line).await?;
    let line = service_of(app, &application)?.line(line);
    Ok(line.map(|line| kinds::names(&line.accepts)).unwrap_or_default())
}

/// Reads a file to its end. Refused or broken off, it leaves nothing.
///
/// # Errors
/// `TooLarge` at the first byte too many, `TypeNotAccepted` at the first bytes, `Unreadable` for no bytes; 408 when it takes too long.
pub async fn receive(app: &App, part: FilePart, accepted: String) -> Result<Arrived, MaterialError> {
    let (file, writer) = files::begin(app).await?;
    let mut intake = Intake { writer, size: 0, hash: Sha256::new(), head: Vec::new(), accepted };
    let slow = || Problem::new(actix_web::http::StatusCode::REQUEST_TIMEOUT, "too_slow");
    let received = match timeout(limits::UPLOAD, intake.read(part)).await {
        Ok(received) => received,
        Err(_) => Err(slow().into()),
    };
    match received {
        Ok(received) => Ok(Arrived { file, ..received }),
        Err(error) => {
            intake.writer.abort().await?;
            files::drop_unowned(app, file).await?;
            Err(error)
        }
    }
}

/// Lets go of a file that nothing came of.
pub async fn leave(app: &App, arrived: Arrived) -> Result<(), Internal> {
    files::drop_unowned(app, arrived.file).await
}

struct Intake {
    writer: Writer,
    size: u64,
    hash: Sha256,
    head: Vec<u8>,
    accepted: String,
}

impl Intake {
    async fn read(&mut self, mut part: FilePart) -> Result<Arrived, MaterialError> {
        let mut kind = None;
        while let Some(piece) = part.next().await? {
            self.count(&piece)?;
            if kind.is_none() && self.head.len() == HEAD {
                kind = Some(self.known()?);
            }
            self.hash.update(&piece);
            self.writer.write(&piece).await?;
        }
        let kind = match kind {
            Some(kind) => kind,
            None => self.known()?,
        };
        self.writer.finish().await?;
        let (size, sha256) = (self.size, self.hash.finalize_reset().to_vec());
        Ok(Arrived { file: Uuid::nil(), name: part.name, kind, size, sha256 })
    }

    fn count(&mut self, piece: &[u8]) -> Result<(), MaterialError> {
        let length = u64::try_from(piece.len()).map_err(Internal::from_error)?;
        self.size = self.size.saturating_add(length);
        if self.size > limits::FILE {
            return Err(MaterialError::TooLarge);
        }
        let room = HEAD.saturating_sub(self.head.len()).min(piece.len());
        self.head.extend_from_slice(piece.get(..room).unwrap_or_default());
        Ok(())
    }

    /// The kind by the first bytes. Which kinds a line takes is asked later, when the line is known.
    fn known(&self) -> Result<Kind, MaterialError> {
        if self.head.is_empty() {
            return Err(MaterialError::Unreadable(Flaw::Empty));
        }
        sniff(&self.head).ok_or_else(|| MaterialError::TypeNotAccepted { accepted: self.accepted.clone() })
    }
}
