//! Notes and assignment.

use hechang_entity::application_note;
use serde_json::json;
use uuid::Uuid;

use crate::{
    applications::{self, model::Application},
    desk::{
        error::DeskError,
        model::{Matter, Note},
        queries,
        service::reading::{NOTE, whole},
    },
    identity::{
        self,
        actor::Staff,
        policy::{self, Action, On},
    },
    platform::{
        change::{Change, Event},
        ids,
        vault::Place,
    },
};

/// An application held for a change, if this member of staff may work on it.
pub async fn hold(change: &Change, staff: &Staff, id: Uuid) -> Result<Application, DeskError> {
    let reach = policy::reach(change.db(), staff).await?;
    let found = applications::service::find_in(change.db(), change.vault(), &reach, id).await?;
    let found = found.ok_or(DeskError::NotFound)?;
    policy::decide(&reach, Action::WorkOnMatters, On::Matter(&found.access()))?;
    Ok(applications::service::hold(change, id).await?)
}

/// Writes a note that the citizen never sees.
pub async fn note(change: Change, staff: &Staff, id: Uuid, text: &str) -> Result<Note, DeskError> {
    let application = hold(&change, staff, id).await?;
    let note = Note { id: ids::new_id(), staff_id: staff.id, text: text.trim().to_owned(), at: change.now() };
    let text_sealed = change.vault().seal_json(Place { column: NOTE, row: note.id }, &note.text)?;
    let row = application_note::Model {
        id: note.id,
        application_id: id,
        staff_id: staff.id,
        text_sealed,
        at: note.at,
    };
    queries::insert_note(change.db(), row).await?;
    Ok(change.commit(Event::new("application.noted", id).at(application.organ_id), note).await?)
}

/// Gives an application to a member of staff who may work on it, or to nobody.
pub async fn assign(change: Change, staff: &Staff, id: Uuid, to: Option<Uuid>) -> Result<Matter, DeskError> {
    let application = hold(&change, staff, id).await?;
    if let Some(to) = to {
        let taker = identity::staff::find(change.db(), to).await?;
        let taker = taker.ok_or_else(|| DeskError::fault("/staff_id", "not_an_option"))?;
        let reach = policy::reach(change.db(), &taker).await?;
        // A guarded matter opens to whoever is given it.
        let given = policy::Matter { assignee_id: Some(to), ..application.access() };
        if policy::decide(&reach, Action::WorkOnMatters, On::Matter(&given)).is_err() {
            return Err(DeskError::fault("/staff_id", "not_an_option"));
        }
    }
    let organ = application.organ_id;
    let application = applications::service::assign(&change, application, to).await?;
    let matter = whole(change.db(), change.vault(), application).await?;
    let event = Event::new("application.assigned", id).at(organ).with(json!({ "to": to }));
    Ok(change.commit(event, matter).await?)
}
