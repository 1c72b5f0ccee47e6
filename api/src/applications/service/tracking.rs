//! Tracking without an account: receipt number and the last four digits of the phone.
//!
//! Wrong either way gets the same answer after the same work, whether or not the receipt exists, and tries are
//! counted before anything is compared, so that many at once count as many (security.md LIM-3, LIM-4).

use subtle::ConstantTimeEq;

use crate::{
    app::App,
    applications::{
        error::ApplicationError,
        model::Tracked,
        queries::{parts, row},
        receipt::ReceiptNo,
        sealing,
    },
    error::{Internal, Problem},
    organs,
    platform::{
        limits::{Limit, TRACKING_A_DAY, TRACKING_AN_HOUR, TRACKING_FROM_ADDRESS},
        vault::Vault,
    },
};

const COLUMN: &str = "application.phone_tail";
const NO_INDEX: [u8; 32] = [0; 32];

/// Where an application is, for whoever has its receipt and knows the phone's last four digits.
///
/// # Errors
/// `Faulty` for what isn't four digits; `NotFound` for a wrong pair; 429 after too many of them, for right and wrong pairs alike.
pub async fn track(app: &App, receipt: &str, tail: &str, address: &str) -> Result<Tracked, ApplicationError> {
    if tail.len() != 4 || !tail.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(ApplicationError::fault("/phone_tail", "not_four_digits"));
    }
    // What isn't a receipt number at all goes the same way, and isn't found.
    let receipt = ReceiptNo::typed(receipt).map_or_else(|_| receipt.to_owned(), String::from);
    let tries = tries(&receipt, address);
    for (limit, subject) in &tries {
        app.limits.count(*limit, subject).await?;
    }
    let found = row::tail_of(app.db.read(), &receipt).await?;
    let given = tail_index(&app.vault, &receipt, tail)?;
    let (id, known) = found.unzip();
    let known = known.flatten().unwrap_or_else(|| NO_INDEX.to_vec());
    let right = bool::from(known.ct_eq(&given));
    let Some(id) = id.filter(|_| right) else {
        return Err(ApplicationError::NotFound);
    };
    for (limit, subject) in &tries {
        app.limits.forgive(*limit, subject).await?;
    }
    tracked(app, id).await
}

/// The page that a receipt's QR code and messages lead to.
pub fn receipt_link(app: &App, receipt: &ReceiptNo) -> String {
    format!("{}/track?receipt={receipt}", app.public_url)
}

/// The keyed hash that stands for a receipt with a phone's last four digits.
pub(super) fn tail_index(vault: &Vault, receipt: &str, tail: &str) -> Result<Vec<u8>, Internal> {
    vault.index(COLUMN, &format!("{receipt}:{tail}"))
}

fn tries<'a>(receipt: &'a str, address: &'a str) -> [(Limit, &'a str); 3] {
    [(TRACKING_FROM_ADDRESS, address), (TRACKING_AN_HOUR, receipt), (TRACKING_A_DAY, receipt)]
}

async fn tracked(app: &App, id: uuid::Uuid) -> Result<Tracked, ApplicationError> {
    let row = row::find(app.db.read(), id).await?.ok_or(ApplicationError::NotFound)?;
    let events = parts::events(app.db.read(), &[id]).await?;
    let timeline = events.into_iter().map(|row| sealing::step(&app.vault, row));
    let center = organs::service::center(app.db.read(), row.center_id).await.map_err(Problem::from)?;
    Ok(Tracked {
        application: sealing::application(&app.vault, row)?,
        timeline: timeline.collect::<Result<_, _>>()?,
        center_name: center.name,
    })
}
