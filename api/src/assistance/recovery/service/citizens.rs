//! What a citizen is told of recoveries of their own application: what was decided and what has come back.

use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::access::{files_of_case, rules};
use crate::{
    app::App,
    applications,
    assistance::{
        recovery::{
            error::RecoveryError,
            model::{RecoveryFile, RecoveryState},
        },
        service::file_of,
    },
    error::Internal,
    identity::actor::Citizen,
    platform::{clock::local_date, money::Fen},
    web::language::Language,
};

/// A recovery that was decided, as far as it is the citizen's.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CitizenRecovery)]
pub struct Own {
    /// Who pays back.
    name: String,
    /// How far it is.
    state: RecoveryState,
    /// Why, in words.
    ground_text: String,
    /// What was said for the citizen.
    said: String,
    /// When it was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_on: Option<NaiveDate>,
    /// Whether what was granted and unpaid isn't paid anymore.
    revokes: bool,
    /// How much is to be paid back, in fen.
    amount_fen: Fen,
    /// How much has come back.
    recovered_fen: Fen,
    /// How much is still to come.
    left_fen: Fen,
}

/// The recoveries that were decided about people of a citizen's own application.
///
/// # Errors
/// `NotFound` for another's application.
pub async fn own(
    app: &App,
    citizen: &Citizen,
    application: Uuid,
    language: Language,
) -> Result<Vec<Own>, RecoveryError> {
    let db = app.db.read();
    applications::service::own(db, &app.vault, citizen, application).await?;
    let Some(file) = file_of(db, &app.vault, application).await? else { return Ok(Vec::new()) };
    let own = |id: Uuid| file.people.iter().any(|one| one.id == id && one.application_id == application);
    let all = files_of_case(db, &app.vault, file.case.id).await?;
    let decided = all.iter().filter(|one| RecoveryState::DECIDED.contains(&one.recovery.state));
    let told = decided.filter(|one| own(one.recovery.person_id)).map(|one| told(one, language));
    Ok(told.collect::<Result<_, Internal>>()?)
}

fn told(file: &RecoveryFile, language: Language) -> Result<Own, Internal> {
    let one = &file.recovery;
    let ground = rules()?.ground(&one.ground).map(|ground| ground.title.get(language).to_owned());
    Ok(Own {
        name: file.name.clone(),
        state: one.state,
        ground_text: ground.unwrap_or_else(|| one.ground.clone()),
        said: one.words.to_citizen.clone(),
        decided_on: one.decided_at.map(local_date),
        revokes: one.revokes,
        amount_fen: one.amount,
        recovered_fen: file.recovered(),
        left_fen: file.left(),
    })
}
