//! One visit by the API: moved, given to somebody, recorded.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    post, put,
    web::{Data, Path},
};
use uuid::Uuid;

use super::told;
use crate::{
    app::App,
    assistance::followup::{
        error::FollowUpError,
        model::{FollowUp, NewAssignee, NewChange, NewRecord},
        service,
        view::FollowUpView,
    },
    error::Problem,
    identity::actor::Staff,
    platform::once::Once,
    web::body::Body,
};

/// Moves a visit, says that nobody was met and when it is tried again, or gives it up, with the reason.
#[utoipa::path(tag = "follow-up", request_body = NewChange, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = FollowUpView), (status = 401), (status = 403), (status = 404), (status = 409, description = "`visit_not_now`"),
    (status = 422, description = "`/due_on`: `in_the_past`, `not_a_working_day`, `not_when_given_up`")))]
#[post("/api/v1/desk/follow-up/visits/{id}/changes")]
pub async fn move_or_give_up(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    once: Once,
    id: Path<Uuid>,
    body: Body<NewChange>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<FollowUp, FollowUpError> {
        service::change_visit(change, &staff, *id, body.0.clone()).await
    };
    let follow_up = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    told(&app, &request, StatusCode::OK, &follow_up).await
}

/// Gives a visit to a member of staff who may open the case.
#[utoipa::path(tag = "follow-up", request_body = NewAssignee, responses(
    (status = 200, body = FollowUpView), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`visit_not_now`"), (status = 422)))]
#[put("/api/v1/desk/follow-up/visits/{id}/assignee")]
pub async fn assign(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    id: Path<Uuid>,
    body: Body<NewAssignee>,
) -> Result<HttpResponse, Problem> {
    let follow_up = service::assign(app.change(&staff).await?, &staff, *id, &body.0).await?;
    told(&app, &request, StatusCode::OK, &follow_up).await
}

/// Records a visit, or corrects its record by a further version with a reason. Its official documents are issued with it.
#[utoipa::path(tag = "follow-up", request_body = NewRecord, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = FollowUpView), (status = 401), (status = 403), (status = 404), (status = 409, description = "`visit_not_now`"),
    (status = 422, description = "every wrong field: `before_payment`, `named_twice`, `more_than_paid`, `no_voucher_photographed` …")))]
#[post("/api/v1/desk/follow-up/visits/{id}/records")]
pub async fn enter(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    once: Once,
    id: Path<Uuid>,
    body: Body<NewRecord>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<FollowUp, FollowUpError> {
        service::record(&app, change, &staff, *id, body.0.clone()).await
    };
    let follow_up = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    told(&app, &request, StatusCode::CREATED, &follow_up).await
}
