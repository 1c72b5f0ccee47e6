//! Everything that was investigated in a case, for its archive bundle.

use std::collections::BTreeMap;

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{access::all_whole, reading::usernames};
use crate::{
    assistance::investigation::{
        model::{Archived, Request, TaskFile},
        queries,
    },
    error::Internal,
    identity, organs,
    platform::vault::Vault,
    web::language::Language::Chinese,
};

/// The tasks of a case with names for the ids in them. Who may see it is the caller's matter.
pub(in crate::assistance) async fn archived(
    db: &impl ConnectionTrait,
    vault: &Vault,
    case: Uuid,
) -> Result<Archived, Internal> {
    let tasks = all_whole(db, vault, queries::tasks_of(db, case).await?).await?;
    Ok(Archived { staff: everybody(db, &tasks).await?, organs: asking_and_asked(db, &tasks).await?, tasks })
}

fn requests(tasks: &[TaskFile]) -> impl Iterator<Item = &Request> {
    tasks.iter().filter_map(|file| file.request.as_ref())
}

async fn everybody(
    db: &impl ConnectionTrait,
    tasks: &[TaskFile],
) -> Result<BTreeMap<Uuid, String>, Internal> {
    let theirs = requests(tasks).flat_map(|request| [request.received_by, request.answered_by]).flatten();
    let senders = tasks.iter().flat_map(|file| &file.files).map(|file| file.uploaded_by);
    let others = identity::staff::usernames(db, &theirs.chain(senders).collect()).await?;
    Ok(usernames(db, tasks).await?.into_iter().chain(others).collect())
}

async fn asking_and_asked(
    db: &impl ConnectionTrait,
    tasks: &[TaskFile],
) -> Result<BTreeMap<Uuid, String>, Internal> {
    let ids: Vec<_> = requests(tasks).flat_map(|request| [request.from, request.to]).collect();
    let organs = organs::service::organs_of(db, &ids).await?;
    Ok(organs.into_iter().map(|organ| (organ.id, organ.name.get(Chinese).to_owned())).collect())
}
