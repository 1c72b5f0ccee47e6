//! The people of a case: added, and described by category and groups.

use std::collections::BTreeSet;

use serde_json::json;
use uuid::Uuid;

use crate::{
    assistance::{
        error::AssistanceError,
        model::{Assisted, CaseFile, CaseState, Description, NewPerson},
        queries, sealing,
        service::access::{Held, hold, whole, write},
    },
    identity::{actor::Staff, policy::Action},
    platform::{
        change::{Change, Event},
        ids,
    },
    web::etag::IfMatch,
};

/// Adds somebody who has no application of their own, like a child of the family.
///
/// # Errors
/// `NotFound`, 403; `NotPreparing`; `AlreadyThere`; `Faulty` for an application that isn't the case's.
pub async fn add_person(
    change: Change,
    staff: &Staff,
    id: Uuid,
    new: NewPerson,
) -> Result<CaseFile, AssistanceError> {
    let held = preparing(&change, staff, id).await?;
    if !held.file.applications.contains(&new.application_id) {
        return Err(AssistanceError::fault("/application_id", "not_an_option"));
    }
    let person = Assisted {
        id: ids::new_id(),
        case_id: id,
        application_id: new.application_id,
        who: new.who,
        category: None,
        groups: Vec::new(),
    };
    let row = sealing::person_row(change.vault(), &held.case().underlying, &person)?;
    if !queries::insert_person(change.db(), row).await? {
        return Err(AssistanceError::AlreadyThere);
    }
    let event = happened(&held, "assistance.person_added", person.id);
    finish(change, held, event).await
}

/// Says under what somebody may be assisted, and what shows the groups they belong to.
///
/// # Errors
/// `NotFound`, 403; 412 when the case has moved on; `NotPreparing`; `Faulty` for a group that is named twice.
pub async fn describe_person(
    change: Change,
    staff: &Staff,
    (id, person): (Uuid, Uuid),
    based_on: &IfMatch,
    new: Description,
) -> Result<CaseFile, AssistanceError> {
    let held = preparing(&change, staff, id).await?;
    based_on.check(held.case().version)?;
    let event = described(&change, &held, person, new).await?;
    finish(change, held, event).await
}

/// As [`describe_person`], within the caller's change: what the caller puts on the record.
pub(super) async fn described(
    change: &Change,
    held: &Held,
    person: Uuid,
    new: Description,
) -> Result<Event, AssistanceError> {
    let known = held.file.people.iter().find(|known| known.id == person);
    let known = known.cloned().ok_or(AssistanceError::NotFound)?;
    let groups: BTreeSet<_> = new.groups.iter().map(|tag| tag.group).collect();
    if groups.len() != new.groups.len() {
        return Err(AssistanceError::fault("/groups", "each_group_once"));
    }
    let described = Assisted { category: Some(new.category), groups: new.groups, ..known };
    let row = sealing::person_row(change.vault(), &held.case().underlying, &described)?;
    queries::describe(change.db(), row).await?;
    Ok(happened(held, "assistance.person_described", person))
}

/// A case in which something may be changed by its handlers.
async fn preparing(change: &Change, staff: &Staff, id: Uuid) -> Result<Held, AssistanceError> {
    let held = hold(change, staff, id, Action::ProposeAssistance).await?;
    if held.case().state == CaseState::Preparing { Ok(held) } else { Err(AssistanceError::NotPreparing) }
}

/// What happened to one of the people.
fn happened(held: &Held, act: &'static str, person: Uuid) -> Event {
    let application = held.applications.first().map(|application| application.id);
    let event = Event::new(act, held.case().id).at(held.case().organ_id).in_case(application);
    event.with(json!({ "person": person }))
}

async fn finish(change: Change, held: Held, event: Event) -> Result<CaseFile, AssistanceError> {
    let mut case = held.file.case;
    write(&change, &mut case).await?;
    let file = whole(change.db(), change.vault(), case).await?;
    Ok(change.commit(event, file).await?)
}
