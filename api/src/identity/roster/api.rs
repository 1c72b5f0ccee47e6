//! The API's faces of the roster.

use actix_web::{
    HttpResponse, get,
    http::header,
    post,
    web::{Data, Json, Path, Query},
};
use uuid::Uuid;

use crate::{
    app::App,
    error::Problem,
    identity::{
        actor::Staff,
        fresh::Fresh,
        roster::{
            error::RosterError,
            holding,
            model::{DepartmentBody, Handed, HolderBody, Member, NewMember, PlaceBody, RolesBody},
            placing, service,
        },
    },
    platform::{
        change::{Change, Event},
        once::Once,
        paging::{Page, PageQuery},
    },
    web::body::Body,
};

/// The staff of one's own organ and those below it, by name.
#[utoipa::path(tag = "staff", params(PageQuery), responses((status = 200, body = Page<Member>), (status = 401), (status = 403)))]
#[get("/api/v1/desk/staff")]
pub async fn list(
    app: Data<App>,
    staff: Staff,
    page: Query<PageQuery>,
) -> Result<Json<Page<Member>>, Problem> {
    Ok(Json(service::list(app.db.read(), &staff, &page).await?))
}

/// One member of staff.
#[utoipa::path(tag = "staff", responses((status = 200, body = Member), (status = 401), (status = 403), (status = 404)))]
#[get("/api/v1/desk/staff/{id}")]
pub async fn read(app: Data<App>, staff: Staff, id: Path<Uuid>) -> Result<Json<Member>, Problem> {
    Ok(Json(service::read(app.db.read(), &staff, *id).await?))
}

/// Makes an account; its first password is answered this once and works for a day.
#[utoipa::path(tag = "staff", request_body = NewMember, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = Handed), (status = 401), (status = 403, description = "not an administrator, or `step_up_needed`"),
    (status = 409, description = "`name_taken`"), (status = 422, description = "every fault by pointer")))]
#[post("/api/v1/desk/staff")]
pub async fn add(
    app: Data<App>,
    staff: Fresh,
    once: Once,
    body: Body<NewMember>,
) -> Result<HttpResponse, Problem> {
    let (new, first) = (body.0.clone(), service::random_password().await?);
    let work = async |change: Change| -> Result<Handed, RosterError> {
        let (handed, event) = service::add(&change, &staff, new, first).await?;
        Ok(change.commit(event, handed).await?)
    };
    let handed = once.run(app.change(&staff.0.who).await?, &app.cache, &body.0, work).await?;
    let location = format!("/api/v1/desk/staff/{}", handed.id);
    Ok(HttpResponse::Created().insert_header((header::LOCATION, location)).json(handed))
}

async fn done(change: Change, event: Result<Event, RosterError>) -> Result<HttpResponse, Problem> {
    change.commit(event?, ()).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Changes what somebody may do; ends their sign-ins.
#[utoipa::path(tag = "staff", request_body = RolesBody, responses((status = 204), (status = 401),
    (status = 403, description = "not an administrator, or `step_up_needed`"), (status = 404), (status = 409, description = "`own_account`"), (status = 422)))]
#[post("/api/v1/desk/staff/{id}/roles")]
pub async fn set_roles(
    app: Data<App>,
    staff: Fresh,
    id: Path<Uuid>,
    body: Body<RolesBody>,
) -> Result<HttpResponse, Problem> {
    let change = app.change(&staff.0.who).await?;
    let event = service::set_roles(&change, &staff, *id, body.0.roles).await;
    done(change, event).await
}

/// Puts somebody into another department of their organ, or out of any; ends their sign-ins.
#[utoipa::path(tag = "staff", request_body = DepartmentBody, responses((status = 204), (status = 401),
    (status = 403, description = "not an administrator, or `step_up_needed`"), (status = 404), (status = 409, description = "`own_account`"), (status = 422)))]
#[post("/api/v1/desk/staff/{id}/department")]
pub async fn set_department(
    app: Data<App>,
    staff: Fresh,
    id: Path<Uuid>,
    body: Body<DepartmentBody>,
) -> Result<HttpResponse, Problem> {
    let change = app.change(&staff.0.who).await?;
    let event = placing::set_department(&change, &staff, *id, body.0.department_id).await;
    done(change, event).await
}

/// Lets somebody work at another organ from now on; ends their sign-ins. Posts of those who decide stay behind.
#[utoipa::path(tag = "staff", request_body = PlaceBody, responses((status = 204), (status = 401),
    (status = 403, description = "not an administrator, or `step_up_needed`"), (status = 404), (status = 409, description = "`own_account`"), (status = 422)))]
#[post("/api/v1/desk/staff/{id}/place")]
pub async fn set_place(
    app: Data<App>,
    staff: Fresh,
    id: Path<Uuid>,
    body: Body<PlaceBody>,
) -> Result<HttpResponse, Problem> {
    let change = app.change(&staff.0.who).await?;
    let event = placing::move_to(&change, &staff, *id, body.0).await;
    done(change, event).await
}

/// Says which person holds an account: nobody has two, and who isn't known doesn't propose, decide or pay. Ends their sign-ins.
#[utoipa::path(tag = "staff", request_body = HolderBody, responses((status = 204), (status = 401),
    (status = 403, description = "not an administrator, or `step_up_needed`"), (status = 404), (status = 409, description = "`own_account`"),
    (status = 422, description = "`bad_resident_id`, `person_has_account`")))]
#[post("/api/v1/desk/staff/{id}/holder")]
pub async fn set_holder(
    app: Data<App>,
    staff: Fresh,
    id: Path<Uuid>,
    body: Body<HolderBody>,
) -> Result<HttpResponse, Problem> {
    let change = app.change(&staff.0.who).await?;
    let event = holding::set_holder(&change, &staff, *id, &body.0.id_number).await;
    done(change, event).await
}

/// Closes an account; ends its sign-ins. Doing so again changes nothing.
#[utoipa::path(tag = "staff", responses((status = 204), (status = 401),
    (status = 403, description = "not an administrator, or `step_up_needed`"), (status = 404), (status = 409, description = "`own_account`")))]
#[post("/api/v1/desk/staff/{id}/disable")]
pub async fn disable(app: Data<App>, staff: Fresh, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let change = app.change(&staff.0.who).await?;
    let event = service::disable(&change, &staff, *id).await;
    done(change, event).await
}

/// Opens a closed account again.
#[utoipa::path(tag = "staff", responses((status = 204), (status = 401),
    (status = 403, description = "not an administrator, or `step_up_needed`"), (status = 404), (status = 409, description = "`own_account`")))]
#[post("/api/v1/desk/staff/{id}/enable")]
pub async fn enable(app: Data<App>, staff: Fresh, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let change = app.change(&staff.0.who).await?;
    let event = service::enable(&change, &staff, *id).await;
    done(change, event).await
}

/// Gives a random password for a day, answered this once; ends the account's sign-ins.
#[utoipa::path(tag = "staff", responses((status = 200, body = Handed), (status = 401),
    (status = 403, description = "not an administrator, or `step_up_needed`"), (status = 404), (status = 409, description = "`own_account`")))]
#[post("/api/v1/desk/staff/{id}/reset-password")]
pub async fn reset_password(app: Data<App>, staff: Fresh, id: Path<Uuid>) -> Result<Json<Handed>, Problem> {
    let fresh = service::random_password().await?;
    let change = app.change(&staff.0.who).await?;
    let (handed, event) = service::reset_password(&change, &staff, *id, fresh).await?;
    Ok(Json(change.commit(event, handed).await?))
}

/// Takes away an authenticator that was lost; ends the account's sign-ins.
#[utoipa::path(tag = "staff", responses((status = 204), (status = 401),
    (status = 403, description = "not an administrator, or `step_up_needed`"), (status = 404), (status = 409, description = "`own_account`")))]
#[post("/api/v1/desk/staff/{id}/reset-factor")]
pub async fn reset_factor(app: Data<App>, staff: Fresh, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let change = app.change(&staff.0.who).await?;
    let event = service::reset_factor(&change, &staff, *id).await;
    done(change, event).await
}

/// Ends every sign-in of somebody.
#[utoipa::path(tag = "staff", responses((status = 204), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`own_account`")))]
#[post("/api/v1/desk/staff/{id}/end-sessions")]
pub async fn end_sessions(app: Data<App>, staff: Staff, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    let change = app.change(&staff).await?;
    let event = service::end_sessions(&change, &staff, *id).await;
    done(change, event).await
}
