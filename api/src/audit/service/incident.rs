//! A report for an incident (PIPL 57; security.md PRV-13): of whose data what was seen, by whom, and when. It holds no personal data
//! itself: people are accounts, matters are receipt numbers.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use hechang_entity::audit_entry::Model;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    applications,
    audit::{
        error::AuditError,
        queries::reading::{self, Place, Seen},
        service::reading::{begin, person_of},
    },
    error::{FieldFault, Internal},
    identity::staff,
    platform::change::{Author, Event},
};

/// Acts by which somebody sees personal data, or takes it along.
pub const SEEING: [&str; 12] = [
    "application.opened",
    "application.unmasked",
    "material.looked_at",
    "data_request.opened",
    "account.exported",
    "document.opened",
    "assistance.looked_at",
    "custody.looked_at",
    "custody.agreement_looked_at",
    "custody.voucher_looked_at",
    "followup.file_looked_at",
    "payments.receipt_looked_at",
];
const AT_ONCE: u64 = 500;

/// What a report is about.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// A citizen's account, whose data was seen; or a member of staff's name or account, who saw.
    pub person: Option<String>,
    /// The first day, `YYYY-MM-DD` in Asia/Shanghai.
    pub from: Option<String>,
    /// The last day.
    pub to: Option<String>,
}

/// Something that was seen.
#[derive(Clone, Debug, Serialize)]
pub struct Look {
    /// When.
    pub at: DateTime<Utc>,
    /// `citizen`, `staff` or `system`.
    pub by_kind: String,
    /// The name of a member of staff, or the account.
    pub by: String,
    /// What was done.
    pub act: String,
    /// The matter's receipt number, or what was looked at.
    pub of: String,
    /// Facts, without personal data: which fields, which file's line.
    pub facts: Value,
}

/// What one person saw.
#[derive(Clone, Debug, Serialize)]
pub struct Seer {
    /// The name of a member of staff, or the account.
    pub by: String,
    /// How often they looked.
    pub looks: usize,
    /// Into how many matters and accounts.
    pub of: usize,
}

/// The report.
#[derive(Clone, Debug, Serialize)]
pub struct Incident {
    /// Who saw, the one who looked most first.
    pub seers: Vec<Seer>,
    /// Citizens whose data was seen: those who have to be told.
    pub affected: Vec<Uuid>,
    /// Every look, oldest first.
    pub looks: Vec<Look>,
}

/// Draws a report, which is on the record too.
///
/// # Errors
/// `Faulty` for an unknown person, for a day that isn't one, and without either a person or a period.
pub async fn incident(app: &App, asked: &Asked) -> Result<Incident, AuditError> {
    let seen = seen(app, asked).await?;
    let (mut rows, mut after): (Vec<Model>, Option<Place>) = (Vec::new(), None);
    loop {
        let page = reading::seen(app.db.read(), &SEEING, &seen, after, AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = Some((last.at, last.id));
        rows.extend(page);
    }
    let report = report(app, rows).await?;
    let facts = json!({
        "person": seen.person, "from": seen.from, "until": seen.until, "looks": report.looks.len(), "affected": report.affected.len(),
    });
    app.change(Author::System)
        .await?
        .commit(Event::new("audit.incident_drawn", Uuid::nil()).with(facts), ())
        .await?;
    Ok(report)
}

async fn seen(app: &App, asked: &Asked) -> Result<Seen, AuditError> {
    let fault = |pointer: &'static str, code| AuditError::Faulty(vec![FieldFault::new(pointer, code)]);
    let day = |day: &Option<String>, later, pointer| match day {
        Some(day) => begin(day, later).map(Some).ok_or_else(|| fault(pointer, "not_a_date")),
        None => Ok(None),
    };
    let person = match &asked.person {
        Some(words) => Some(person_of(app, words).await?.ok_or_else(|| fault("/person", "unknown_person"))?),
        None => None,
    };
    let (from, until) = (day(&asked.from, 0, "/from")?, day(&asked.to, 1, "/to")?);
    if person.is_none() && from.is_none() {
        return Err(fault("/from", "required"));
    }
    let cases = match person {
        Some(person) => applications::service::cases_of(app.db.read(), person).await?,
        None => Vec::new(),
    };
    Ok(Seen { person, cases, from, until })
}

async fn report(app: &App, rows: Vec<Model>) -> Result<Incident, Internal> {
    let db = app.db.read();
    let cases: BTreeSet<Uuid> = rows.iter().map(|row| row.case_id.unwrap_or(row.subject_id)).collect();
    let receipts = applications::service::receipts(db, &cases).await?;
    let actors: BTreeSet<Uuid> = rows.iter().filter_map(|row| row.actor_id).collect();
    let names = staff::usernames(db, &actors).await?;
    let look = |row: Model| {
        let of = row.case_id.unwrap_or(row.subject_id);
        let by = row.actor_id.and_then(|id| names.get(&id).cloned().or_else(|| Some(id.to_string())));
        Look {
            at: row.at,
            by: by.unwrap_or_else(|| row.actor_kind.clone()),
            by_kind: row.actor_kind,
            act: row.action,
            of: receipts.get(&of).cloned().unwrap_or_else(|| of.to_string()),
            facts: row.detail,
        }
    };
    let mut affected: BTreeSet<Uuid> = applications::service::owners(db, &cases).await?.into_iter().collect();
    affected.extend(rows.iter().filter(|row| row.action == "account.exported").map(|row| row.subject_id));
    let looks: Vec<Look> = rows.into_iter().map(look).collect();
    Ok(Incident { seers: seers(&looks), affected: affected.into_iter().collect(), looks })
}

fn seers(looks: &[Look]) -> Vec<Seer> {
    let mut by: BTreeMap<&str, (usize, BTreeSet<&str>)> = BTreeMap::new();
    for look in looks {
        let seer = by.entry(&look.by).or_default();
        seer.0 = seer.0.saturating_add(1);
        seer.1.insert(&look.of);
    }
    let seer =
        |(by, (looks, of)): (&str, (usize, BTreeSet<&str>))| Seer { by: by.to_owned(), looks, of: of.len() };
    let mut seers: Vec<_> = by.into_iter().map(seer).collect();
    seers.sort_by_key(|seer| std::cmp::Reverse(seer.looks));
    seers
}
