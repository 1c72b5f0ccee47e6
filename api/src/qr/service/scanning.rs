//! A code is scanned.

use actix_web::web::Data;
use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

use crate::{
    app::App,
    organs,
    qr::{
        error::QrError,
        model::{Target, works},
        queries::codes,
    },
};

const LONGEST: usize = 32;

/// Where a scanned code leads; counts the scan.
///
/// # Errors
/// As [`resolve`]; only scans that lead somewhere are counted.
pub async fn scan(app: &App, code: &str) -> Result<Target, QrError> {
    let now = app.clock.now();
    let target = resolve(app.db.read(), code, now).await?;
    app.scans.count(target.code.id, now);
    Ok(target)
}

/// Where a code leads; capitals don't matter, for somebody who types it from the poster.
///
/// # Errors
/// `Unknown`, or `Revoked` with the center whose code it was.
pub async fn resolve(db: &impl ConnectionTrait, code: &str, now: DateTime<Utc>) -> Result<Target, QrError> {
    let code = word(code).ok_or(QrError::Unknown)?;
    let code = codes::by_code(db, &code).await?.ok_or(QrError::Unknown)?;
    let center = organs::service::center(db, code.center_id).await?;
    if works(&code, now) { Ok(Target { code, center }) } else { Err(QrError::Revoked(Box::new(center))) }
}

/// Writes what was counted, until the program ends.
pub async fn keep_scans(app: Data<App>) {
    app.scans.keep(&app.db).await;
}

/// The address that a code's picture holds.
pub fn address(app: &App, code: &str) -> String {
    format!("{}/q/{code}", app.public_url)
}

/// What may be a code: PostgreSQL takes no NUL, and nobody needs to look for anything else.
fn word(text: &str) -> Option<String> {
    let fits = text.len() <= LONGEST && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then(|| text.to_ascii_uppercase())
}
