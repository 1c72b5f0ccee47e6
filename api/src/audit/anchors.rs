//! Anchors: where each chain ended at an instant, kept where somebody who changes the record doesn't reach.
//!
//! They go into the database, and as lines of text into `anchors/{day}.txt` in the data folder, to be copied elsewhere or printed.
//! Hourly by default (security.md AUD-4), `HECHANG_AUDIT_ANCHOR_MINUTES`.

use std::{
    fs,
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    time::Duration,
};

use actix_web::web::Data;
use chrono::TimeDelta;
use hechang_entity::{audit_anchor, audit_head};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    audit::{
        model::Line,
        queries::{anchors, walking},
    },
    error::Internal,
    platform::{
        change::{Author, Change, Event},
        clock::local_date,
        ids,
    },
};

const TURN: Duration = Duration::from_mins(1);
/// The folder of anchors in the data folder.
pub const FOLDER: &str = "anchors";

/// Anchors every chain that has grown; answers the anchor of each chain, the house's first.
///
/// # Errors
/// When the file can't be written nothing is kept, so that the next try does it all.
pub async fn write(app: &App) -> Result<Vec<Line>, Internal> {
    let change = app.change(Author::System).await?;
    let (mut all, mut fresh) = (Vec::new(), Vec::new());
    for head in walking::heads(change.db()).await? {
        let line = Line { at: change.now(), chain: head.chain_id, seq: head.seq, hash: head.hash.clone() };
        if anchors::insert(change.db(), row(&change, head)).await? {
            fresh.push(line.clone());
            all.push(line);
        } else {
            all.extend(anchors::last_of(change.db(), line.chain).await?.map(Line::from));
        }
    }
    if !fresh.is_empty() {
        keep_outside(app, &fresh)?;
        let facts = json!({ "chains": fresh.len() });
        change.commit(Event::new("audit.anchored", Uuid::nil()).with(facts), ()).await?;
    }
    Ok(all)
}

fn row(change: &Change, head: audit_head::Model) -> audit_anchor::Model {
    let audit_head::Model { chain_id, seq, hash, .. } = head;
    audit_anchor::Model { id: ids::new_id(), at: change.now(), chain_id, seq, hash }
}

/// Whether the newest anchor is so old that it would be too old at the next turn.
async fn due(app: &App, db: &impl ConnectionTrait) -> Result<bool, Internal> {
    let every = TimeDelta::minutes(app.config.audit_anchor_minutes.into());
    let newest = anchors::newest(db).await?;
    Ok(newest.is_none_or(|newest| app.clock.now() - newest > every - TimeDelta::minutes(1)))
}

/// Anchors when it is due, now and then, until the program ends.
pub async fn keep(app: Data<App>) {
    loop {
        if let Err(error) = write_if_due(&app).await {
            tracing::error!(error = format!("{error:#}"), "the record can't be anchored");
        }
        tokio::time::sleep(TURN).await;
    }
}

/// Anchors when it is due; answers whether it was.
pub async fn write_if_due(app: &App) -> Result<bool, Internal> {
    let due = due(app, app.db.read()).await?;
    if due {
        write(app).await?;
    }
    Ok(due)
}

/// Appends lines to the day's file, and waits until the disk has them.
fn keep_outside(app: &App, lines: &[Line]) -> Result<(), Internal> {
    let folder = app.config.data_dir.join(FOLDER);
    let write = || {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        let name = format!("{}.txt", local_date(app.clock.now()));
        let mut file = fs::OpenOptions::new();
        let mut file = file.create(true).append(true).mode(0o600).open(folder.join(name))?;
        let lines: Vec<String> = lines.iter().map(Line::to_string).collect();
        file.write_all((lines.join("\n") + "\n").as_bytes())?;
        file.sync_all()
    };
    write().map_err(Internal::from_error)
}

/// The files of anchors in the data folder, by day.
pub(super) fn files(data: &Path) -> Result<Vec<PathBuf>, Internal> {
    let folder = data.join(FOLDER);
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder).map_err(Internal::from_error)?;
    let files = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>();
    let mut files = files.map_err(Internal::from_error)?;
    files.retain(|file| file.extension().is_some_and(|end| end == "txt"));
    files.sort();
    Ok(files)
}
