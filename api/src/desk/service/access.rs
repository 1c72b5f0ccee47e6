//! Who may open a matter besides what organ and role say: its line of work, whether it is guarded, who is kept out (回避).

use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{self, model::Application},
    desk::{
        error::DeskError,
        model::{Access, AccessChange, NewRecusal},
        service::keeping::hold,
    },
    identity::{
        self,
        actor::Staff,
        policy::{
            self, Action, On,
            recusal::{self, Recusal},
        },
    },
    platform::change::{Change, Event},
};

/// Who may open a matter. Who is kept out, and why, is for supervisors and auditors to read.
pub async fn access(app: &App, staff: &Staff, id: Uuid) -> Result<Access, DeskError> {
    let reach = policy::reach(app.db.read(), staff).await?;
    let found = applications::service::find_in(app.db.read(), &app.vault, &reach, id).await?;
    let application = found.ok_or(DeskError::NotFound)?;
    let recusals = match policy::decide(&reach, Action::Oversee, On::Matter(&application.access())) {
        Ok(()) => recusal::of_matter(app.db.read(), &app.vault, id).await?,
        Err(_) => Vec::new(),
    };
    Ok(Access { line: application.line, guarded: application.guarded, recusals })
}

/// Hands a matter to a line of work, and guards it. Whoever works on it may guard it; only a supervisor opens it again.
pub async fn set_access(
    change: Change,
    staff: &Staff,
    id: Uuid,
    wanted: AccessChange,
) -> Result<(), DeskError> {
    let application = hold(&change, staff, id).await?;
    if application.guarded && !wanted.guarded {
        policy::require(staff, Action::Protect)?;
    }
    let organ = application.organ_id;
    let facts = json!({ "line": wanted.line, "guarded": wanted.guarded });
    let changed = Application { line: wanted.line, guarded: wanted.guarded, ..application };
    applications::service::rewrite(&change, changed).await?;
    Ok(change.commit(Event::new("application.access_changed", id).at(organ).with(facts), ()).await?)
}

/// Keeps somebody out of a matter: oneself, or somebody else on a supervisor's word. Whoever had it has it no more.
///
/// # Errors
/// `NotFound` out of reach, 403 to keep out another without being a supervisor, `Faulty` for somebody who is kept out already or isn't
/// staff.
pub async fn recuse(change: Change, staff: &Staff, id: Uuid, new: &NewRecusal) -> Result<Recusal, DeskError> {
    let application = hold(&change, staff, id).await?;
    let who = new.staff_id.unwrap_or(staff.id);
    if who != staff.id {
        policy::require(staff, Action::Protect)?;
        let known = identity::staff::find(change.db(), who).await?;
        known.ok_or_else(|| DeskError::fault("/staff_id", "not_an_option"))?;
    }
    let reason = new.reason.trim();
    if reason.is_empty() {
        return Err(DeskError::fault("/reason", "required"));
    }
    let made = recusal::keep_out(&change, id, who, staff.id, reason).await?;
    let made = made.ok_or_else(|| DeskError::fault("/staff_id", "kept_out_already"))?;
    let organ = application.organ_id;
    if application.assignee_id == Some(who) {
        applications::service::assign(&change, application, None).await?;
    }
    let facts = json!({ "recusal": made.id, "staff": who });
    Ok(change.commit(Event::new("application.recused", id).at(organ).with(facts), made).await?)
}

/// Lets somebody in again, on a supervisor's word.
pub async fn end_recusal(change: Change, staff: &Staff, id: Uuid, recusal: Uuid) -> Result<(), DeskError> {
    let application = hold(&change, staff, id).await?;
    policy::require(staff, Action::Protect)?;
    if !recusal::let_in(&change, id, recusal, staff.id).await? {
        return Err(DeskError::NotFound);
    }
    let event = Event::new("application.recusal_ended", id).at(application.organ_id);
    Ok(change.commit(event.with(json!({ "recusal": recusal })), ()).await?)
}
