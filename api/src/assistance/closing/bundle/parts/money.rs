//! What became of the money.

use serde_json::json;

use super::{Part, Source, record, say};
use crate::{app::App, assistance::closing::bundle::Contents, error::Internal, platform::archive::safe_name};

/// Batches and lines with the bank's outcomes, and receipts of what was handed over.
pub fn payments<'a>(app: &App, contents: &'a Contents, all: &mut Vec<Part<'a>>) -> Result<(), Internal> {
    let batches = &contents.payments.batches;
    if batches.is_empty() {
        return Ok(());
    }
    all.push(record(app, "payments", &json!(contents.payments))?);
    let lines = batches.iter().flat_map(|batch| &batch.lines).map(|line| &line.payee.line);
    for (receipt, n) in lines.filter_map(|line| line.receipt.as_ref()).zip(1..) {
        all.push(Part {
            path: format!("payments/{n:03}-receipt.{}", ending(&receipt.media_type)),
            title: say(app, "payments-receipt"),
            media_type: receipt.media_type.clone(),
            source: Source::File(receipt.file_id),
        });
    }
    Ok(())
}

/// What was held for people, with the vouchers of what was released.
pub fn custody<'a>(app: &App, contents: &'a Contents, all: &mut Vec<Part<'a>>) -> Result<(), Internal> {
    if contents.custody.is_empty() {
        return Ok(());
    }
    all.push(record(app, "custody", &json!(contents.custody))?);
    let requests = contents.custody.iter().flat_map(|mandate| &mandate.requests);
    for (voucher, n) in requests.filter_map(|request| request.voucher.as_ref()).zip(1..) {
        all.push(Part {
            path: format!("custody/{n:03}-voucher.{}", ending(&voucher.media_type)),
            title: say(app, "closing-part-voucher"),
            media_type: voucher.media_type.clone(),
            source: Source::File(voucher.file_id),
        });
    }
    Ok(())
}

fn ending(media_type: &str) -> String {
    safe_name(media_type.rsplit('/').next().unwrap_or_default())
}
