//! The scale of amounts that an office has of its own.

use actix_web::{
    HttpResponse, get, post,
    web::{Data, Json},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    assistance::{
        error::AssistanceError,
        model::{KnownScale, NewScale},
        service,
    },
    error::Problem,
    identity::actor::Staff,
    platform::once::Once,
    web::{body::Body, language::Language},
};

/// Scales.
#[derive(Serialize, ToSchema)]
pub struct Scales {
    /// The latest first.
    items: Vec<KnownScale>,
}

/// The scales of the reader's organ: those that came with the program, and those that finance entered.
#[utoipa::path(tag = "assistance", responses((status = 200, body = Scales), (status = 401), (status = 403)))]
#[get("/api/v1/desk/assistance/scales")]
pub async fn list(app: Data<App>, staff: Staff, language: Language) -> Result<Json<Scales>, Problem> {
    Ok(Json(Scales { items: service::scales_of(&app, &staff, language).await? }))
}

/// Enters a scale for one's organ; it counts from its day on, instead of an earlier one.
#[utoipa::path(tag = "assistance", request_body = NewScale, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = KnownScale), (status = 401), (status = 403), (status = 422, description = "every fault by pointer")))]
#[post("/api/v1/desk/assistance/scales")]
pub async fn enter(
    app: Data<App>,
    staff: Staff,
    once: Once,
    body: Body<NewScale>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<KnownScale, AssistanceError> {
        service::enter_scale(change, &staff, body.0.clone()).await
    };
    let scale = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    Ok(HttpResponse::Created().json(scale))
}
