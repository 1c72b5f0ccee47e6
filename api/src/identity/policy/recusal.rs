//! Keeping staff out of a matter in which they are party, kin or otherwise interested (回避; security.md AC-7).

use chrono::{DateTime, Utc};
use hechang_entity::recusal::Model;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    error::Internal,
    identity::policy::queries,
    platform::{
        change::Change,
        ids,
        vault::{Place, Vault},
    },
};

const REASON: &str = "recusal.reason";

/// That somebody is or was kept out.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
pub struct Recusal {
    /// UUIDv7.
    pub id: Uuid,
    /// Who is kept out.
    pub staff_id: Uuid,
    /// Why.
    pub reason: String,
    /// Who said so: themselves or a supervisor.
    pub made_by: Uuid,
    /// Since when.
    pub made_at: DateTime<Utc>,
    /// Who let them in again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_by: Option<Uuid>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<DateTime<Utc>>,
}

/// Who is or was kept out of a matter, the newest first. Who may know is the caller's question.
pub async fn of_matter(
    db: &impl ConnectionTrait,
    vault: &Vault,
    matter: Uuid,
) -> Result<Vec<Recusal>, Internal> {
    queries::of_matter(db, matter).await?.into_iter().map(|row| opened(vault, row)).collect()
}

/// Keeps somebody out from now on; none when they are already. The caller commits.
pub async fn keep_out(
    change: &Change,
    matter: Uuid,
    staff: Uuid,
    made_by: Uuid,
    reason: &str,
) -> Result<Option<Recusal>, Internal> {
    if queries::kept_out_of(change.db(), staff).await?.contains(&matter) {
        return Ok(None);
    }
    let id = ids::new_id();
    let row = Model {
        id,
        application_id: matter,
        staff_id: staff,
        reason_sealed: change.vault().seal_json(Place { column: REASON, row: id }, &reason)?,
        made_by,
        made_at: change.now(),
        ended_by: None,
        ended_at: None,
    };
    queries::insert(change.db(), row.clone()).await?;
    opened(change.vault(), row).map(Some)
}

/// Lets somebody in again; whether they were kept out. The caller commits.
pub async fn let_in(change: &Change, matter: Uuid, id: Uuid, by: Uuid) -> Result<bool, Internal> {
    queries::end(change.db(), matter, id, by, change.now()).await
}

fn opened(vault: &Vault, row: Model) -> Result<Recusal, Internal> {
    let Model { id, staff_id, reason_sealed, made_by, made_at, ended_by, ended_at, .. } = row;
    let reason = vault.open_json(Place { column: REASON, row: id }, &reason_sealed)?;
    Ok(Recusal { id, staff_id, reason, made_by, made_at, ended_by, ended_at })
}
