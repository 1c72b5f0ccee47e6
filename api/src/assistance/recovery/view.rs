//! Recovery as the API shows it: names masked in lists, in clear on one recovery.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    assistance::{
        recovery::{
            model::{Receipt, RecoveryFile, RecoveryState, Source},
            service,
        },
        rules::Rules,
    },
    desk::masking::masked_name,
    error::Internal,
    organs::{self, model::Organ},
    platform::money::Fen,
    web::language::Language,
};

/// A line of the list of recoveries.
#[derive(Serialize, ToSchema)]
pub struct RecoveryItem {
    pub id: Uuid,
    case_id: Uuid,
    name_masked: String,
    pub state: RecoveryState,
    amount_fen: Fen,
    recovered_fen: Fen,
    opened_at: DateTime<Utc>,
}

/// A recovery.
#[derive(Serialize, ToSchema)]
pub struct RecoveryView {
    pub id: Uuid,
    pub case_id: Uuid,
    person_id: Uuid,
    name: String,
    pub state: RecoveryState,
    ground: String,
    /// The same in words.
    ground_text: String,
    amount_fen: Fen,
    /// Whether what is granted and unpaid isn't paid anymore.
    revokes: bool,
    recovered_fen: Fen,
    /// What is still to come.
    left_fen: Fen,
    /// What is in custody for the person.
    held_fen: Fen,
    /// What was found.
    reason: String,
    /// What the citizen reads.
    to_citizen: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    opened_by: Option<String>,
    opened_at: DateTime<Utc>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    decided_at: Option<DateTime<Utc>>,
    /// Why it was decided so.
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<String>,
    /// Why what is left won't come.
    #[serde(skip_serializing_if = "Option::is_none")]
    write_off: Option<String>,
    receipts: Vec<ReceiptView>,
}

/// What came back at once.
#[derive(Serialize, ToSchema)]
#[schema(as = RecoveryReceipt)]
pub struct ReceiptView {
    organ: String,
    amount_fen: Fen,
    /// From the person, or out of custody.
    source: Source,
    received_on: NaiveDate,
    basis: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    entered_by: Option<String>,
}

/// A line of the list.
pub fn item(file: &RecoveryFile) -> RecoveryItem {
    RecoveryItem {
        id: file.recovery.id,
        case_id: file.recovery.case_id,
        name_masked: masked_name(&file.name),
        state: file.recovery.state,
        amount_fen: file.recovery.amount,
        recovered_fen: file.recovered(),
        opened_at: file.recovery.opened_at,
    }
}

/// Recoveries for a reader.
pub async fn recoveries(
    app: &App,
    files: &[RecoveryFile],
    language: Language,
) -> Result<Vec<RecoveryView>, Internal> {
    let names = service::names(app.db.read(), files).await?;
    let organs = organs::service::organs(app.db.read()).await.map_err(Internal::from_error)?;
    files.iter().map(|file| view(file, &names, &organs, language)).collect()
}

fn view(
    file: &RecoveryFile,
    names: &HashMap<Uuid, String>,
    organs: &[Organ],
    language: Language,
) -> Result<RecoveryView, Internal> {
    let one = &file.recovery;
    let rules = &Rules::compiled_in().map_err(Internal::from_error)?.recovery;
    let ground = rules.ground(&one.ground).map(|ground| ground.title.get(language).to_owned());
    let receipt = |receipt: &Receipt| ReceiptView {
        organ: organs
            .iter()
            .find(|organ| organ.id == receipt.organ_id)
            .map(|organ| organ.name.get(language).to_owned())
            .unwrap_or_default(),
        amount_fen: receipt.amount,
        source: receipt.source,
        received_on: receipt.received_on,
        basis: receipt.basis.clone(),
        entered_by: names.get(&receipt.entered_by).cloned(),
    };
    Ok(RecoveryView {
        id: one.id,
        case_id: one.case_id,
        person_id: one.person_id,
        name: file.name.clone(),
        state: one.state,
        ground_text: ground.unwrap_or_else(|| one.ground.clone()),
        ground: one.ground.clone(),
        amount_fen: one.amount,
        revokes: one.revokes,
        recovered_fen: file.recovered(),
        left_fen: file.left(),
        held_fen: file.held,
        reason: one.words.reason.clone(),
        to_citizen: one.words.to_citizen.clone(),
        opened_by: names.get(&one.opened_by).cloned(),
        opened_at: one.opened_at,
        decided_by: one.decided_by.and_then(|id| names.get(&id).cloned()),
        decided_at: one.decided_at,
        decision: one.words.decision.clone(),
        write_off: one.words.write_off.clone(),
        receipts: file.receipts.iter().map(receipt).collect(),
    })
}
