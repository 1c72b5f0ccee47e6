//! Recoveries are read: lists, one, and those of a case.

use std::collections::{BTreeSet, HashMap};

use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::access::{all_whole, event, files_of_case, reaches, whole};
use crate::{
    app::App,
    applications,
    assistance::{
        self,
        model::CaseFile,
        recovery::{error::RecoveryError, model::RecoveryFile, queries, sealing},
    },
    error::Internal,
    identity::{
        self,
        actor::Staff,
        policy::{self, Action},
    },
    platform::{
        change::Change,
        paging::{Page, PageQuery},
    },
};

/// A page of the recoveries that a reader may see, the newest first.
///
/// # Errors
/// 403 for other roles.
pub async fn list(app: &App, staff: &Staff, page: &PageQuery) -> Result<Page<RecoveryFile>, RecoveryError> {
    policy::require(staff, Action::SeeRecoveries)?;
    let (limit, before) = (page.limit()?, page.after()?);
    let db = app.db.read();
    let reach = policy::reach(db, staff).await?;
    let reached = policy::may(staff, Action::SeeMatters).then(|| applications::service::reached(&reach));
    let payers = if policy::may(staff, Action::Pay) { reach.organs.clone() } else { Vec::new() };
    let rows = queries::list(db, reached, &payers, before, limit.saturating_add(1)).await?;
    let Page { items, next } = Page::cut(rows, limit, |row| row.id);
    let all = items.into_iter().map(|row| sealing::recovery(&app.vault, row)).collect::<Result<_, _>>()?;
    Ok(Page { items: all_whole(db, &app.vault, all).await?, next })
}

/// One recovery for somebody who looks at it: that is on the audit record.
///
/// # Errors
/// `NotFound` out of reach, 403 for other roles.
pub async fn look(change: Change, staff: &Staff, id: Uuid) -> Result<RecoveryFile, RecoveryError> {
    let row = queries::find(change.db(), id).await?.ok_or(RecoveryError::NotFound)?;
    let one = sealing::recovery(change.vault(), row)?;
    reaches(change.db(), change.vault(), staff, &one).await?;
    policy::require(staff, Action::SeeRecoveries)?;
    let file = whole(change.db(), change.vault(), one).await?;
    let event = event("recovery.looked_at", &file.recovery, json!({ "case": file.recovery.case_id }));
    Ok(change.commit(event, file).await?)
}

/// A case with its recoveries, for somebody who looks at it: that is on the audit record.
///
/// # Errors
/// `NotFound` out of reach.
pub async fn of_case(
    app: &App,
    change: Change,
    staff: &Staff,
    case: Uuid,
) -> Result<(CaseFile, Vec<RecoveryFile>), RecoveryError> {
    let file = assistance::service::look(app, change, staff, case).await?;
    policy::require(staff, Action::SeeRecoveries)?;
    let all = files_of_case(app.db.read(), &app.vault, case).await?;
    Ok((file, all))
}

/// The recoveries of a case that haven't ended.
pub async fn under_way(db: &impl ConnectionTrait, case: Uuid) -> Result<Vec<Uuid>, Internal> {
    let rows = queries::of_case(db, case).await?;
    Ok(rows.into_iter().filter(|row| row.open_person_id.is_some()).map(|row| row.id).collect())
}

/// The names of everybody who opened, decided or entered.
pub async fn names(
    db: &impl ConnectionTrait,
    files: &[RecoveryFile],
) -> Result<HashMap<Uuid, String>, Internal> {
    let mut who = BTreeSet::new();
    for file in files {
        who.insert(file.recovery.opened_by);
        who.extend(file.recovery.decided_by);
        who.extend(file.receipts.iter().map(|receipt| receipt.entered_by));
    }
    identity::staff::usernames(db, &who).await
}
