//! What can go wrong when `WeChat` is asked.

use std::time::Duration;

use actix_web::http::StatusCode;

use crate::error::{Internal, Problem};

const AGAIN: Duration = Duration::from_secs(10);
const NEXT_MINUTE: Duration = Duration::from_mins(1);

/// See the variants.
#[derive(Debug, thiserror::Error)]
pub enum WechatError {
    /// Wrong, used, ended, or another program's.
    #[error("WeChat refuses the code")]
    BadCode,
    /// `WeChat` holds the person for a risk.
    #[error("WeChat refuses the person")]
    Blocked,
    /// Asked too often.
    #[error("WeChat is asked too often")]
    TooOften,
    /// Doesn't answer, or not in a way that can be read.
    #[error("WeChat is away: {0}")]
    Away(String),
    /// The keeper of the program must act: an id, a secret or a grant is wrong.
    #[error("WeChat is set up wrongly: errcode {0}")]
    Misconfigured(i64),
    /// Not set up at all.
    #[error("WeChat isn't set up")]
    Off,
    /// The access token doesn't work; a new one may.
    #[error("WeChat refuses the token")]
    BadToken,
    /// Not a mobile number of mainland China.
    #[error("a foreign number")]
    ForeignPhone,
    /// The openid is unknown, and no phone was proved.
    #[error("the phone is needed")]
    PhoneNeeded,
    /// A limit, or a fault of the program.
    #[error(transparent)]
    Other(#[from] Problem),
}

impl From<Internal> for WechatError {
    fn from(error: Internal) -> Self {
        Self::Other(error.into())
    }
}

impl From<WechatError> for Problem {
    fn from(error: WechatError) -> Self {
        let away = |wait| Self::new(StatusCode::SERVICE_UNAVAILABLE, "wechat_away").again_after(wait);
        match &error {
            WechatError::Misconfigured(_) => {
                tracing::error!(%error, "WeChat must be looked after");
            }
            WechatError::Away(_) | WechatError::BadToken => {
                tracing::warn!(%error, "WeChat was asked in vain");
            }
            _ => {}
        }
        match error {
            WechatError::BadCode => Self::new(StatusCode::UNAUTHORIZED, "wechat_code"),
            WechatError::Blocked => Self::new(StatusCode::FORBIDDEN, "wechat_blocked"),
            WechatError::TooOften => Self::too_many(NEXT_MINUTE),
            WechatError::Away(_) | WechatError::BadToken => away(AGAIN),
            WechatError::Misconfigured(_) | WechatError::Off => away(NEXT_MINUTE),
            WechatError::ForeignPhone => Self::new(StatusCode::UNPROCESSABLE_ENTITY, "wechat_phone"),
            WechatError::PhoneNeeded => Self::conflict("phone_needed"),
            WechatError::Other(problem) => problem,
        }
    }
}
