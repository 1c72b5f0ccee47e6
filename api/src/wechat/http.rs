//! The real platform over HTTPS: short waits, no redirects, the secret in no log and no error.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use backon::{ExponentialBuilder, Retryable};
use chrono::{DateTime, TimeDelta, Utc};
use ipnet::IpNet;
use reqwest::{RequestBuilder, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::sync::Mutex;

use crate::{
    identity::phone::Phone,
    platform::{
        clock::Clock,
        outgoing::{self, Failed, Line},
    },
    wechat::{
        answer::{self, MOST, PhoneAnswer, Session, Token},
        client::{OpenId, Wechat},
        error::WechatError,
    },
};

/// A token is renewed so long before its end; the old one still works meanwhile.
const SPARE: i64 = 300;
/// How often an interface that is busy is asked again, and after what wait at first; each next one is longer.
const AGAIN: usize = 2;
const FIRST_WAIT: Duration = Duration::from_millis(100);

/// What an interface says that is busy.
const BUSY: &str = "errcode -1";

/// The platform of one mini-program.
pub struct Platform {
    client: reqwest::Client,
    line: Line,
    base: Url,
    appid: String,
    secret: SecretString,
    clock: Arc<dyn Clock>,
    // Held while a token is fetched, so that a cold start asks once.
    token: Mutex<Option<(SecretString, DateTime<Utc>)>>,
}

impl Platform {
    /// The platform at a base address; found by name also in these networks.
    pub fn new(
        base: &str,
        appid: String,
        secret: SecretString,
        clock: Arc<dyn Clock>,
        networks: &[IpNet],
    ) -> anyhow::Result<Self> {
        let client = outgoing::client(Duration::from_secs(2), Duration::from_secs(5), networks)?;
        let line = Line::new("wechat", 16, Duration::from_secs(6));
        Ok(Self { client, line, base: Url::parse(base)?, appid, secret, clock, token: Mutex::default() })
    }

    fn address(&self, path: &str) -> Result<Url, WechatError> {
        self.base.join(path).map_err(|_| WechatError::Away("a broken address".to_owned()))
    }

    /// Sends a request; a busy platform is asked again.
    async fn ask<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, WechatError> {
        let once = async || {
            let again = request
                .try_clone()
                .ok_or_else(|| WechatError::Away("a request that can't be repeated".to_owned()))?;
            self.once(again).await
        };
        let waits = ExponentialBuilder::default().with_min_delay(FIRST_WAIT).with_factor(4.0);
        let busy = |error: &WechatError| matches!(error, WechatError::Away(reason) if reason == BUSY);
        once.retry(waits.with_max_times(AGAIN).with_jitter()).when(busy).await
    }

    /// Sends a request over the line. A platform that answers at all is there.
    async fn once<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, WechatError> {
        let down = |error: &WechatError| matches!(error, WechatError::Away(reason) if reason != BUSY);
        match self.line.call(send(request), down).await {
            Ok(answer) => Ok(answer),
            Err(Failed::Call(error)) => Err(error),
            Err(other) => Err(WechatError::Away(other.to_string())),
        }
    }

    /// The access token, from memory while it lives.
    async fn token(&self) -> Result<SecretString, WechatError> {
        let mut held = self.token.lock().await;
        let now = self.clock.now();
        if let Some((token, end)) = held.as_ref()
            && now < *end
        {
            return Ok(token.clone());
        }
        let body = json!({
            "grant_type": "client_credential",
            "appid": self.appid,
            "secret": self.secret.expose_secret(),
        });
        let asked = self.client.post(self.address("/cgi-bin/stable_token")?).json(&body);
        // With the wrong secret the platform speaks of a wrong token.
        let token: Token = match self.ask(asked).await {
            Err(WechatError::BadToken) => Err(WechatError::Misconfigured(40001)),
            answered => answered,
        }?;
        let end = now + TimeDelta::seconds((token.expires_in - SPARE).max(60));
        let token = SecretString::from(token.access_token);
        *held = Some((token.clone(), end));
        Ok(token)
    }

    async fn phone_once(&self, code: &str, openid: &OpenId) -> Result<PhoneAnswer, WechatError> {
        let token = self.token().await?;
        let asked = self
            .client
            .post(self.address("/wxa/business/getuserphonenumber")?)
            .query(&[("access_token", token.expose_secret())])
            .json(&json!({ "code": code, "openid": openid.0 }));
        match self.ask(asked).await {
            // Here the id doesn't fit the code.
            Err(WechatError::Misconfigured(40013)) => Err(WechatError::BadCode),
            answered => answered,
        }
    }
}

async fn send<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, WechatError> {
    let away = |error: reqwest::Error| WechatError::Away(error.without_url().to_string());
    let mut response = request.send().await.map_err(away)?;
    if !response.status().is_success() {
        return Err(WechatError::Away(format!("status {}", response.status().as_u16())));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(away)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > MOST {
            return Err(WechatError::Away("an endless answer".to_owned()));
        }
    }
    answer::read(&bytes)
}

#[async_trait]
impl Wechat for Platform {
    fn appid(&self) -> &str {
        &self.appid
    }

    async fn openid(&self, code: &str) -> Result<OpenId, WechatError> {
        let asked = self.client.get(self.address("/sns/jscode2session")?).query(&[
            ("appid", self.appid.as_str()),
            ("secret", self.secret.expose_secret()),
            ("js_code", code),
            ("grant_type", "authorization_code"),
        ]);
        self.ask::<Session>(asked).await?.openid()
    }

    async fn phone(&self, code: &str, openid: &OpenId) -> Result<Phone, WechatError> {
        let answer = match self.phone_once(code, openid).await {
            Err(WechatError::BadToken) => {
                *self.token.lock().await = None;
                self.phone_once(code, openid).await
            }
            answered => answered,
        };
        answer?.phone(&self.appid)
    }
}
