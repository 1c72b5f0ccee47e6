//! Everything about the follow-up of a case, for its archive bundle.

use sea_orm::ConnectionTrait;

use super::{
    access::{granted, whole},
    helping::people_helped,
};
use crate::{
    assistance::{
        followup::{model::Archived, queries, sealing},
        model::CaseFile,
    },
    error::Internal,
    platform::vault::Vault,
};

/// The follow-up of a case with its files and the help that people got; nothing before there is a plan. Who may see it is the caller's matter.
pub(in crate::assistance) async fn archived(
    db: &impl ConnectionTrait,
    vault: &Vault,
    file: CaseFile,
) -> Result<Option<Archived>, Internal> {
    let Some(follow_up) = whole(db, vault, file).await? else { return Ok(None) };
    let people: Vec<_> = granted(&follow_up.file).cloned().collect();
    let visits: Vec<_> = follow_up.planned.visits.iter().map(|visit| visit.id).collect();
    let rows = queries::files_of_visits(db, &visits).await?;
    Ok(Some(Archived {
        pictures: rows.iter().map(|row| sealing::picture(vault, row)).collect::<Result<_, _>>()?,
        help: people_helped(db, vault, &people).await?,
        planned: follow_up.planned,
        records: follow_up.records,
    }))
}
