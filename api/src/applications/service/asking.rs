//! The desk asks for what is missing.

use uuid::Uuid;

use crate::{
    applications::{
        model::{Application, NewRequest, Request},
        queries::parts,
        sealing,
    },
    error::Internal,
    platform::{change::Change, ids},
};

/// Keeps requests as the application's next round of correction; the step to `correction` is the caller's.
pub async fn ask(
    change: &Change,
    application: &Application,
    by: Uuid,
    requests: Vec<NewRequest>,
    override_reason: Option<&str>,
) -> Result<(), Internal> {
    let round = parts::last_round(change.db(), application.id).await?.saturating_add(1);
    let rows = requests.into_iter().map(|new| {
        let was = new.pointer.as_deref().and_then(|pointer| application.form.pointer(pointer)).cloned();
        let request = Request {
            id: ids::new_id(),
            round,
            checklist_key: new.checklist_key,
            pointer: new.pointer,
            text: new.text,
            was,
            override_reason: override_reason.map(str::to_owned),
            created_at: change.now(),
            created_by: by,
            answered_at: None,
        };
        sealing::request_row(change.vault(), application.id, request)
    });
    parts::insert_requests(change.db(), rows.collect::<Result<_, _>>()?).await
}
