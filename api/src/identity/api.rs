//! The API's faces of identity.

use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Json},
};

use crate::{
    app::App,
    error::Problem,
    identity::{
        actor::Staff,
        bearer::Caller,
        device::Door,
        model::{
            Channel, CodeAnswer, CodeRequest, CodeSent, Me, RefreshRequest, StaffLogin, SubjectKind, Tokens,
        },
        service, staff,
    },
    platform::change::Author,
    web::{address, body::Body, language::Language},
};

/// Sends a one-time code to a phone; the same answer whether the phone is known or not.
#[utoipa::path(tag = "identity", request_body = CodeRequest, responses(
    (status = 202, body = CodeSent), (status = 422, description = "`/phone` isn't a mobile number"),
    (status = 429, description = "too many codes; see `Retry-After`")))]
#[post("/api/v1/auth/otp")]
pub async fn request_code(
    app: Data<App>,
    request: HttpRequest,
    language: Language,
    body: Body<CodeRequest>,
) -> Result<HttpResponse, Problem> {
    let sent = service::request_code(&app, &body.phone, &address::of(&request), language).await?;
    Ok(HttpResponse::Accepted().json(sent))
}

/// Exchanges a one-time code for tokens.
#[utoipa::path(tag = "identity", request_body = CodeAnswer, responses(
    (status = 200, body = Tokens), (status = 422, description = "`code_wrong`: wrong, used, expired or tried too often")))]
#[post("/api/v1/auth/otp/verify")]
pub async fn verify_code(
    app: Data<App>,
    request: HttpRequest,
    body: Body<CodeAnswer>,
) -> Result<Json<Tokens>, Problem> {
    let door = Door::of(&request, Channel::Api);
    Ok(Json(service::verify_code(&app, &body, door).await?.into_tokens(&app)?))
}

/// Exchanges a staff login for tokens.
#[utoipa::path(tag = "identity", request_body = StaffLogin, responses(
    (status = 200, body = Tokens), (status = 401, description = "`invalid_credentials`, whatever was wrong; `totp_required` after a right password"),
    (status = 429, description = "too many wrong tries; see `Retry-After`")))]
#[post("/api/v1/auth/staff")]
pub async fn sign_in_staff(
    app: Data<App>,
    request: HttpRequest,
    body: Body<StaffLogin>,
) -> Result<Json<Tokens>, Problem> {
    let door = Door::of(&request, Channel::Api);
    let opened = service::sign_in_staff(&app, body.0, &address::of(&request), door).await?;
    Ok(Json(opened.into_tokens(&app)?))
}

/// Exchanges a refresh token; used twice, it ends its whole family.
#[utoipa::path(tag = "identity", request_body = RefreshRequest, responses(
    (status = 200, body = Tokens), (status = 401, description = "`invalid_token`")))]
#[post("/api/v1/auth/refresh")]
pub async fn refresh(app: Data<App>, body: Body<RefreshRequest>) -> Result<Json<Tokens>, Problem> {
    Ok(Json(service::refresh(&app, &body.refresh_token).await?.into_tokens(&app)?))
}

/// Signs out: tokens of this sign-in stop to work on every node.
#[utoipa::path(tag = "identity", responses((status = 204), (status = 401)))]
#[post("/api/v1/auth/logout")]
pub async fn sign_out(app: Data<App>, caller: Caller) -> Result<HttpResponse, Problem> {
    let (author, sign_in) = match &caller {
        Caller::Citizen(citizen) => (Author::from(&citizen.who), citizen.sign_in),
        Caller::Staff(staff) => (Author::from(&staff.who), staff.sign_in),
    };
    service::sign_out(&app, author, sign_in).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Who is signed in.
#[utoipa::path(tag = "identity", responses((status = 200, body = Me), (status = 401)))]
#[get("/api/v1/me")]
pub async fn me(app: Data<App>, caller: Caller) -> Result<Json<Me>, Problem> {
    Ok(Json(match caller {
        Caller::Citizen(citizen) => {
            let phone = service::phone_of(app.db.read(), &app.vault, citizen.who.id).await?.masked();
            let (name_masked, phone_masked) = (phone.clone(), Some(phone));
            Me {
                id: citizen.who.id,
                kind: SubjectKind::Citizen,
                name_masked,
                phone_masked,
                roles: None,
                organ: None,
                line: None,
            }
        }
        Caller::Staff(staff) => {
            let name_masked = staff::username(app.db.read(), staff.who.id).await?.unwrap_or_default();
            let Staff { id, organ_code, line, roles, .. } = staff.who;
            let (roles, organ) = (Some(roles), Some(organ_code));
            Me { id, kind: SubjectKind::Staff, name_masked, phone_masked: None, roles, organ, line }
        }
    }))
}
