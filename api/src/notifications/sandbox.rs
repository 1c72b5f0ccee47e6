//! The demonstration's mailbox.

use actix_web::{
    get,
    web::{Data, Json, Query},
};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    app::App,
    error::Problem,
    platform::outbox::{self, Outgoing},
};

/// Whose messages.
#[derive(Deserialize)]
pub struct Mailbox {
    to: Option<String>,
}

/// What would have gone out, newest first.
#[derive(Serialize)]
pub struct Messages {
    items: Vec<SandboxMessage>,
}

/// One message.
#[derive(Serialize)]
pub struct SandboxMessage {
    channel: &'static str,
    to: String,
    template: String,
    text: String,
    params: Value,
    at: DateTime<Utc>,
}

impl From<Outgoing> for SandboxMessage {
    fn from(outgoing: Outgoing) -> Self {
        let message = outgoing.message;
        Self {
            channel: message.channel,
            to: message.to,
            template: message.template,
            text: message.text,
            params: message.params,
            at: outgoing.at,
        }
    }
}

/// Every message that would have gone out.
#[get("/sandbox/messages.json")]
pub async fn messages(app: Data<App>, mailbox: Query<Mailbox>) -> Result<Json<Messages>, Problem> {
    let found = outbox::newest(app.db.read(), &app.vault, mailbox.to.as_deref()).await?;
    Ok(Json(Messages { items: found.into_iter().map(SandboxMessage::from).collect() }))
}
