//! What an application has.

use std::collections::{HashMap, HashSet};

use hechang_entity::material::Model;
use sea_orm::ConnectionTrait;
use serde::Serialize;
use uuid::Uuid;

use crate::{
    error::Internal,
    materials::{
        model::{Judgment, Material, Screening},
        queries,
    },
    platform::vault::{Place, Vault},
};

/// The files of an application in the order of upload, without removed ones.
pub async fn of_application(
    db: &impl ConnectionTrait,
    vault: &Vault,
    id: Uuid,
) -> Result<Vec<Material>, Internal> {
    Ok(of_applications(db, vault, &[id]).await?.remove(&id).unwrap_or_default())
}

/// The files of several applications, by application.
pub async fn of_applications(
    db: &impl ConnectionTrait,
    vault: &Vault,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<Material>>, Internal> {
    let mut found: HashMap<Uuid, Vec<Material>> = HashMap::new();
    for row in queries::of_applications(db, ids).await? {
        found.entry(row.application_id).or_default().push(opened(vault, row)?);
    }
    Ok(found)
}

/// A paper with the file that was sent.
#[derive(Clone, Debug, Serialize)]
pub struct Original {
    /// Of which application.
    pub application_id: Uuid,
    /// What is known of it.
    pub material: Material,
    /// The stored file.
    pub file_id: Uuid,
}

/// The papers of several applications that can be opened, as they were sent, in the order of upload. Who may is the caller's matter.
pub async fn originals(
    db: &impl ConnectionTrait,
    vault: &Vault,
    applications: &[Uuid],
) -> Result<Vec<Original>, Internal> {
    let rows = queries::of_applications(db, applications).await?.into_iter();
    let original = |row: Model| {
        let (application_id, file_id) = (row.application_id, row.blob_key.parse());
        let file_id = file_id.map_err(Internal::from_error)?;
        Ok(Original { application_id, file_id, material: opened(vault, row)? })
    };
    rows.filter(|row| row.screening.is_none()).map(original).collect()
}

/// The files of an application that have a picture to look at.
pub async fn with_preview(db: &impl ConnectionTrait, id: Uuid) -> Result<HashSet<Uuid>, Internal> {
    Ok(queries::with_preview(db, id).await?.into_iter().collect())
}

/// A file in its own words.
pub(super) fn opened(vault: &Vault, row: Model) -> Result<Material, Internal> {
    let place = |column| Place { column, row: row.id };
    let reason = row.reason_sealed.as_deref();
    Ok(Material {
        id: row.id,
        filename: vault.open_json(place("material.filename"), &row.filename_sealed)?,
        sha256: data_encoding::HEXLOWER.encode(&row.sha256),
        state: Judgment::from_word(&row.state)
            .ok_or_else(|| Internal::msg("a material's state is unknown"))?,
        reason: reason.map(|sealed| vault.open_json(place("material.reason"), sealed)).transpose()?,
        checklist_key: row.checklist_key,
        media_type: row.media_type,
        screening: row.screening.as_deref().map(Screening::from_word),
        size: row.size,
        uploaded_at: row.uploaded_at,
    })
}
