//! Plans and what is due, by the API.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post, put,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::told;
use crate::{
    app::App,
    assistance::followup::{
        error::FollowUpError,
        model::{FollowUp, GradeChoice, NewVisit},
        service,
        view::{DueView, FollowUpView},
    },
    error::Problem,
    identity::actor::Staff,
    platform::{
        once::Once,
        paging::{Page, PageQuery},
    },
    web::{
        body::Body,
        etag::{self, IfMatch},
    },
};

/// Whose visits.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DueQuery {
    /// Only those that the reader makes.
    #[serde(default)]
    mine: bool,
}

/// The visits to be made in cases that the reader may open, what is overdue first.
#[utoipa::path(tag = "follow-up", responses(
    (status = 200, body = Page<DueView>), (status = 401), (status = 403), (status = 422)))]
#[get("/api/v1/desk/follow-up/visits")]
pub async fn due(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    asked: Query<DueQuery>,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let page = service::due(&app, &staff, asked.mine, &page).await?;
    Ok(etag::personal_content(&request, &page.map(DueView::from))?)
}

/// The follow-up of a case. That it was looked at is on the audit record.
#[utoipa::path(tag = "follow-up", responses((status = 200, body = FollowUpView), (status = 401), (status = 404),
    (status = 409, description = "`follow_up_not_planned`: something is still to be paid")))]
#[get("/api/v1/desk/assistance/cases/{id}/follow-up")]
pub async fn show(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let follow_up = service::look(&app, app.change(&staff).await?, &staff, *id).await?;
    told(&app, &request, StatusCode::OK, &follow_up).await
}

/// Chooses the degree of hardship; what was planned by another one is planned anew. The applications are being followed up from then on.
#[utoipa::path(tag = "follow-up", request_body = GradeChoice, params(("If-Match" = String, Header)), responses(
    (status = 200, body = FollowUpView), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`follow_up_not_planned`"), (status = 412), (status = 422), (status = 428)))]
#[put("/api/v1/desk/assistance/cases/{id}/follow-up")]
pub async fn choose(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    id: Path<Uuid>,
    based_on: IfMatch,
    body: Body<GradeChoice>,
) -> Result<HttpResponse, Problem> {
    let change = app.change(&staff).await?;
    let follow_up = service::choose(&app, change, &staff, *id, &based_on, &body.0).await?;
    told(&app, &request, StatusCode::OK, &follow_up).await
}

/// Adds a visit.
#[utoipa::path(tag = "follow-up", request_body = NewVisit, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = FollowUpView), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`follow_up_not_planned`"), (status = 422, description = "`/due_on`: `in_the_past`, `not_a_working_day`")))]
#[post("/api/v1/desk/assistance/cases/{id}/follow-up/visits")]
pub async fn add(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    once: Once,
    id: Path<Uuid>,
    body: Body<NewVisit>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<FollowUp, FollowUpError> {
        service::add_visit(change, &staff, *id, &body.0).await
    };
    let follow_up = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    told(&app, &request, StatusCode::CREATED, &follow_up).await
}
