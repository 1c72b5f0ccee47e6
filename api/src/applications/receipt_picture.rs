//! A receipt as a QR code that leads to its tracking page. A receipt number alone shows nothing of the matter.

use qrcode::{EcLevel, QrCode, render::svg};

use crate::{
    app::App, applications::receipt::ReceiptNo, applications::service::receipt_link, error::Internal,
};

/// Pixels at least; the picture scales.
const SIZE: u32 = 240;

/// The picture as SVG.
pub fn svg(app: &App, receipt: &ReceiptNo) -> Result<String, Internal> {
    let link = receipt_link(app, receipt);
    let code = QrCode::with_error_correction_level(link, EcLevel::Q).map_err(Internal::from_error)?;
    Ok(code.render::<svg::Color<'_>>().min_dimensions(SIZE, SIZE).quiet_zone(true).build())
}
