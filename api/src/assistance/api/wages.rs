//! The table of wages.

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
        model::{KnownWage, NewWage},
        service,
    },
    error::Problem,
    identity::actor::Staff,
    platform::once::Once,
    web::{body::Body, language::Language},
};

/// Wages.
#[derive(Serialize, ToSchema)]
pub struct Wages {
    /// The latest year first.
    items: Vec<KnownWage>,
}

/// The wages of the region of the reader's organ: those that came with the program, and those that finance entered.
#[utoipa::path(tag = "assistance", responses((status = 200, body = Wages), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/assistance/wages")]
pub async fn list(app: Data<App>, staff: Staff, language: Language) -> Result<Json<Wages>, Problem> {
    Ok(Json(Wages { items: service::wages_of(&app, &staff, language).await? }))
}

/// Enters a published wage for the region of one's organ; it counts from now on, instead of an earlier one of the same year.
#[utoipa::path(tag = "assistance", request_body = NewWage, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = KnownWage), (status = 401), (status = 403), (status = 404), (status = 422, description = "every fault by pointer")))]
#[post("/api/v1/desk/assistance/wages")]
pub async fn enter(
    app: Data<App>,
    staff: Staff,
    once: Once,
    body: Body<NewWage>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<KnownWage, AssistanceError> {
        service::enter_wage(change, &staff, body.0.clone()).await
    };
    let wage = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    Ok(HttpResponse::Created().json(wage))
}
