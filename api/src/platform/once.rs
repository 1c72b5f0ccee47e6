//! Nothing a client retries happens twice: the answer to a creating POST is kept beside the change, under the sender and the
//! `Idempotency-Key`, and given again for 24 hours.

use std::{sync::Arc, time::Duration};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use chrono::{DateTime, TimeDelta, Utc};
use hechang_entity::idempotency_answer::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, TryInsertResult,
};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::future::{Ready, ready};
use uuid::Uuid;

use crate::{
    error::{FieldFault, Internal, Problem},
    platform::{
        aging::Due,
        cache::Cache,
        change::{Author, Change},
        ids,
        vault::{Place, Vault},
    },
};

const KEPT: TimeDelta = TimeDelta::hours(24);
const LEASE: Duration = Duration::from_mins(1);
const COLUMN: &str = "idempotency_answer.answer";

/// The request's `Idempotency-Key`, with the route it was sent to.
#[derive(Clone, Debug)]
pub struct Once {
    key: Option<String>,
    route: String,
}

impl Once {
    /// The key of a form post in a browser, carried in a hidden field.
    pub fn keyed(key: impl Into<String>, route: impl Into<String>) -> Self {
        Self { key: Some(key.into()), route: route.into() }
    }

    /// Without a key: each request stands for itself.
    pub fn unkeyed() -> Self {
        Self { key: None, route: String::new() }
    }

    /// Runs a use case once: a repeat of the same key and body gets the first answer without running it.
    /// The use case must commit through the change it is handed.
    ///
    /// # Errors
    /// 422 `idempotency_key_reused` for another body, 409 `request_in_progress` while the first still runs.
    pub async fn run<T, E, F>(
        &self,
        change: Change,
        cache: &Arc<dyn Cache>,
        body: &impl Serialize,
        work: F,
    ) -> Result<T, Problem>
    where
        T: Serialize + DeserializeOwned,
        E: Into<Problem>,
        F: AsyncFnOnce(Change) -> Result<T, E>,
    {
        let Some(key) = &self.key else {
            return work(change).await.map_err(Into::into);
        };
        let key = format!("{}:{key}", change.author().id_text());
        let lease = format!("once:{key}");
        if !cache.claim(&lease, LEASE).await? {
            drop(change);
            return Err(Problem::conflict("request_in_progress"));
        }
        let answer = self.run_claimed(change, &key, body, work).await;
        cache.release(&lease).await?;
        answer
    }

    async fn run_claimed<T, E, F>(
        &self,
        change: Change,
        key: &str,
        body: &impl Serialize,
        work: F,
    ) -> Result<T, Problem>
    where
        T: Serialize + DeserializeOwned,
        E: Into<Problem>,
        F: AsyncFnOnce(Change) -> Result<T, E>,
    {
        let fingerprint = self.fingerprint(change.vault(), body)?;
        let claim = Claim { id: ids::new_id(), now: change.now() };
        match claim.insert(change.db(), key, &fingerprint).await? {
            None => work(change.answering(claim)).await.map_err(Into::into),
            Some(held) if held.fingerprint == fingerprint => Ok(held_answer(change.vault(), &held)?),
            Some(_) => {
                Err(Problem::new(actix_web::http::StatusCode::UNPROCESSABLE_ENTITY, "idempotency_key_reused"))
            }
        }
    }

    /// Keyed: from a plain hash of a short body, like one phone number, the body could be guessed.
    fn fingerprint(&self, vault: &Vault, body: &impl Serialize) -> Result<Vec<u8>, Internal> {
        let mut hash = Sha256::new();
        hash.update(self.route.as_bytes());
        hash.update([0]);
        hash.update(serde_json::to_vec(body)?);
        vault.index("idempotency_answer.fingerprint", &data_encoding::HEXLOWER.encode(&hash.finalize()))
    }
}

/// A row that waits for its answer within the running transaction.
pub struct Claim {
    id: Uuid,
    now: DateTime<Utc>,
}

impl Claim {
    /// Inserts the row; answers the one that was there before. On PostgreSQL this waits for a transaction that holds the key.
    async fn insert(
        &self,
        db: &impl ConnectionTrait,
        key: &str,
        fingerprint: &[u8],
    ) -> Result<Option<Model>, Internal> {
        Entity::delete_many()
            .filter(Column::Key.eq(key))
            .filter(Column::ExpiresAt.lte(self.now))
            .exec(db)
            .await?;
        let row = ActiveModel {
            id: Set(self.id),
            key: Set(key.to_owned()),
            fingerprint: Set(fingerprint.to_vec()),
            answer_sealed: Set(None),
            expires_at: Set(self.now + KEPT),
        };
        let inserted =
            Entity::insert(row).on_conflict_do_nothing_on([Column::Key]).exec_without_returning(db).await?;
        // A conflict is `Inserted(0)` here: the database reports no row, sea-orm no conflict.
        if matches!(inserted, TryInsertResult::Inserted(1)) {
            return Ok(None);
        }
        let held = Entity::find().filter(Column::Key.eq(key)).one(db).await?;
        held.map(Some).ok_or_else(|| Internal::msg("an idempotency key vanished"))
    }

    /// Keeps the answer, to be committed with the change.
    pub(super) async fn keep(
        &self,
        db: &impl ConnectionTrait,
        vault: &Vault,
        answer: &impl Serialize,
    ) -> Result<(), Internal> {
        let sealed = vault.seal_json(Place { column: COLUMN, row: self.id }, answer)?;
        let row = ActiveModel { id: Set(self.id), answer_sealed: Set(Some(sealed)), ..Default::default() };
        Entity::update(row).exec_without_returning(db).await?;
        Ok(())
    }
}

/// Answers that expired at this instant or before.
pub fn due(cutoff: DateTime<Utc>) -> Due<Entity> {
    Due { key: Column::Id, when: Condition::all().add(Column::ExpiresAt.lte(cutoff)) }
}

/// Forgets every answer that was given to somebody.
pub async fn forget(db: &impl ConnectionTrait, author: Author) -> Result<(), Internal> {
    Entity::delete_many().filter(Column::Key.starts_with(format!("{}:", author.id_text()))).exec(db).await?;
    Ok(())
}

fn held_answer<T: DeserializeOwned>(vault: &Vault, held: &Model) -> Result<T, Internal> {
    let sealed = held.answer_sealed.as_deref().ok_or_else(|| Internal::msg("a kept answer is empty"))?;
    vault.open_json(Place { column: COLUMN, row: held.id }, sealed)
}

impl FromRequest for Once {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let route = format!("{} {}", request.method(), request.path());
        let Some(header) = request.headers().get("idempotency-key") else {
            return ready(Ok(Self { key: None, route }));
        };
        let key = header.to_str().ok().filter(|key| (1..=200).contains(&key.len()));
        ready(key.map(|key| Self { key: Some(key.to_owned()), route }).ok_or_else(unreadable_key))
    }
}

fn unreadable_key() -> Problem {
    let fault = FieldFault::new("/Idempotency-Key", "too_long").with("max", 200);
    Problem::bad_request("unreadable").naming(vec![fault])
}
