//! The API's faces of one's own account: devices, password, fresh proof.

use actix_web::{
    HttpRequest, HttpResponse, delete, get, post,
    web::{Data, Json, Path},
};
use uuid::Uuid;

use crate::{
    app::App,
    error::{FieldFault, Problem},
    identity::{
        bearer::{Caller, Member},
        devices,
        model::{DeviceView, PasswordChange, StepUp},
        own_password, service,
    },
    platform::{change::Author, paging::Page},
    web::{address, body::Body},
};

impl Caller {
    fn author(&self) -> Author {
        match self {
            Self::Citizen(citizen) => Author::from(&citizen.who),
            Self::Staff(staff) => Author::from(&staff.who),
        }
    }

    fn account_and_sign_in(&self) -> (Uuid, Uuid) {
        match self {
            Self::Citizen(citizen) => (citizen.who.id, citizen.sign_in),
            Self::Staff(staff) => (staff.who.id, staff.sign_in),
        }
    }
}

/// The devices on which one is signed in, the last used first.
#[utoipa::path(tag = "identity", responses((status = 200, body = Page<DeviceView>), (status = 401)))]
#[get("/api/v1/me/devices")]
pub async fn list_devices(app: Data<App>, caller: Caller) -> Result<Json<Page<DeviceView>>, Problem> {
    let (account, sign_in) = caller.account_and_sign_in();
    let items = devices::list(&app, app.db.read(), account, Some(sign_in)).await?;
    Ok(Json(Page { items, next: None }))
}

/// Signs out on one device.
#[utoipa::path(tag = "identity", responses((status = 204), (status = 401), (status = 404)))]
#[delete("/api/v1/me/devices/{id}")]
pub async fn end_device(app: Data<App>, caller: Caller, id: Path<Uuid>) -> Result<HttpResponse, Problem> {
    devices::end(&app, caller.author(), *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Signs out everywhere, here too.
#[utoipa::path(tag = "identity", responses((status = 204), (status = 401)))]
#[delete("/api/v1/me/devices")]
pub async fn end_devices(app: Data<App>, caller: Caller) -> Result<HttpResponse, Problem> {
    devices::end_all(&app, caller.author(), None).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Sets a new password; every sign-in ends, this one too.
#[utoipa::path(tag = "identity", request_body = PasswordChange, responses((status = 204), (status = 401),
    (status = 422, description = "`/password` is wrong, or what `/new_password` must be")))]
#[post("/api/v1/me/password")]
pub async fn change_password(
    app: Data<App>,
    request: HttpRequest,
    staff: Member,
    body: Body<PasswordChange>,
) -> Result<HttpResponse, Problem> {
    own_password::change(&app, &staff.0, body.0, &address::of(&request), None).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Proves anew who one is, for acts that need it: they work for five minutes after this.
#[utoipa::path(tag = "identity", request_body = StepUp, responses((status = 204), (status = 401),
    (status = 422, description = "`/password` or `/totp` is wrong"), (status = 429)))]
#[post("/api/v1/auth/step-up")]
pub async fn step_up(
    app: Data<App>,
    request: HttpRequest,
    staff: Member,
    body: Body<StepUp>,
) -> Result<HttpResponse, Problem> {
    let missing = || Problem::invalid(vec![FieldFault::new("/password", "required")]);
    let proof = body.0.proof().ok_or_else(missing)?;
    service::step_up(&app, &staff.0, proof, &address::of(&request)).await?;
    Ok(HttpResponse::NoContent().finish())
}
