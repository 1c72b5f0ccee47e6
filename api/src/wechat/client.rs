//! What the program asks of `WeChat`, whoever answers.

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    config::Config,
    identity::phone::Phone,
    platform::clock::Clock,
    wechat::{error::WechatError, http::Platform, sandbox::Sandbox},
};

/// A person within one mini-program; an identifier, no proof.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenId(pub(super) String);

/// Who somebody is, as `WeChat` knows them.
#[async_trait]
pub trait Wechat: Send + Sync {
    /// The mini-program's id: an openid means something only beside it.
    fn appid(&self) -> &str;
    /// Exchanges the code of `wx.login`.
    async fn openid(&self, code: &str) -> Result<OpenId, WechatError>;
    /// Exchanges the code of the phone button of the same person.
    async fn phone(&self, code: &str, openid: &OpenId) -> Result<Phone, WechatError>;
}

/// Nobody: `WeChat` isn't set up.
struct Off;

#[async_trait]
impl Wechat for Off {
    fn appid(&self) -> &'static str {
        ""
    }

    async fn openid(&self, _: &str) -> Result<OpenId, WechatError> {
        Err(WechatError::Off)
    }

    async fn phone(&self, _: &str, _: &OpenId) -> Result<Phone, WechatError> {
        Err(WechatError::Off)
    }
}

/// The platform that the settings name; the sandbox in a demonstration without settings.
pub fn open(config: &Config, clock: Arc<dyn Clock>) -> anyhow::Result<Arc<dyn Wechat>> {
    Ok(match (&config.wechat_appid, &config.wechat_secret) {
        (Some(appid), Some(secret)) => {
            let (url, networks) = (&config.wechat_url, config.outgoing_networks.nets());
            Arc::new(Platform::new(url, appid.clone(), secret.clone(), clock, networks)?)
        }
        _ if config.demo() => Arc::new(Sandbox),
        _ => Arc::new(Off),
    })
}
