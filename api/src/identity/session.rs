//! Sign-ins: what a person holds after proving who they are, and for how long.

use chrono::{DateTime, TimeDelta, Utc};
use hechang_entity::sign_in;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;

use crate::{
    app::App,
    error::Internal,
    identity::{
        access_token,
        actor::{Citizen, Duty, Staff},
        device::Door,
        model::{Channel, Subject, SubjectKind, Tokens},
        queries, staff,
    },
    platform::{change::Change, ids, vault::Vault},
};

/// A session in use is noted at most once a minute.
const TOUCH: TimeDelta = TimeDelta::minutes(1);

/// A sign-in with its secret, which is a browser's cookie or a client's refresh token.
#[derive(Serialize, Deserialize)]
pub struct Opened {
    subject: Subject,
    sign_in: Uuid,
    expires_at: DateTime<Utc>,
    /// The secret itself; only its keyed hash is stored.
    pub secret: String,
}

impl Opened {
    fn new(row: &sign_in::Model, secret: String) -> Self {
        Self { subject: subject(row), sign_in: row.id, expires_at: row.expires_at, secret }
    }

    /// The sign-in.
    pub fn sign_in(&self) -> Uuid {
        self.sign_in
    }

    /// Tokens for a client of the API.
    pub fn into_tokens(self, app: &App) -> Result<Tokens, Internal> {
        let now = app.clock.now();
        Ok(Tokens {
            access_token: access_token::issue(&app.vault, self.subject, self.sign_in, now)?,
            token_type: "Bearer".to_owned(),
            expires_in: access_token::LIFE.num_seconds(),
            refresh_token: self.secret,
            refresh_expires_in: (self.expires_at - now).num_seconds(),
        })
    }
}

impl SubjectKind {
    fn parse(word: &str) -> Self {
        if word == Self::Staff.word() { Self::Staff } else { Self::Citizen }
    }
}

impl Channel {
    const fn word(self) -> &'static str {
        match self {
            Self::Api => "api",
            Self::Portal => "portal",
            Self::Console => "console",
        }
    }

    /// The absolute end, counted from signing in (ID-12).
    const fn life(self, kind: SubjectKind) -> TimeDelta {
        match (self, kind) {
            (Self::Api, SubjectKind::Citizen) => TimeDelta::days(30),
            (Self::Portal, _) => TimeDelta::hours(12),
            (Self::Api | Self::Console, _) => TimeDelta::hours(8),
        }
    }

    /// The end when nothing happens (ID-12); API clients show life by refreshing.
    const fn idle(self) -> Option<TimeDelta> {
        match self {
            Self::Api => None,
            Self::Portal => Some(TimeDelta::minutes(30)),
            Self::Console => Some(TimeDelta::minutes(15)),
        }
    }
}

/// Opens a sign-in for somebody who has just proved who they are; the caller commits.
pub async fn open(change: &Change, subject: Subject, door: Door) -> Result<Opened, Internal> {
    let (secret, secret_hash) = new_secret(change.vault())?;
    let row = sign_in::Model {
        id: ids::new_id(),
        subject_kind: subject.kind.word().to_owned(),
        subject_id: subject.id,
        channel: door.channel.word().to_owned(),
        secret_hash,
        created_at: change.now(),
        seen_at: change.now(),
        expires_at: change.now() + door.channel.life(subject.kind),
        ended_at: None,
        proved_at: Some(change.now()),
        device: Some(door.device.word().to_owned()),
    };
    let opened = Opened::new(&row, secret);
    if let Some(before) = door.before {
        queries::end_sign_in(change.db(), before, change.now()).await?;
    }
    queries::insert_sign_in(change.db(), row).await?;
    Ok(opened)
}

/// Exchanges the refresh token of a client; none when it doesn't work any more.
pub async fn rotate(change: &Change, old: &[u8]) -> Result<Option<Opened>, Internal> {
    let (secret, hash) = new_secret(change.vault())?;
    let rotated = queries::rotate_secret(change.db(), old, hash, Channel::Api.word(), change.now()).await?;
    let Some(row) = rotated else { return Ok(None) };
    queries::insert_spent(change.db(), old, row.id, change.now()).await?;
    Ok(Some(Opened::new(&row, secret)))
}

fn subject(row: &sign_in::Model) -> Subject {
    Subject { kind: SubjectKind::parse(&row.subject_kind), id: row.subject_id }
}

/// A new secret with its hash.
fn new_secret(vault: &Vault) -> Result<(String, Vec<u8>), Internal> {
    let secret = ids::random_token();
    let hash = secret_hash(vault, &secret)?;
    Ok((secret, hash))
}

/// The keyed hash under which a secret is found.
pub fn secret_hash(vault: &Vault, secret: &str) -> Result<Vec<u8>, Internal> {
    let key = vault.key("sign-in-secret")?;
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).map_err(Internal::from_error)?;
    mac.update(secret.as_bytes());
    Ok(mac.finalize().into_bytes().to_vec())
}

/// Who is signed in, and where that hangs.
#[derive(Clone, Debug)]
pub struct SignedIn<T> {
    /// Who.
    pub who: T,
    /// The sign-in.
    pub sign_in: Uuid,
    /// When they last proved who they are.
    pub proved_at: DateTime<Utc>,
    /// What they must do before anything else.
    pub duty: Option<Duty>,
}

impl<T> SignedIn<T> {
    fn new(row: &sign_in::Model, who: T, duty: Option<Duty>) -> Self {
        Self { who, sign_in: row.id, proved_at: row.proved_at.unwrap_or(row.created_at), duty }
    }
}

/// The citizen of a living sign-in.
pub fn citizen(app: &App, row: &sign_in::Model) -> Option<SignedIn<Citizen>> {
    let subject = subject(row);
    (subject.kind == SubjectKind::Citizen)
        .then(|| SignedIn::new(row, Citizen { id: subject.id }, None))
        .filter(|_| !idle(app, row))
}

/// The member of staff of a living sign-in, unless the account is disabled.
pub async fn member(app: &App, row: &sign_in::Model) -> Result<Option<SignedIn<Staff>>, Internal> {
    let subject = subject(row);
    if subject.kind != SubjectKind::Staff || idle(app, row) {
        return Ok(None);
    }
    let Some(account) = queries::staff(app.db.read(), subject.id).await? else { return Ok(None) };
    let duty = staff::duty(&account, app.config.totp_required());
    let who = staff::member(app.db.read(), account).await?;
    Ok(Some(SignedIn::new(row, who, duty)))
}

fn idle(app: &App, row: &sign_in::Model) -> bool {
    let limit = [Channel::Portal, Channel::Console].into_iter().find(|channel| channel.word() == row.channel);
    limit.and_then(Channel::idle).is_some_and(|idle| app.clock.now() - row.seen_at > idle)
}

/// The living sign-in of a cookie's secret; notes that it is in use.
pub async fn of_cookie(app: &App, secret: &str) -> Result<Option<sign_in::Model>, Internal> {
    let now = app.clock.now();
    let hash = secret_hash(&app.vault, secret)?;
    let found = queries::living_sign_in_by_secret(app.db.read(), &hash, now).await?;
    let Some(row) = found.filter(|row| row.channel != Channel::Api.word() && !idle(app, row)) else {
        return Ok(None);
    };
    if now - row.seen_at > TOUCH {
        touch(app, &row).await?;
    }
    Ok(Some(row))
}

async fn touch(app: &App, row: &sign_in::Model) -> Result<(), Internal> {
    let tx = app.db.begin().await?;
    queries::touch_sign_in(&tx, row.id, app.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// The living sign-in of an access token.
pub async fn of_token(app: &App, token: &str, kind: SubjectKind) -> Result<Option<sign_in::Model>, Internal> {
    let now = app.clock.now();
    let Some((subject, id)) = access_token::verify(&app.vault, token, kind, now) else { return Ok(None) };
    let row = queries::living_sign_in(app.db.read(), id, now).await?;
    Ok(row.filter(|row| row.subject_id == subject.id))
}
