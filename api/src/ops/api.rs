//! The keeper's questions over HTTP.

use std::sync::LazyLock;

use actix_web::{
    HttpResponse, get,
    http::{StatusCode, header::CACHE_CONTROL},
    web::{Data, Json},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    app::{self, App},
    error::{FieldFault, Problem},
    ops::{metrics, readiness},
};

/// How the program is.
#[derive(Serialize, ToSchema)]
pub struct Health {
    /// `alive` or `ready`
    status: &'static str,
    /// What the keeper has to know: `code_ceiling` when no more one-time codes are sent this hour, `fonts_missing` when no PDF can be made.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<&'static str>,
}

/// 200 while the process lives.
#[utoipa::path(tag = "health", responses((status = 200, body = Health)))]
#[get("/healthz")]
pub async fn healthz() -> Json<Health> {
    Json(Health { status: "alive", notes: Vec::new() })
}

/// 200 when everything that a request needs answers; else 503 that names what doesn't.
#[utoipa::path(tag = "health", responses((status = 200, body = Health), (status = 503, description = "`not_ready`")))]
#[get("/readyz")]
pub async fn readyz(app: Data<App>) -> Result<Json<Health>, Problem> {
    let away = readiness::away(&app).await;
    if away.is_empty() {
        return Ok(Json(Health { status: "ready", notes: readiness::notes(&app).await }));
    }
    let faults = away.iter().map(|part| FieldFault::new(format!("/{part}"), "not_answering")).collect();
    Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not_ready")
        .with("parts", away.join(", "))
        .naming(faults))
}

/// This description.
#[utoipa::path(tag = "health", responses((status = 200, description = "OpenAPI 3.1", body = serde_json::Value)))]
#[get("/openapi.json")]
pub async fn openapi() -> HttpResponse {
    static TEXT: LazyLock<String> = LazyLock::new(|| app::description().to_json().unwrap_or_default());
    HttpResponse::Ok().content_type("application/json").body(TEXT.as_str())
}

/// The figures in Prometheus' text format.
#[get("/metrics")]
pub async fn figures() -> Result<HttpResponse, Problem> {
    let text = metrics::render()?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(text))
}
