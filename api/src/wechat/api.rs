//! The API's face of signing in with `WeChat`.

use actix_web::{
    HttpRequest, post,
    web::{Data, Json},
};

use crate::{
    app::App,
    error::Problem,
    identity::{
        device::Door,
        model::{Channel, Tokens},
    },
    web::{address, body::Body},
    wechat::{model::WechatLogin, service},
};

/// Exchanges a login code of the mini-program for tokens.
#[utoipa::path(tag = "identity", request_body = WechatLogin, responses((status = 200, body = Tokens),
    (status = 401, description = "`wechat_code`: a code is wrong, used or has ended; call `wx.login` again"),
    (status = 403, description = "`wechat_blocked`: WeChat holds this person for a risk"),
    (status = 409, description = "`phone_needed`: send a new `code` with a `phone_code`"),
    (status = 422, description = "`wechat_phone`: not a mobile number of mainland China"), (status = 429),
    (status = 503, description = "`wechat_away`; see `Retry-After`, or sign in with a code by text message")))]
#[post("/api/v1/auth/wechat")]
pub async fn sign_in(
    app: Data<App>,
    request: HttpRequest,
    body: Body<WechatLogin>,
) -> Result<Json<Tokens>, Problem> {
    let door = Door::of(&request, Channel::Api);
    let opened = service::sign_in(&app, &body, &address::of(&request), door).await?;
    Ok(Json(opened.into_tokens(&app)?))
}
