//! Documents as PDF.

use std::sync::Arc;

use super::Version;
use crate::{
    app::App,
    documents::{
        error::DocumentError,
        model::Document,
        pdf::{Press, Sheet},
    },
};

/// A document as PDF.
///
/// # Errors
/// `Erased`; `FontsMissing` when a sign has no font; `PressBusy`.
pub async fn print(app: &App, document: &Document, version: Version) -> Result<Vec<u8>, DocumentError> {
    print_on(&app.press, app, document, version).await
}

/// The same on another press.
pub async fn print_on(
    press: &Arc<Press>,
    app: &App,
    document: &Document,
    version: Version,
) -> Result<Vec<u8>, DocumentError> {
    press.print(Sheet::of(app, document, version)?).await
}
