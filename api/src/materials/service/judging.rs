//! The desk judges a file.

use hechang_entity::material::ActiveModel;
use sea_orm::ActiveValue::Set;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{self, error::ApplicationError, model::Application, service::service_of},
    catalog::{Need, Performer, Service, State},
    identity::{
        actor::Staff,
        policy::{self, Action, On},
    },
    materials::{
        error::MaterialError,
        model::{Judgment, Material, Verdict},
        queries,
        service::{reading::opened, screening},
    },
    platform::{
        change::{Change, Event},
        vault::Place,
    },
};

/// Characters of a reason.
const LONGEST_REASON: usize = 500;

/// Accepts or rejects a file; again as often as is needed, until the step that needs it is taken.
///
/// # Errors
/// `NotFound` outside the reader's scope, 403 in another role, `Faulty` without a reason, `JudgingClosed` in a state in which
/// nothing waits for it.
pub async fn judge(
    app: &App,
    change: Change,
    staff: &Staff,
    application: Uuid,
    material: Uuid,
    verdict: &Verdict,
) -> Result<Material, MaterialError> {
    let application = hold(&change, staff, application).await?;
    let found = queries::find(change.db(), application.id, material).await?;
    let row = found.ok_or(MaterialError::NotFound)?;
    screening::must_be_clean(&row)?;
    let reason = reason(verdict)?;
    let service = service_of(app, &application)?;
    if !judging_open(service, application.state) {
        return Err(closed(service, &application, staff));
    }
    let place = Place { column: "material.reason", row: row.id };
    let reason_sealed = reason.map(|reason| change.vault().seal_json(place, &reason)).transpose()?;
    let judged = ActiveModel {
        state: Set(verdict.state.word().to_owned()),
        reason_sealed: Set(reason_sealed),
        judged_by: Set(Some(staff.id)),
        judged_at: Set(Some(change.now())),
        ..ActiveModel::default()
    };
    queries::judge(change.db(), material, judged).await?;
    let row = queries::find(change.db(), application.id, material).await?.ok_or(MaterialError::NotFound)?;
    let judged = opened(change.vault(), row)?;
    let detail =
        json!({ "application": application.id, "line": judged.checklist_key, "state": judged.state });
    let event =
        Event::new("material.judged", material).at(application.organ_id).in_case(application.id).with(detail);
    Ok(change.commit(event, judged).await?)
}

/// Whether a file can be judged in a state: something that the desk does in it waits for that.
pub fn judging_open(service: &Service, state: State) -> bool {
    let rows = &service.workflow.rows;
    rows.iter().any(|row| row.from.contains(&state) && row.needs.contains(&Need::AllMaterialsJudged))
}

async fn hold(change: &Change, staff: &Staff, id: Uuid) -> Result<Application, MaterialError> {
    let reach = policy::reach(change.db(), staff).await?;
    let found = applications::service::find_in(change.db(), change.vault(), &reach, id).await?;
    let found = found.ok_or(MaterialError::NotFound)?;
    policy::decide(&reach, Action::JudgePapers, On::Matter(&found.access()))?;
    match applications::service::hold(change, id).await {
        Err(ApplicationError::NotFound) => Err(MaterialError::NotFound),
        held => Ok(held?),
    }
}

/// The reason of a rejection, for the citizen to read; an accepted file has none.
fn reason(verdict: &Verdict) -> Result<Option<&str>, MaterialError> {
    let given = verdict.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    match (verdict.state, given) {
        (Judgment::Uploaded, _) => Err(MaterialError::fault("/state", "not_an_option")),
        (Judgment::Accepted, _) => Ok(None),
        (Judgment::Rejected, None) => Err(MaterialError::fault("/reason", "required")),
        (Judgment::Rejected, Some(reason)) if reason.chars().count() > LONGEST_REASON => {
            let fault = crate::error::FieldFault::new("/reason", "too_long").with("max", LONGEST_REASON);
            Err(MaterialError::Faulty(vec![fault]))
        }
        (Judgment::Rejected, Some(reason)) => Ok(Some(reason)),
    }
}

fn closed(service: &Service, application: &Application, staff: &Staff) -> MaterialError {
    let allowed = service.workflow.actions(application.state, &Performer::of_staff(staff));
    MaterialError::JudgingClosed { allowed: allowed.into_iter().map(str::to_owned).collect() }
}
