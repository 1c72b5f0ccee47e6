//! Where a scanned code leads, for any browser; and WeChat's verification files.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    web::{Data, Path},
};
use serde_json::json;

use crate::{
    app::App,
    error::Problem,
    qr::{error::QrError, service},
    web::pages::{Serde, context},
};

/// A code on a wall: on to its page, or a page that says why not.
#[get("/q/{code}")]
pub async fn scan(app: Data<App>, request: HttpRequest, code: Path<String>) -> Result<HttpResponse, Problem> {
    match service::scan(&app, &code).await {
        Ok(target) => {
            let page = (header::LOCATION, target.page(&app.catalog));
            Ok(HttpResponse::SeeOther().insert_header(page).finish())
        }
        Err(QrError::Unknown) => {
            app.pages.render_with(&request, StatusCode::NOT_FOUND, "qr/unknown.html", context! {})
        }
        Err(QrError::Revoked(center)) => {
            let (code, phone) = (&center.code, &center.phone);
            let center =
                json!({ "name": center.name, "address": center.address, "code": code, "phone": phone });
            let content = context! { center => Serde(center) };
            app.pages.render_with(&request, StatusCode::GONE, "qr/revoked.html", content)
        }
        Err(error) => Err(error.into()),
    }
}

/// A verification file beside the codes.
#[get("/q/{name:[A-Za-z0-9_-]+}.txt")]
pub async fn verification_file_below(app: Data<App>, name: Path<String>) -> Result<HttpResponse, Problem> {
    show_file(&app, &name).await
}

/// A verification file at the root.
#[get("/{name:[A-Za-z0-9_-]+}.txt")]
pub async fn verification_file(app: Data<App>, name: Path<String>) -> Result<HttpResponse, Problem> {
    show_file(&app, &name).await
}

async fn show_file(app: &App, name: &str) -> Result<HttpResponse, Problem> {
    let content = service::verification_file(app.db.read(), name).await?;
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(content))
}
