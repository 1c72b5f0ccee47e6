//! The register of what was paid (国家司法救助金发放登记表; 2016 Rules art. 28): one for each case, when a batch is done.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    assistance::{
        self,
        payments::{
            error::PaymentError,
            model::{BatchFile, LineState, Payee},
        },
    },
    documents::{
        self,
        model::{NewDocument, Subject, with},
    },
    identity,
    platform::{change::Change, money::Fen},
};

/// Issues the register of each case of which something was paid, in the change that ends the batch.
pub(super) async fn issue(app: &App, change: &Change, file: &BatchFile) -> Result<(), PaymentError> {
    let mut paid: BTreeMap<Uuid, Vec<&Payee>> = BTreeMap::new();
    for payee in file.lines.iter().filter(|payee| payee.line.state == LineState::Paid) {
        paid.entry(payee.line.case_id).or_default().push(payee);
    }
    for (case, lines) in paid {
        let (name, application) = assistance::service::title(change.db(), change.vault(), case).await?;
        let decisions = documents::service::numbers(change.db(), case, "decision").await?;
        let total = Fen::sum(lines.iter().map(|payee| payee.line.amount)).unwrap_or_default();
        let fields = json!({
            "case_name": name, "decision": decisions.join("、"), "total": total,
            "payments": lines.iter().map(|payee| line(payee)).collect::<Vec<_>>(), "handler": handler(change).await?,
        });
        let about = Subject { application: Some(application), case: Some(case), citizen: None };
        let new = NewDocument { kind: "payment-register", organ: file.batch.organ_id, about, fields };
        documents::service::issue(app, change, new).await?;
    }
    Ok(())
}

fn line(payee: &Payee) -> Value {
    let said = json!({ "recipient": payee.name, "amount": payee.line.amount, "on": payee.line.settled_on });
    let account = payee.line.account.as_ref();
    let account = account.map(|account| json!(format!("{} {}", account.bank, account.number)));
    with(said, [("account", account)])
}

/// Who entered that the last of it was paid.
async fn handler(change: &Change) -> Result<String, PaymentError> {
    let Some(id) = change.author().id() else { return Ok(String::new()) };
    Ok(identity::staff::username(change.db(), id).await?.unwrap_or_default())
}
