//! How the chains stand: how long they are, when they were last anchored, when all were last checked.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    app::App,
    audit::{error::AuditError, model::Scope, queries::reading, service::reading::scope},
    error::Internal,
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    organs::{self, model::Organ},
    platform::chain::HOUSE,
};

/// The chains that a reader may look over.
pub struct State {
    /// The house's first.
    pub chains: Vec<Chain>,
    /// The last check of the whole record.
    pub checked: Option<Checked>,
}

/// One chain.
pub struct Chain {
    /// Whose; none for the house's own.
    pub organ: Option<Organ>,
    /// Its last number.
    pub seq: i64,
    /// When it was last anchored, and at which number.
    pub anchored: Option<(DateTime<Utc>, i64)>,
}

/// A check of the whole record.
pub struct Checked {
    /// When.
    pub at: DateTime<Utc>,
    /// How many entries.
    pub entries: i64,
    /// How many of them were wrong.
    pub faults: i64,
}

/// How the chains stand.
pub async fn state(app: &App, reader: &Staff) -> Result<State, AuditError> {
    policy::require(reader, Action::ReadRecord)?;
    let db = app.db.read();
    let Scope { mut organs, house } = scope(db, reader).await?;
    organs.extend(house.then_some(HOUSE));
    let anchored = reading::anchored(db, &organs).await?;
    let mut chains = Vec::new();
    for head in reading::heads(db, &organs).await? {
        let organ = organ(app, head.chain_id).await?;
        chains.push(Chain { organ, seq: head.seq, anchored: anchored.get(&head.chain_id).copied() });
    }
    let checked = reading::newest_of(db, "audit.verified").await?;
    let number = |facts: &Value, name: &str| facts.get(name).and_then(Value::as_i64).unwrap_or_default();
    let checked = checked.map(|row| Checked {
        at: row.at,
        entries: number(&row.detail, "entries"),
        faults: number(&row.detail, "faults"),
    });
    Ok(State { chains, checked })
}

async fn organ(app: &App, chain: Uuid) -> Result<Option<Organ>, Internal> {
    if chain == HOUSE {
        return Ok(None);
    }
    organs::service::organ(app.db.read(), chain).await.map(Some).map_err(Internal::from_error)
}
