//! What was sent, for the archive of a case.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    applications::{
        model::{Sent, SentForm},
        queries::{parts, row},
        sealing,
    },
    error::Internal,
    platform::vault::Vault,
};

/// The forms of these applications, each as often as it was sent. Who may see them is the caller's matter.
pub async fn sent(
    db: &impl ConnectionTrait,
    vault: &Vault,
    applications: &[Uuid],
) -> Result<Vec<Sent>, Internal> {
    let mut forms: HashMap<Uuid, Vec<SentForm>> = HashMap::new();
    for row in parts::all_submissions(db, applications).await? {
        let form = SentForm { at: row.at, form: sealing::sent(vault, &row)? };
        forms.entry(row.application_id).or_default().push(form);
    }
    let sent = row::services(db, applications).await?.into_iter();
    let sent = sent.map(|(application_id, service_key)| Sent {
        forms: forms.remove(&application_id).unwrap_or_default(),
        application_id,
        service_key,
    });
    Ok(sent.collect())
}
