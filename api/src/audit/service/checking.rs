//! Checking the record, and saying what is wrong.

use std::path::PathBuf;

use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    audit::verification::{self, Fault, Report},
    error::Internal,
    organs,
    platform::{
        chain::HOUSE,
        change::{Author, Event},
    },
};

/// Checks the whole record, and records that it was checked.
pub async fn verify(app: &App, files: &[PathBuf]) -> Result<Report, Internal> {
    let report = verification::verify(app, files).await?;
    let facts = json!({
        "entries": report.entries,
        "chains": report.chains,
        "anchors": report.anchors,
        "vouched": report.vouched,
        "faults": report.faults.len(),
    });
    let change = app.change(Author::System).await?;
    let noted = change.commit(Event::new("audit.verified", Uuid::nil()).with(facts), ()).await;
    // A record that is broken where this would be noted must still be told of.
    if report.faults.is_empty() {
        noted?;
    }
    Ok(report)
}

/// A fault in one line: which chain, which number, which entry, what is wrong.
pub async fn describe(app: &App, fault: &Fault) -> Result<String, Internal> {
    let mut parts = Vec::new();
    if let Some(chain) = fault.chain {
        parts.push(format!("chain {}", name(app, chain).await?));
    }
    parts.extend(fault.seq.map(|seq| format!("entry {seq}")));
    parts.extend(fault.id.map(|id| id.to_string()));
    let place = parts.join(", ");
    Ok(if place.is_empty() { fault.wrong.to_string() } else { format!("{place}: {}", fault.wrong) })
}

/// A chain by the code of its organ.
async fn name(app: &App, chain: Uuid) -> Result<String, Internal> {
    if chain == HOUSE {
        return Ok("of the house".to_owned());
    }
    let organ = organs::service::organ(app.db.read(), chain).await;
    Ok(organ.map_or_else(|_| chain.to_string(), |organ| format!("of organ {}", organ.code)))
}
