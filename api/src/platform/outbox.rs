//! Outgoing messages, written in the same transaction as the change they tell of and sent afterward.
//!
//! A message leaves at least once, with its id as the key that lets the receiver drop a repeat. It holds no name, amount or
//! story; recipient and parameters are sealed at rest.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use hechang_entity::outbox_message::{ActiveModel, Column, Entity, Model};
use ipnet::IpNet;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, LockBehavior, LockType},
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::sync::Notify;
use uuid::Uuid;

use crate::{
    error::Internal,
    platform::{
        aging::Due,
        clock::Clock,
        database::{self, Database},
        ids,
        outgoing::{self, Failed, Line},
        vault::{Place, Vault},
    },
};

const AT_ONCE: u64 = 20;
const MOST_ATTEMPTS: i32 = 12;
const LEASE: TimeDelta = TimeDelta::seconds(60);
const IDLE: Duration = Duration::from_secs(5);

/// A message to one person.
#[derive(Clone, Debug)]
pub struct Message {
    /// `sms` or `wechat`.
    pub channel: &'static str,
    /// The phone number or account.
    pub to: String,
    /// The template's key, `notify-{template}` in the locales.
    pub template: String,
    /// What the template needs.
    pub params: Value,
    /// The text as it is sent.
    pub text: String,
}

/// A message as a channel gets it.
pub struct Outgoing {
    /// The key that lets the receiver drop a repeat.
    pub id: Uuid,
    /// See [`Message`].
    pub message: Message,
    /// When it was written.
    pub at: DateTime<Utc>,
}

/// Sends one message.
#[async_trait]
pub trait Channel: Send + Sync {
    /// Fails when the gateway didn't take the message; it is tried again later.
    async fn send(&self, outgoing: &Outgoing) -> anyhow::Result<()>;
}

/// The sandbox: messages stay in the database, readable at the sandbox address.
pub struct Sandbox;

#[async_trait]
impl Channel for Sandbox {
    async fn send(&self, _: &Outgoing) -> anyhow::Result<()> {
        Ok(())
    }
}

/// A text-message gateway that takes `{to, template, text, params}` by POST with the message's id as `Idempotency-Key`.
pub struct Gateway {
    client: reqwest::Client,
    line: Line,
    url: String,
    token: Option<SecretString>,
}

impl Gateway {
    /// A gateway at an address, with a bearer token where it wants one; found by name also in these networks.
    pub fn new(url: String, token: Option<SecretString>, networks: &[IpNet]) -> anyhow::Result<Self> {
        let client = outgoing::client(Duration::from_secs(3), Duration::from_secs(10), networks)?;
        Ok(Self { client, line: Line::new("sms", 4, Duration::from_secs(15)), url, token })
    }
}

#[async_trait]
impl Channel for Gateway {
    async fn send(&self, outgoing: &Outgoing) -> anyhow::Result<()> {
        let Message { to, template, text, params, .. } = &outgoing.message;
        let body = serde_json::json!({ "to": to, "template": template, "text": text, "params": params });
        let mut request =
            self.client.post(&self.url).header("Idempotency-Key", outgoing.id.to_string()).json(&body);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token.expose_secret());
        }
        let sent = async { request.send().await?.error_for_status() };
        // A message that the gateway refuses says nothing of the next one.
        let down = |error: &reqwest::Error| !error.status().is_some_and(|status| status.is_client_error());
        match self.line.call(sent, down).await {
            Ok(_) => Ok(()),
            Err(Failed::Call(error)) => Err(error.without_url().into()),
            Err(other) => Err(anyhow::Error::msg(other.to_string())),
        }
    }
}

/// Writes a message beside the change it tells of.
pub async fn put(
    db: &impl ConnectionTrait,
    vault: &Vault,
    message: &Message,
    at: DateTime<Utc>,
) -> Result<(), Internal> {
    let id = ids::new_id();
    let body = serde_json::json!({ "to": message.to, "params": message.params, "text": message.text });
    let row = ActiveModel {
        id: Set(id),
        channel: Set(message.channel.to_owned()),
        template: Set(message.template.clone()),
        recipient_index: Set(vault.index("outbox_message.recipient", &message.to)?),
        body_sealed: Set(vault.seal_json(Place { column: "outbox_message.body", row: id }, &body)?),
        created_at: Set(at),
        attempts: Set(0),
        next_attempt_at: Set(at),
        sent_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// The newest messages to one recipient, or to all: the sandbox's page.
pub async fn newest(
    db: &impl ConnectionTrait,
    vault: &Vault,
    to: Option<&str>,
) -> Result<Vec<Outgoing>, Internal> {
    // By id: a demonstration's clock may start over, and then the instant says nothing of the order.
    let mut query = Entity::find().order_by_desc(Column::Id).limit(100);
    if let Some(to) = to {
        query = query.filter(Column::RecipientIndex.eq(vault.index("outbox_message.recipient", to)?));
    }
    query.all(db).await?.into_iter().map(|row| open(vault, row)).collect()
}

/// Messages that were sent, or given up, at this instant or before.
pub fn due(cutoff: DateTime<Utc>) -> Due<Entity> {
    let given_up = Condition::all()
        .add(Column::SentAt.is_null())
        .add(Column::Attempts.gte(MOST_ATTEMPTS))
        .add(Column::NextAttemptAt.lte(cutoff));
    let when = Condition::any().add(Column::SentAt.lte(cutoff)).add(given_up);
    Due { key: Column::Id, when }
}

/// A page of the messages to one recipient, oldest first.
pub async fn sent_to(
    db: &impl ConnectionTrait,
    vault: &Vault,
    to: &str,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Outgoing>, Internal> {
    let index = vault.index("outbox_message.recipient", to)?;
    let page = Entity::find().filter(Column::RecipientIndex.eq(index)).order_by_asc(Column::Id).limit(limit);
    let page = page.apply_if(after, |page, after| page.filter(Column::Id.gt(after)));
    page.all(db).await?.into_iter().map(|row| open(vault, row)).collect()
}

/// Forgets what was sent to a recipient; what still waits is sent first.
pub async fn forget(db: &impl ConnectionTrait, vault: &Vault, to: &str) -> Result<(), Internal> {
    let index = vault.index("outbox_message.recipient", to)?;
    let sent = Entity::delete_many().filter(Column::RecipientIndex.eq(index));
    sent.filter(Column::SentAt.is_not_null()).exec(db).await?;
    Ok(())
}

fn open(vault: &Vault, row: Model) -> Result<Outgoing, Internal> {
    let place = Place { column: "outbox_message.body", row: row.id };
    let body: Value = vault.open_json(place, &row.body_sealed)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let channel = if row.channel == "wechat" { "wechat" } else { "sms" };
    let params = body.get("params").cloned().unwrap_or_default();
    let message = Message { channel, to: text("to"), template: row.template, params, text: text("text") };
    Ok(Outgoing { id: row.id, message, at: row.created_at })
}

/// Sends what waits, until the program ends.
pub struct Worker {
    /// Where messages wait.
    pub db: Database,
    /// Opens them.
    pub vault: Arc<Vault>,
    /// Tells when to try again.
    pub clock: Arc<dyn Clock>,
    /// Sends them.
    pub channel: Arc<dyn Channel>,
    /// Wakes the worker after a commit.
    pub wake: Arc<Notify>,
}

impl Worker {
    /// Runs forever; a fault is logged and tried again.
    pub async fn run(self) {
        loop {
            match self.send_waiting().await {
                Ok(0) => drop(tokio::time::timeout(IDLE, self.wake.notified()).await),
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(error = format!("{error:#}"), "the outbox can't be read");
                    tokio::time::sleep(IDLE).await;
                }
            }
        }
    }

    /// Sends one batch; answers how many messages it took.
    pub async fn send_waiting(&self) -> Result<usize, Internal> {
        let claimed = self.claim().await?;
        let count = claimed.len();
        for row in claimed {
            self.send(row).await?;
        }
        Ok(count)
    }

    /// Takes messages whose time has come; another node gets others. A node that dies loses its lease after a minute.
    async fn claim(&self) -> Result<Vec<Model>, Internal> {
        use sea_orm::ExprTrait as _;
        let now = self.clock.now();
        let mut due = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::SentAt.is_null())
            .filter(Column::NextAttemptAt.lte(now))
            .filter(Column::Attempts.lt(MOST_ATTEMPTS))
            .order_by_asc(Column::NextAttemptAt)
            .limit(AT_ONCE);
        if database::is_postgres(self.db.read()) {
            due = due.lock_with_behavior(LockType::Update, LockBehavior::SkipLocked);
        }
        if due.clone().into_tuple::<Uuid>().one(self.db.read()).await?.is_none() {
            return Ok(Vec::new());
        }
        let tx = self.db.begin().await?;
        let claimed = Entity::update_many()
            .col_expr(Column::NextAttemptAt, Expr::value(now + LEASE))
            .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
            .filter(Expr::col(Column::Id).in_subquery(due.into_query()))
            .exec_with_returning(&tx)
            .await?;
        tx.commit().await?;
        Ok(claimed)
    }

    async fn send(&self, row: Model) -> Result<(), Internal> {
        let (id, attempts) = (row.id, row.attempts);
        let outgoing = open(&self.vault, row)?;
        let (column, at) = match self.channel.send(&outgoing).await {
            Ok(()) => (Column::SentAt, self.clock.now()),
            Err(error) => {
                tracing::warn!(message = %id, attempts, error = format!("{error:#}"), "a message wasn't taken");
                (Column::NextAttemptAt, self.clock.now() + back_off(attempts))
            }
        };
        let tx = self.db.begin().await?;
        Entity::update_many().col_expr(column, Expr::value(at)).filter(Column::Id.eq(id)).exec(&tx).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// One minute, two, four … at most six hours, and by chance up to a tenth more, so that messages that failed together don't come back together.
fn back_off(attempts: i32) -> TimeDelta {
    let doublings = u32::try_from(attempts.saturating_sub(1)).unwrap_or(0).min(9);
    let seconds = 60 * 2_i64.saturating_pow(doublings).min(360);
    let [chance] = ids::random_bytes::<1>();
    TimeDelta::seconds(seconds + seconds / 10 * i64::from(chance) / 256)
}
