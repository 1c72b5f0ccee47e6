//! The files behind materials: sealed in the blob store, each under a key of its own that is kept here, sealed in its turn.
//!
//! A file is entered before its first byte is written, with a time after which it is removed. The change that it belongs to takes that time
//! away ([`keep`]); what takes a file out of use sets it again ([`release`]). So nothing that was begun, failed or removed outlives
//! its time, whatever happened between the store and the database ([`clean`]).

use chrono::{DateTime, Utc};
use futures_util::TryStreamExt;
use hechang_entity::stored_file::Model;
use uuid::Uuid;

use crate::{
    app::App,
    error::Internal,
    materials::{limits, queries::files},
    platform::{
        blobs::{Reading, Writer},
        change::Change,
        ids,
        keys::Secret,
        vault::{Place, Vault},
    },
};

const KEY: &str = "stored_file.key";
const AT_ONCE: u64 = 100;

/// Enters a file and begins to write it.
pub async fn begin(app: &App) -> Result<(Uuid, Writer), Internal> {
    let (id, key) = (ids::new_id(), Secret::new(ids::random_bytes()));
    let key_sealed = app.vault.seal(Place { column: KEY, row: id }, key.as_slice())?;
    let remove_after = Some(app.clock.now() + limits::LEASE);
    let tx = app.db.begin().await?;
    files::insert(&tx, Model { id, key_sealed, remove_after }).await?;
    tx.commit().await?;
    Ok((id, app.blobs.writer(&name(id), &key)))
}

/// Writes a whole small file.
pub async fn write(app: &App, bytes: &[u8]) -> Result<Uuid, Internal> {
    let (id, mut writer) = begin(app).await?;
    writer.write(bytes).await?;
    writer.finish().await?;
    Ok(id)
}

/// Reads a file; nothing when it was removed.
pub async fn read(app: &App, id: Uuid) -> Result<Option<Reading>, Internal> {
    let Some(row) = files::find(app.db.read(), id).await? else { return Ok(None) };
    let key = opened(&app.vault, &row)?;
    Ok(Some(app.blobs.read(&name(id), &key).await?))
}

/// Reads a whole file of at most [`limits::FILE`].
pub async fn read_whole(app: &App, id: Uuid) -> Result<Vec<u8>, Internal> {
    let reading = read(app, id).await?.ok_or_else(|| Internal::msg("a file vanished"))?;
    let size = usize::try_from(reading.size.min(limits::FILE)).unwrap_or(0);
    let whole = Vec::with_capacity(size);
    reading
        .bytes
        .try_fold(whole, async |mut whole, piece| {
            whole.extend_from_slice(&piece);
            Ok(whole)
        })
        .await
}

/// Keeps a file for good, with the change.
pub async fn keep(change: &Change, id: Uuid) -> Result<(), Internal> {
    let kept = files::keep(change.db(), id, change.now()).await?;
    if kept { Ok(()) } else { Err(Internal::msg("a file was written too long ago to be kept")) }
}

/// Takes files out of use, with the change; they are removed after it.
pub async fn release(change: &Change, ids: &[Uuid]) -> Result<(), Internal> {
    files::release(change.db(), ids, change.now()).await
}

/// Takes a file out of use that no change came to own.
pub async fn drop_unowned(app: &App, id: Uuid) -> Result<(), Internal> {
    let tx = app.db.begin().await?;
    files::release(&tx, &[id], app.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Removes what is out of use; safe to repeat, and to run on several nodes. Answers how many files went.
pub async fn clean(app: &App) -> Result<u64, Internal> {
    let mut removed = 0;
    loop {
        let now = app.clock.now();
        let unwanted = files::unwanted(app.db.read(), now, AT_ONCE).await?;
        if unwanted.is_empty() {
            return Ok(removed);
        }
        for id in unwanted {
            removed += remove(app, id, now).await?;
        }
    }
}

/// The blob goes first: as long as the row is there, another run finds it.
async fn remove(app: &App, id: Uuid, now: DateTime<Utc>) -> Result<u64, Internal> {
    app.blobs.delete(&name(id)).await?;
    let tx = app.db.begin().await?;
    let removed = files::delete(&tx, id, now).await?;
    tx.commit().await?;
    Ok(removed)
}

fn name(id: Uuid) -> String {
    format!("materials/{id}")
}

fn opened(vault: &Vault, row: &Model) -> Result<Secret, Internal> {
    let bytes = vault.open(Place { column: KEY, row: row.id }, &row.key_sealed)?;
    let key: [u8; 32] = bytes.as_slice().try_into().map_err(|_| Internal::msg("a file's key isn't one"))?;
    Ok(Secret::new(key))
}
