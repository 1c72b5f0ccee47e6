//! `WeChat` in a demonstration without settings: the same code is the same person, and a phone code is the phone itself.

use actix_web::{
    get,
    web::{Json, Query},
};
use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    error::Problem,
    identity::phone::Phone,
    wechat::{
        client::{OpenId, Wechat},
        error::WechatError,
    },
};

/// Stands in for the platform. `bad` as a code is refused, so that a client can be tried out.
pub struct Sandbox;

const REFUSED: &str = "bad";

#[async_trait]
impl Wechat for Sandbox {
    fn appid(&self) -> &'static str {
        "sandbox"
    }

    async fn openid(&self, code: &str) -> Result<OpenId, WechatError> {
        let fits = code != REFUSED && !code.is_empty();
        fits.then(|| OpenId(format!("sandbox-{code}"))).ok_or(WechatError::BadCode)
    }

    async fn phone(&self, code: &str, _: &OpenId) -> Result<Phone, WechatError> {
        Phone::parse(code).ok_or(WechatError::BadCode)
    }
}

/// Codes to be tried out.
#[derive(Deserialize)]
pub struct Codes {
    code: Option<String>,
    phone_code: Option<String>,
}

/// Says how the sandbox answers, and what it makes of the codes that are given.
#[get("/sandbox/wechat.json")]
pub async fn page(codes: Query<Codes>) -> Result<Json<Value>, Problem> {
    let openid = match &codes.code {
        Some(code) => Sandbox.openid(code).await.ok().map(|openid| openid.0),
        None => None,
    };
    let phone = codes.phone_code.as_deref().and_then(Phone::parse).map(|phone| phone.number().to_owned());
    Ok(Json(json!({
        "code": "any text; the same text is the same person; `bad` is refused",
        "phone_code": "a mobile number of 11 digits, which is the phone that is proved; anything else is refused",
        "openid": openid,
        "phone": phone,
    })))
}
