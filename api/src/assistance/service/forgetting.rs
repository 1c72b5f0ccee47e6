//! What is forgotten with an application whose time is over: its people, their accounts and payments, what was found out about it, and with
//! the last application the case. The ledger keeps every fen and names nobody.

use serde_json::json;
use uuid::Uuid;

use crate::{
    assistance::{closing, custody, followup, investigation, payments, queries, recovery},
    error::Internal,
    platform::{
        change::{Change, Event},
        vouching::ERASED,
    },
};

/// Forgets what a case has of an application. The caller commits.
pub async fn forget(change: &Change, application: Uuid) -> Result<(), Internal> {
    let Some(case) = queries::case_of(change.db(), application).await? else { return Ok(()) };
    let people = queries::people(change.db(), &[case]).await?;
    let people: Vec<_> = people
        .into_iter()
        .filter(|person| person.application_id == application)
        .map(|person| person.id)
        .collect();
    investigation::service::forget(change, application).await?;
    let mut erased = payments::service::forget(change, &people).await?;
    erased.extend(recovery::service::forget(change, &people).await?);
    erased.extend(closing::service::forget(change, case).await?);
    erased.extend(custody::service::forget(change, application).await?);
    followup::service::forget_people(change, &people).await?;
    queries::delete_people(change.db(), &people).await?;
    queries::delete_application(change.db(), application).await?;
    if queries::applications(change.db(), &[case]).await?.is_empty() {
        erased.extend(queries::steps(change.db(), &[case]).await?.into_iter().map(|step| step.id));
        followup::service::forget_case(change, case).await?;
        queries::delete_case(change.db(), case).await?;
    }
    let event = Event::new("assistance.forgotten", case).in_case(application);
    change.record(event.with(json!({ ERASED: erased })));
    Ok(())
}
