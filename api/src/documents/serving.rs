//! How a document is answered: as a page to print, or as a PDF to keep.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
};

use crate::{
    app::App,
    documents::{
        content::Content,
        error::DocumentError,
        model::Document,
        pdf::grouped,
        service::{self, Version},
    },
    error::Problem,
    qr,
    web::{
        attachment,
        pages::{Serde, context},
    },
};

const SANDBOX: &str = "sandbox; default-src 'none'";

/// A document as PDF.
pub async fn pdf(app: &App, document: &Document, version: Version) -> Result<HttpResponse, Problem> {
    let name = format!("{}.pdf", name(service::written(document, version)?));
    let pdf = service::print(app, document, version).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/pdf"))
        .insert_header(attachment::named(&name))
        .insert_header((header::CONTENT_SECURITY_POLICY, SANDBOX))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(pdf))
}

/// Title and number: nothing of a person.
fn name(content: &Content) -> String {
    match &content.number {
        Some(number) => format!("{} {number}", content.title.zh),
        None => content.title.zh.clone(),
    }
}

/// A document as a page to print; `pdf` and `back` are where its links lead.
pub fn page(
    app: &App,
    request: &HttpRequest,
    document: &Document,
    version: Version,
    pdf: &str,
    back: &str,
) -> Result<HttpResponse, Problem> {
    let content: &Content = service::written(document, version)?;
    let content = context! {
        paper => Serde(content), void => document.voided_at.is_some(), public => version == Version::Public,
        code => grouped(&document.verification_code), link => service::link(app, document),
        qr => crate::web::pages::Value::from_safe_string(picture(app, document)?), pdf, back,
    };
    app.pages.render_with(request, StatusCode::OK, "documents/paper.html", content)
}

/// The QR code as SVG, drawn by us from an address that we made.
fn picture(app: &App, document: &Document) -> Result<String, DocumentError> {
    let svg = qr::image::svg(&service::link(app, document))?;
    let begin = svg.find("<svg").unwrap_or_default();
    Ok(svg.get(begin..).unwrap_or_default().to_owned())
}
