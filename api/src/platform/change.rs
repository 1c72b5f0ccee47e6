//! The one way to write: a transaction that can't be committed without saying what happened.
//!
//! State change, audit record, outgoing messages and the kept answer of a retried request commit together or not at all.
//! Dropped without [`Change::commit`], everything is undone.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, Utc};
use hechang_entity::audit_entry;
use sea_orm::DatabaseTransaction;
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::{
    error::Internal,
    platform::{
        chain::{self, Seals},
        clock::local_date,
        ids,
        once::Claim,
        outbox::{self, Message},
        vault::Vault,
    },
};

/// Who changes something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    /// A citizen.
    Citizen(Uuid),
    /// A member of staff.
    Staff(Uuid),
    /// Somebody who isn't signed in.
    Visitor,
    /// The program itself: jobs and first-run data.
    System,
}

impl Author {
    /// The word on the audit record.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Citizen(_) => "citizen",
            Self::Staff(_) => "staff",
            Self::Visitor => "visitor",
            Self::System => "system",
        }
    }

    /// The person, when there is one.
    pub fn id(self) -> Option<Uuid> {
        match self {
            Self::Citizen(id) | Self::Staff(id) => Some(id),
            Self::Visitor | Self::System => None,
        }
    }

    /// The person as text, or the kind.
    pub fn id_text(self) -> String {
        self.id().map_or_else(|| self.kind().to_owned(), |id| id.to_string())
    }
}

/// What happened, for the audit record. Holds no personal data.
#[derive(Clone, Debug)]
pub struct Event {
    /// The act, like `application.submitted`.
    pub action: &'static str,
    /// The row it happened to.
    pub subject: Uuid,
    /// The organ in whose keeping the matter is.
    pub organ: Option<Uuid>,
    /// The application that it belongs to, when the row is another one, like a file's.
    pub case: Option<Uuid>,
    /// Facts that help an auditor, without personal data.
    pub detail: Value,
}

impl Event {
    /// An act on a row.
    pub fn new(action: &'static str, subject: Uuid) -> Self {
        Self { action, subject, organ: None, case: None, detail: json!({}) }
    }

    /// Names the organ in whose keeping the matter is.
    #[must_use]
    pub fn at(mut self, organ: Uuid) -> Self {
        self.organ = Some(organ);
        self
    }

    /// Names the application that it belongs to, if any, so that an auditor finds it there.
    #[must_use]
    pub fn in_case(mut self, application: impl Into<Option<Uuid>>) -> Self {
        self.case = application.into();
        self
    }

    /// Adds facts.
    #[must_use]
    pub fn with(mut self, detail: Value) -> Self {
        self.detail = detail;
        self
    }
}

/// A running transaction with its author, its instant and what it owes.
pub struct Change {
    tx: DatabaseTransaction,
    author: Author,
    now: DateTime<Utc>,
    vault: Arc<Vault>,
    seals: Arc<Seals>,
    wake: Arc<Notify>,
    claim: Option<Claim>,
    record: Mutex<Vec<audit_entry::Model>>,
}

impl Change {
    /// Wraps a transaction; [`crate::app::App::change`] is the way to get one.
    pub fn new(
        tx: DatabaseTransaction,
        author: Author,
        now: DateTime<Utc>,
        vault: Arc<Vault>,
        seals: Arc<Seals>,
        wake: Arc<Notify>,
    ) -> Self {
        Self { tx, author, now, vault, seals, wake, claim: None, record: Mutex::default() }
    }

    pub(super) fn answering(self, claim: Claim) -> Self {
        Self { claim: Some(claim), ..self }
    }

    /// The transaction, for queries.
    pub fn db(&self) -> &DatabaseTransaction {
        &self.tx
    }

    /// Who changes.
    pub fn author(&self) -> Author {
        self.author
    }

    /// The instant of the change.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// The day of the change in Asia/Shanghai.
    pub fn today(&self) -> NaiveDate {
        local_date(self.now)
    }

    /// Seals and opens personal data.
    pub fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Sends a message once the change is committed.
    pub async fn tell(&self, message: &Message) -> Result<(), Internal> {
        outbox::put(&self.tx, &self.vault, message, self.now).await
    }

    /// Puts an act on the audit record; for a change that consists of several. Written with the commit, so that the end of a
    /// chain is held as shortly as can be.
    pub fn record(&self, event: Event) {
        let entry = audit_entry::Model {
            id: ids::new_id(),
            at: self.now,
            actor_kind: self.author.kind().to_owned(),
            actor_id: self.author.id(),
            organ_id: event.organ,
            action: event.action.to_owned(),
            subject_id: event.subject,
            detail: event.detail,
            case_id: event.case,
            chain_id: None,
            seq: None,
            previous: None,
            hash: None,
            key_id: None,
        };
        self.record.lock().unwrap_or_else(PoisonError::into_inner).push(entry);
    }

    /// Records what happened, keeps the answer for a retry, and commits.
    pub async fn commit<T: Serialize>(self, event: Event, answer: T) -> Result<T, Internal> {
        self.record(event);
        if let Some(claim) = &self.claim {
            claim.keep(&self.tx, &self.vault, &answer).await?;
        }
        let record = self.record.into_inner().unwrap_or_else(PoisonError::into_inner);
        chain::append(&self.tx, &self.seals, record).await?;
        self.tx.commit().await?;
        self.wake.notify_one();
        Ok(answer)
    }
}
