//! Departments.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post, put,
    web::{Data, Json, Path},
};
use uuid::Uuid;

use super::{closed, commit};
use crate::{
    app::App,
    error::Problem,
    identity::{actor::Staff, fresh::Fresh},
    organs::keeping::{
        error::KeepingError,
        model::{DepartmentChange, DepartmentView, Departments, NewDepartment},
        service,
    },
    platform::{change::Change, once::Once},
    web::{
        body::Body,
        etag::{self, IfMatch},
    },
};

/// The departments of an organ, closed ones too.
#[utoipa::path(tag = "organs", responses((status = 200, body = Departments), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/organs/{id}/departments")]
pub async fn list(app: Data<App>, staff: Staff, id: Path<Uuid>) -> Result<Json<Departments>, Problem> {
    Ok(Json(Departments { items: service::departments(app.db.read(), &staff, *id).await? }))
}

/// One department.
#[utoipa::path(tag = "organs", responses((status = 200, body = DepartmentView), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/departments/{id}")]
pub async fn read(
    app: Data<App>,
    request: HttpRequest,
    staff: Staff,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let department = service::department(app.db.read(), &staff, *id).await?;
    Ok(etag::personal(&request, StatusCode::OK, department.version, &department))
}

/// Opens a department of a procuratorate.
#[utoipa::path(tag = "organs", request_body = NewDepartment, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = DepartmentView), (status = 401), (status = 403), (status = 422, description = "every fault by pointer")))]
#[post("/api/v1/desk/departments")]
pub async fn add(
    app: Data<App>,
    request: HttpRequest,
    staff: Staff,
    once: Once,
    body: Body<NewDepartment>,
) -> Result<HttpResponse, Problem> {
    let new = body.0.clone();
    let work = async |change: Change| -> Result<DepartmentView, KeepingError> {
        let (made, event) = service::add_department(&change, &staff, new).await?;
        Ok(change.commit(event, made).await?)
    };
    let made = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    let mut answer = etag::personal(&request, StatusCode::CREATED, made.version, &made);
    if let Ok(location) = format!("/api/v1/desk/departments/{}", made.id).parse() {
        answer.headers_mut().insert(header::LOCATION, location);
    }
    Ok(answer)
}

/// Changes a department. Another line of work ends the sign-ins of those who work there.
#[utoipa::path(tag = "organs", request_body = DepartmentChange, params(("If-Match" = String, Header)), responses(
    (status = 200, body = DepartmentView), (status = 401), (status = 403, description = "not an administrator, or `step_up_needed`"),
    (status = 404), (status = 409, description = "`closed_for_good`"), (status = 412), (status = 422), (status = 428)))]
#[put("/api/v1/desk/departments/{id}")]
pub async fn alter(
    app: Data<App>,
    request: HttpRequest,
    staff: Fresh,
    id: Path<Uuid>,
    based_on: IfMatch,
    body: Body<DepartmentChange>,
) -> Result<HttpResponse, Problem> {
    let change = app.change(&staff.0.who).await?;
    let (department, event) = service::change_department(&change, &staff, *id, &based_on, body.0).await?;
    let department = commit(change, event, department).await?;
    Ok(etag::personal(&request, StatusCode::OK, department.version, &department))
}

/// Closes a department. Doing so again changes nothing.
#[utoipa::path(tag = "organs", responses((status = 204), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`still_in_use`: somebody works there")))]
#[post("/api/v1/desk/departments/{id}/close")]
pub async fn close(app: Data<App>, staff: Staff, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let change = app.change(&staff).await?;
    let event = service::close_department(&change, &staff, *id).await;
    closed(change, event).await
}
