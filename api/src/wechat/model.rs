//! The words of `WeChat` logins, as types.

use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

/// A login from the mini-program.
#[derive(Deserialize, ToSchema, Validate)]
#[serde(deny_unknown_fields)]
pub struct WechatLogin {
    /// The code of `wx.login`; works once.
    #[validate(length(min = 1, max = 128))]
    pub code: String,
    /// The code of the phone button (`getPhoneNumber`); needed the first time.
    #[validate(length(min = 1, max = 128))]
    pub phone_code: Option<String>,
}
