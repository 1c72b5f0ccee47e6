//! Where somebody is signed in, and ending it there: a lost phone, a shared computer (ID-18).

use hechang_entity::sign_in;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    app::App,
    error::{Internal, Problem},
    identity::{model::DeviceView, queries},
    platform::change::{Author, Event},
};

/// The devices on which an account is signed in, the last used first.
pub async fn list(
    app: &App,
    db: &impl ConnectionTrait,
    account: Uuid,
    current: Option<Uuid>,
) -> Result<Vec<DeviceView>, Internal> {
    let rows = queries::sign_ins_of(db, account, app.clock.now()).await?;
    Ok(rows.into_iter().map(|row| view(row, current)).collect())
}

fn view(row: sign_in::Model, current: Option<Uuid>) -> DeviceView {
    DeviceView {
        id: row.id,
        device: row.device.unwrap_or_else(|| "other".to_owned()),
        channel: row.channel,
        current: current == Some(row.id),
        created_at: row.created_at,
        seen_at: row.seen_at,
    }
}

/// Ends one of the author's own sign-ins; another's is answered like one that doesn't exist.
pub async fn end(app: &App, author: Author, id: Uuid) -> Result<(), Problem> {
    let change = app.change(author).await?;
    let found = queries::living_sign_in(change.db(), id, change.now()).await?;
    found.filter(|row| Some(row.subject_id) == author.id()).ok_or_else(Problem::not_found)?;
    queries::end_sign_in(change.db(), id, change.now()).await?;
    Ok(change.commit(Event::new("sign_in.ended", id), ()).await?)
}

/// Ends all of the author's own sign-ins, or all but one.
pub async fn end_all(app: &App, author: Author, kept: Option<Uuid>) -> Result<(), Problem> {
    let account = author.id().ok_or_else(Problem::unauthenticated)?;
    let change = app.change(author).await?;
    match kept {
        Some(kept) => queries::end_other_sign_ins(change.db(), account, kept, change.now()).await?,
        None => queries::end_sign_ins_of(change.db(), account, change.now()).await?,
    }
    Ok(change.commit(Event::new("sign_in.all_ended", account), ()).await?)
}
