//! Settings: read once from `hechang.toml` and the environment (`HECHANG_…`), checked at the start.

use std::{net::SocketAddr, path::PathBuf};

use anyhow::{Context, ensure};
use chrono::{DateTime, Utc};
use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use crate::{
    platform::{keys::KeyRing, scanner, suite::Suite},
    web::address::Proxies,
};

mod links;

/// How the program runs: demonstration with everything built in, or production with the real interfaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Sandbox channels, made-up logins and generated keys.
    Demo,
    /// Refuses all of these.
    Production,
}

/// Whether rate limits and quotas hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Switch {
    /// They hold.
    On,
    /// They are lifted; demo mode only.
    Off,
}

/// Whether staff need an authenticator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Factor {
    /// Nothing can be done before one is set up.
    Required,
    /// Whoever has set one up needs it; demo mode only.
    Optional,
}

/// Every setting.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Config {
    /// `HECHANG_MODE`
    pub mode: Mode,
    /// `HECHANG_LISTEN`; port 0 takes a free one.
    pub listen: SocketAddr,
    /// `HECHANG_OPS_LISTEN`: production's listener for `/metrics`; port 0 takes a free one.
    pub ops_listen: SocketAddr,
    /// `HECHANG_PUBLIC_URL`; from the listener in demo mode.
    pub public_url: Option<String>,
    /// `HECHANG_DATA_DIR`
    pub data_dir: PathBuf,
    /// `HECHANG_DATABASE_URL`; SQLite in the data folder when missing.
    pub database_url: Option<String>,
    /// `HECHANG_REDIS_URL`; in process when missing.
    pub redis_url: Option<String>,
    /// `HECHANG_BLOB_URL`; the data folder when missing.
    pub blob_url: Option<String>,
    /// `HECHANG_CLOCK`: demo mode only, an instant to start the clock at.
    pub clock: Option<DateTime<Utc>>,
    /// `HECHANG_LIMITS`
    pub limits: Switch,
    /// `HECHANG_CODES_AN_HOUR`: how many one-time codes are sent to all phones together, 2000.
    pub codes_an_hour: u64,
    /// `HECHANG_KEYS_FILE`: the key ring; made on first run in demo mode.
    pub keys_file: Option<PathBuf>,
    /// `HECHANG_CRYPTO_SUITE`: what new values and files are sealed with; what the other suite sealed stays readable.
    pub crypto_suite: Suite,
    /// `HECHANG_SMS_URL`: the text-message gateway that the outbox posts to; required in production.
    pub sms_url: Option<String>,
    /// `HECHANG_SMS_TOKEN`: the bearer token for the gateway.
    #[serde(default, skip_serializing)]
    pub sms_token: Option<SecretString>,
    /// `HECHANG_TOTP`: whether staff need an authenticator; `required` in production, `optional` in demo mode when missing.
    pub totp: Option<Factor>,
    /// `HECHANG_TRUSTED_PROXIES`: addresses and networks, with commas between, whose `X-Forwarded-For` counts.
    pub trusted_proxies: Proxies,
    /// `HECHANG_OUTGOING_NETWORKS`: networks of one's own, with commas between, in which services outside may be found by name.
    pub outgoing_networks: Proxies,
    /// `HECHANG_WECHAT_URL`: the address of WeChat's interfaces.
    pub wechat_url: String,
    /// `HECHANG_WECHAT_APPID`: the mini-program's id; without it and the secret there is no login with WeChat, but for a
    /// demonstration's sandbox.
    pub wechat_appid: Option<String>,
    /// `HECHANG_WECHAT_SECRET`: the mini-program's secret.
    #[serde(default, skip_serializing)]
    pub wechat_secret: Option<SecretString>,
    /// `HECHANG_SCANNER`: the clamd that looks at every file, as `host:port` or `unix:/path`; none when missing.
    pub scanner: Option<String>,
    /// `HECHANG_FONTS`: folders, with commas between, where the fonts of PDF documents are found; those of the system when missing.
    pub fonts: Option<String>,
    /// `HECHANG_BACKUP_RECIPIENTS`: age public keys, with commas between, to which `hechang backup` seals; whoever has the other half of
    /// one can restore.
    pub backup_recipients: Option<String>,
    /// `HECHANG_AUDIT_ANCHOR_MINUTES`: how often the ends of the audit record's chains are written down outside.
    pub audit_anchor_minutes: u32,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            mode: Mode::Demo,
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            ops_listen: SocketAddr::from(([127, 0, 0, 1], 9090)),
            public_url: None,
            data_dir: PathBuf::from("data"),
            database_url: None,
            redis_url: None,
            blob_url: None,
            clock: None,
            limits: Switch::On,
            codes_an_hour: 2000,
            keys_file: None,
            crypto_suite: Suite::default(),
            sms_url: None,
            sms_token: None,
            totp: None,
            trusted_proxies: Proxies::default(),
            outgoing_networks: Proxies::default(),
            wechat_url: "https://api.weixin.qq.com".to_owned(),
            wechat_appid: None,
            wechat_secret: None,
            scanner: None,
            fonts: None,
            backup_recipients: None,
            audit_anchor_minutes: 60,
        }
    }
}

impl Config {
    /// Reads defaults, then `hechang.toml` in the working folder, then the environment, and checks them together.
    pub fn load() -> anyhow::Result<Self> {
        let config: Self = Figment::from(Serialized::defaults(Self::default()))
            .merge(Toml::file("hechang.toml"))
            .merge(Env::prefixed("HECHANG_"))
            .extract()
            .context("the settings can't be read")?;
        config.check()?;
        Ok(config)
    }

    /// Names every fault at once (security.md OPS-1).
    fn check(&self) -> anyhow::Result<()> {
        let faults = if self.demo() { Vec::new() } else { self.faults() };
        ensure!(faults.is_empty(), "production can't start so:\n{}", faults.join("\n"));
        Ok(())
    }

    fn faults(&self) -> Vec<String> {
        let is_https = |url: Option<&str>| url.is_some_and(|url| url.starts_with("https://"));
        let rules = [
            (is_https(self.public_url.as_deref()), "HECHANG_PUBLIC_URL: production needs an https address"),
            (self.clock.is_none(), "HECHANG_CLOCK: production follows the real clock; leave it out"),
            (self.limits == Switch::On, "HECHANG_LIMITS: production keeps its limits on"),
            (
                self.keys_file.is_some(),
                "HECHANG_KEYS_FILE: production doesn't generate keys; name a key ring",
            ),
            (self.totp_required(), "HECHANG_TOTP: production needs a second factor of its staff"),
            (
                self.wechat_appid.is_some() == self.wechat_secret.is_some(),
                "HECHANG_WECHAT_APPID and HECHANG_WECHAT_SECRET: one doesn't work without the other",
            ),
            (is_https(Some(&self.wechat_url)), "HECHANG_WECHAT_URL: production needs an https address"),
            (self.sms_url.is_some(), "HECHANG_SMS_URL: production needs a text-message gateway"),
            (
                self.scanner.as_deref().is_none_or(scanner::is_here),
                "HECHANG_SCANNER: production needs a socket, or an address on this machine",
            ),
        ];
        let links = [
            links::check_database(self.database_url.as_deref()),
            links::check("HECHANG_REDIS_URL", self.redis_url.as_deref(), "rediss"),
            links::check("HECHANG_SMS_URL", self.sms_url.as_deref(), "https"),
        ];
        let broken = rules.into_iter().filter(|(kept, _)| !kept).map(|(_, fault)| fault.to_owned());
        let links = links.into_iter().filter_map(|link| Some(link.err()?.to_string()));
        broken.chain(links).collect()
    }

    /// Production's keys are made by its keeper, never by a demonstration (security.md KEY-8).
    pub fn refuse_demo_keys(&self) -> anyhow::Result<()> {
        let of_demo = !self.demo() && KeyRing::read(&self.keys_file())?.is_of_demo();
        ensure!(
            !of_demo,
            "HECHANG_KEYS_FILE: a demonstration made this key ring; `hechang keys new` makes one"
        );
        Ok(())
    }

    /// Whether sandbox channels and demonstration logins exist.
    pub fn demo(&self) -> bool {
        self.mode == Mode::Demo
    }

    /// Whether staff can do nothing before they have set up an authenticator.
    pub fn totp_required(&self) -> bool {
        self.totp.map_or(!self.demo(), |factor| factor == Factor::Required)
    }

    /// The database's address.
    pub fn database_url(&self) -> String {
        self.database_url
            .clone()
            .unwrap_or_else(|| format!("sqlite://{}", self.data_dir.join("hechang.db").display()))
    }

    /// The folders of fonts.
    pub fn font_folders(&self) -> Vec<PathBuf> {
        let folders = self.fonts.as_deref().unwrap_or("/usr/share/fonts,/usr/local/share/fonts");
        folders.split(',').map(str::trim).filter(|folder| !folder.is_empty()).map(PathBuf::from).collect()
    }

    /// The key ring's file.
    pub fn keys_file(&self) -> PathBuf {
        self.keys_file.clone().unwrap_or_else(|| self.data_dir.join("keys.json"))
    }
}
