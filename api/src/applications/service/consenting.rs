//! Keeping what was agreed to, and taking it back (PIPL 15, 47).

use chrono::{DateTime, Utc};
use hechang_entity::consent::Model;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{
        consent::{Asked, asked},
        error::ApplicationError,
        model::{Application, Consent, Dossier},
        queries::consents,
        service::{
            reading::{dossier, hold_own, service_of},
            steps::{Move, step},
        },
    },
    catalog::{Performer, Service},
    error::Internal,
    identity::actor::Citizen,
    platform::{
        change::{Change, Event},
        ids,
    },
};

const CITIZEN: [Performer; 1] = [Performer::Citizen];

/// What came of taking consent back.
#[derive(Clone, Serialize, Deserialize)]
pub struct ConsentWithdrawn {
    /// When.
    pub at: DateTime<Utc>,
    /// The application as it is now.
    pub dossier: Dossier,
    /// Whether the matter ended with it; a matter that is decided goes on by law.
    pub stopped: bool,
}

/// Keeps each agreement that was given with what was just sent.
pub(super) async fn keep(
    change: &Change,
    service: &Service,
    application: &Application,
    consent: Option<&Consent>,
) -> Result<(), Internal> {
    let Some(consent) = consent.filter(|consent| consent.accepted) else { return Ok(()) };
    let row = |one: Asked| Model {
        id: ids::new_id(),
        application_id: application.id,
        citizen_id: application.citizen_id,
        kind: one.kind.word().to_owned(),
        version: consent.version.clone(),
        separately: one.separately.is_some(),
        given_at: change.now(),
        withdrawn_at: None,
    };
    let asked = asked(service, &application.form, change.today(), consent);
    consents::insert(change.db(), asked.into_iter().map(row).collect()).await
}

/// What was agreed to with several applications, oldest first.
pub async fn consents_of(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Model>, Internal> {
    consents::of(db, ids).await
}

/// Takes consent back. A matter that isn't decided ends with it; what the law keeps of it stays until its time is over.
///
/// # Errors
/// `NoConsent` when none was given or it was taken back before.
pub async fn withdraw_consent(
    app: &App,
    change: Change,
    citizen: &Citizen,
    id: Uuid,
) -> Result<ConsentWithdrawn, ApplicationError> {
    let application = hold_own(&change, citizen, id).await?;
    if consents::withdraw(change.db(), id, change.now()).await? == 0 {
        return Err(ApplicationError::NoConsent);
    }
    let workflow = &service_of(app, &application)?.workflow;
    let stopped = workflow.actions(application.state, &CITIZEN).contains(&"withdraw");
    let application = if stopped { stop(app, &change, application).await? } else { application };
    let event = Event::new("consent.withdrawn", id).at(application.organ_id);
    let dossier = dossier(change.db(), change.vault(), application).await?;
    let at = change.now();
    let event = event.with(json!({ "stopped": stopped }));
    Ok(change.commit(event, ConsentWithdrawn { at, dossier, stopped }).await?)
}

async fn stop(app: &App, change: &Change, application: Application) -> Result<Application, ApplicationError> {
    let words = app.texts.say(application.language, "consent-withdrawn-words");
    step(
        app,
        change,
        application,
        Move { action: "withdraw", by: &CITIZEN, words: Some(&words), consent: None },
    )
    .await
}
