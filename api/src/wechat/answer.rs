//! `WeChat`'s answers: status 200 even for failures, JSON whatever the label says, numbers that are sometimes text.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    identity::phone::Phone,
    wechat::{client::OpenId, error::WechatError},
};

/// Larger answers are nobody's (IN-12).
pub const MOST: usize = 64 * 1024;

#[derive(Deserialize)]
struct Outcome {
    #[serde(default)]
    errcode: i64,
}

/// Who somebody is. `session_key` is not even read: nothing here needs it.
#[derive(Deserialize)]
pub struct Session {
    openid: String,
}

/// An access token with its seconds.
#[derive(Deserialize)]
pub struct Token {
    /// The token.
    pub access_token: String,
    /// Seconds it lives.
    pub expires_in: i64,
}

/// A phone number.
#[derive(Deserialize)]
pub struct PhoneAnswer {
    phone_info: PhoneInfo,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PhoneInfo {
    pure_phone_number: String,
    country_code: Value,
    watermark: Watermark,
}

#[derive(Deserialize)]
struct Watermark {
    appid: String,
}

/// Reads an answer of an interface.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WechatError> {
    let unreadable = |_| WechatError::Away("an unreadable answer".to_owned());
    let outcome: Outcome = serde_json::from_slice(bytes).map_err(unreadable)?;
    match outcome.errcode {
        0 => serde_json::from_slice(bytes).map_err(unreadable),
        errcode => Err(failure(errcode)),
    }
}

/// What an errcode means for us; see the platform's table.
fn failure(errcode: i64) -> WechatError {
    match errcode {
        40029 | 40163 => WechatError::BadCode,
        40226 | 50002 => WechatError::Blocked,
        44990 | 45011 => WechatError::TooOften,
        40001 | 40014 | 41001 | 42001 => WechatError::BadToken,
        -1 | 45009 => WechatError::Away(format!("errcode {errcode}")),
        errcode => WechatError::Misconfigured(errcode),
    }
}

impl Session {
    /// The openid, checked.
    pub fn openid(self) -> Result<OpenId, WechatError> {
        let fits =
            (1..=64).contains(&self.openid.len()) && self.openid.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then_some(OpenId(self.openid))
            .ok_or_else(|| WechatError::Away("an unreadable openid".to_owned()))
    }
}

impl PhoneAnswer {
    /// The number, when it was given to our own program and is one of mainland China.
    pub fn phone(self, appid: &str) -> Result<Phone, WechatError> {
        if self.phone_info.watermark.appid != appid {
            return Err(WechatError::BadCode);
        }
        let country = match &self.phone_info.country_code {
            Value::String(text) => text.trim_start_matches('+').to_owned(),
            number => number.to_string(),
        };
        let phone = Phone::parse(&self.phone_info.pure_phone_number).filter(|_| country == "86");
        phone.ok_or(WechatError::ForeignPhone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_told_apart() {
        let read = |text: &str| read::<Session>(text.as_bytes()).map(|session| session.openid);
        assert_eq!(read(r#"{"openid":"o1","session_key":"secret"}"#).unwrap(), "o1");
        assert!(matches!(read(r#"{"errcode":40029,"errmsg":"x rid: 1"}"#), Err(WechatError::BadCode)));
        assert!(matches!(read(r#"{"errcode":40226}"#), Err(WechatError::Blocked)));
        assert!(matches!(read(r#"{"errcode":-1}"#), Err(WechatError::Away(_))));
        assert!(matches!(read(r#"{"errcode":40125}"#), Err(WechatError::Misconfigured(40125))));
        assert!(matches!(read("<html>"), Err(WechatError::Away(_))));
        assert!(matches!(read("{}"), Err(WechatError::Away(_))));
    }

    #[test]
    fn a_phone_is_ours_and_of_this_country() {
        let phone = |country: &str, appid: &str, number: &str| {
            let text = format!(
                r#"{{"errcode":0,"phone_info":{{"phoneNumber":"x","purePhoneNumber":"{number}","countryCode":{country},
                "watermark":{{"timestamp":1,"appid":"{appid}"}}}}}}"#
            );
            read::<PhoneAnswer>(text.as_bytes()).and_then(|answer| answer.phone("wx1"))
        };
        assert_eq!(phone("86", "wx1", "13800000001").unwrap().number(), "13800000001");
        assert!(phone("\"86\"", "wx1", "13800000001").is_ok());
        assert!(matches!(phone("\"86\"", "wx2", "13800000001"), Err(WechatError::BadCode)));
        assert!(matches!(phone("\"852\"", "wx1", "61234567"), Err(WechatError::ForeignPhone)));
    }
}
