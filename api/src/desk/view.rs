//! An application as the desk tells it.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    applications::view::ApplicationView,
    assistance::investigation,
    catalog::Performer,
    desk::{
        model::{Matter, Note},
        service,
    },
    error::Problem,
    identity::actor::Staff,
    web::{etag, language::Language},
};

/// An application as the desk sees it.
#[derive(Serialize, ToSchema)]
pub struct DeskApplication {
    /// The application; numbers of identity papers, phones and bank cards in its form are masked.
    #[serde(flatten)]
    application: ApplicationView,
    /// The applicant's name, masked.
    applicant_masked: String,
    /// Who has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    assignee: Option<Uuid>,
    /// Staff notes, oldest first.
    notes: Vec<Note>,
    /// Dates of birth in the form that the number of the card beside them contradicts: JSON Pointers.
    doubts: Vec<String>,
}

/// Tells a matter to a member of staff, with what they may do.
pub async fn show(
    app: &App,
    staff: &Staff,
    request: &HttpRequest,
    matter: Matter,
    language: Language,
) -> Result<HttpResponse, Problem> {
    let Matter { dossier, notes, doubts } = matter;
    let (version, assignee) = (dossier.application.version, dossier.application.assignee_id);
    let applicant_masked = service::applicant(app, &dossier.application)?;
    let actions = service::allowed(app, app.db.read(), staff, &dossier.application).await?;
    let by = Performer::of_staff(staff);
    let application = ApplicationView::for_performers(app, dossier, language, &by)?;
    let mut application = ApplicationView { actions, ..application };
    let fetching = investigation::service::fetching(app.db.read(), application.id).await?;
    application.to_fetch.retain(|key| !fetching.iter().any(|task| task.has_brought(key)));
    let body = DeskApplication { application, applicant_masked, assignee, notes, doubts };
    Ok(etag::personal_stamped(request, StatusCode::OK, version, &body)?)
}
