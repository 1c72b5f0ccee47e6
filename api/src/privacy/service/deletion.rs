//! Deleting an account (PIPL 47): what nobody must keep goes at once, what the law keeps is named.

use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{self, model::Application},
    appointments,
    error::Internal,
    identity::{self, actor::Citizen},
    platform::{
        change::{Author, Change, Event},
        once, outbox,
    },
    privacy::{
        error::PrivacyError,
        kept,
        model::{Deletion, RequestKind},
        service::requests::answered,
    },
    web::language::Language,
};

/// What went and what stays.
struct Left {
    drafts: u64,
    visits: u64,
    sent: Vec<Application>,
}

/// Deletes a citizen's account: drafts with their files and kept answers go, sign-ins end, the phone is free for a new account. Matters
/// that were sent stay until the retention table's time; their owner is still told of them.
pub async fn delete_account(
    app: &App,
    change: Change,
    citizen: &Citizen,
    language: Language,
) -> Result<Deletion, PrivacyError> {
    let Left { drafts, visits, sent } = leave(&change, citizen.id).await?;
    let kept = sent.iter().map(|one| kept::of_matter(app, one, language)).collect::<Result<Vec<_>, _>>()?;
    let outcome = if kept.is_empty() { "deleted" } else { "deleted_in_part" };
    let (request_id, due_on) = answered(app, &change, citizen.id, RequestKind::Deletion, outcome).await?;
    let answer = Deletion { request_id, due_on, done_at: change.now(), drafts_removed: drafts, kept };
    let facts = json!({ "outcome": outcome, "drafts": drafts, "visits": visits, "kept": answer.kept.len(), "due_on": due_on });
    Ok(change.commit(Event::new("account.deleted", citizen.id).with(facts), answer).await?)
}

/// Deletes an account anew that an old backup brought back; whether it was there.
pub async fn erase_account(app: &App, citizen: Uuid) -> Result<bool, Internal> {
    let change = app.change(Author::System).await?;
    if !identity::service::is_living(&change, citizen).await? {
        return Ok(false);
    }
    let Left { drafts, visits, sent } = leave(&change, citizen).await?;
    let outcome = if sent.is_empty() { "deleted" } else { "deleted_in_part" };
    answered(app, &change, citizen, RequestKind::Deletion, outcome).await?;
    let facts = json!({ "outcome": outcome, "drafts": drafts, "visits": visits, "kept": sent.len(), "replayed": true });
    change.commit(Event::new("account.deleted", citizen).with(facts), true).await
}

async fn leave(change: &Change, citizen: Uuid) -> Result<Left, Internal> {
    identity::service::hold_citizen(change, citizen).await?;
    let (drafts, sent) = applications::service::leave_behind(change, citizen).await?;
    let visits = appointments::service::leave(change, citizen).await?;
    let phone = identity::service::phone_of(change.db(), change.vault(), citizen).await?;
    outbox::forget(change.db(), change.vault(), phone.number()).await?;
    once::forget(change.db(), Author::Citizen(citizen)).await?;
    identity::departing::depart(change, citizen, !sent.is_empty()).await?;
    Ok(Left { drafts, visits, sent })
}
