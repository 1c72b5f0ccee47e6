//! What became of the money.

use serde_json::json;

use super::{Part, Source, record, say};
use crate::{app::App, assistance::closing::bundle::Contents, error::Internal, platform::archive::safe_name};

/// What was held for people, with the vouchers of what was released.
pub fn custody<'a>(app: &App, contents: &'a Contents, all: &mut Vec<Part<'a>>) -> Result<(), Internal> {
    if contents.custody.is_empty() {
        return Ok(());
    }
    all.push(record(app, "custody", &json!(contents.custody))?);
    let requests = contents.custody.iter().flat_map(|mandate| &mandate.requests);
    for (voucher, n) in requests.filter_map(|request| request.voucher.as_ref()).zip(1..) {
        let ending = voucher.media_type.rsplit('/').next().unwrap_or_default();
        all.push(Part {
            path: format!("custody/{n:03}-voucher.{}", safe_name(ending)),
            title: say(app, "closing-part-voucher"),
            media_type: voucher.media_type.clone(),
            source: Source::File(voucher.file_id),
        });
    }
    Ok(())
}
