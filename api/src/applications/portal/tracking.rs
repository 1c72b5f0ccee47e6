//! Where an application is, by its receipt and the phone's last four digits, without signing in.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Query},
};
use serde::Deserialize;

use crate::{
    app::App,
    applications::{service, view::TrackingView},
    error::Problem,
    web::{
        address,
        language::Language,
        pages::{Serde, context},
        posted::Form,
    },
};

/// The receipt number of a scanned receipt.
#[derive(Deserialize)]
pub struct Scanned {
    receipt: Option<String>,
}

/// Receipt and phone tail.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrackForm {
    receipt_no: String,
    phone_tail: String,
}

/// Asks for the receipt number.
#[get("/track")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    scanned: Query<Scanned>,
) -> Result<HttpResponse, Problem> {
    let receipt = scanned.receipt.clone().unwrap_or_default();
    app.pages.render(&request, "applications/track.html", context! { receipt, failed => false })
}

/// Shows where it is. Wrong either way looks the same.
#[post("/track")]
pub async fn track(
    app: Data<App>,
    request: HttpRequest,
    language: Language,
    form: Form<TrackForm>,
) -> Result<HttpResponse, Problem> {
    match service::track(&app, &form.receipt_no, form.phone_tail.trim(), &address::of(&request))
        .await
        .map_err(Problem::from)
    {
        Ok(tracked) => {
            let view = TrackingView::of(&app, &tracked, language)?;
            app.pages.render(&request, "applications/tracked.html", context! { tracked => Serde(&view) })
        }
        Err(problem)
            if matches!(problem.status, StatusCode::NOT_FOUND | StatusCode::UNPROCESSABLE_ENTITY) =>
        {
            let content = context! { receipt => form.receipt_no.as_str(), failed => true };
            app.pages.render_with(
                &request,
                StatusCode::UNPROCESSABLE_ENTITY,
                "applications/track.html",
                content,
            )
        }
        Err(problem) => Err(problem),
    }
}
