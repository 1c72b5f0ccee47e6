//! The API's faces of one's own authenticator; of staff also those whose duty it is to set one up.

use actix_web::{
    HttpRequest, get, post,
    web::{Data, Json},
};

use crate::{
    app::App,
    error::Problem,
    identity::{
        bearer::Member,
        fresh::{Fresh, require_fresh},
        model::{FactorCode, FactorSecret, FactorState, RecoveryCodes},
        own_factor, second_factor,
    },
    web::{address, body::Body},
};

/// How it stands with one's own authenticator.
#[utoipa::path(tag = "identity", responses((status = 200, body = FactorState), (status = 401)))]
#[get("/api/v1/me/factor")]
pub async fn factor(app: Data<App>, staff: Member) -> Result<Json<FactorState>, Problem> {
    let (staff, db) = (staff.0.who, app.db.read());
    let enrolled = own_factor::enrolled(db, staff.id).await?;
    let codes_left = second_factor::codes_left(db, staff.id).await?;
    Ok(Json(FactorState { enrolled, codes_left }))
}

/// Begins to set up an authenticator; one that is there stays until the new one is confirmed.
#[utoipa::path(tag = "identity", responses((status = 200, body = FactorSecret), (status = 401),
    (status = 403, description = "`step_up_needed` where there is one already")))]
#[post("/api/v1/me/factor")]
pub async fn begin_factor(app: Data<App>, staff: Member) -> Result<Json<FactorSecret>, Problem> {
    let staff = staff.0;
    if own_factor::enrolled(app.db.read(), staff.who.id).await? {
        require_fresh(&staff, app.clock.now())?;
    }
    own_factor::begin(&app, &staff).await?;
    let pending = second_factor::pending(app.db.read(), &app.vault, staff.who.id).await?;
    let pending = pending.ok_or_else(Problem::not_found)?;
    Ok(Json(FactorSecret { address: pending.address, secret: pending.typed.replace(' ', "") }))
}

/// Takes it into use; answers the recovery codes, and every other sign-in ends.
#[utoipa::path(tag = "identity", request_body = FactorCode, responses((status = 200, body = RecoveryCodes), (status = 401),
    (status = 422, description = "`/code` is wrong"), (status = 429)))]
#[post("/api/v1/me/factor/confirm")]
pub async fn confirm_factor(
    app: Data<App>,
    request: HttpRequest,
    staff: Member,
    body: Body<FactorCode>,
) -> Result<Json<RecoveryCodes>, Problem> {
    let address = address::of(&request);
    let codes = own_factor::confirm(&app, &staff.0, &body.code, &address).await?;
    Ok(Json(RecoveryCodes { codes }))
}

/// Replaces the recovery codes.
#[utoipa::path(tag = "identity", responses((status = 200, body = RecoveryCodes), (status = 401),
    (status = 403, description = "`step_up_needed`"), (status = 409, description = "`no_factor`")))]
#[post("/api/v1/me/recovery-codes")]
pub async fn new_recovery_codes(app: Data<App>, staff: Fresh) -> Result<Json<RecoveryCodes>, Problem> {
    if !own_factor::enrolled(app.db.read(), staff.id).await? {
        return Err(Problem::conflict("no_factor"));
    }
    Ok(Json(RecoveryCodes { codes: own_factor::new_codes(&app, &staff.0).await? }))
}
