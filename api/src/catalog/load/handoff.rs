//! `referrals/measures.yaml`, `referrals/referral.yaml`, `referrals/clue.yaml`, `referrals/rights.yaml`

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::catalog::{
    handoff::{
        HandoffAction, HandoffRow, HandoffState, HandoffTable, HandoffWords, Handoffs, Measure, Notice, Side,
    },
    model::Limit,
};

use super::{Files, mistake::Mistake, one_or_many::OneOrMany, parse, text};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MeasuresFile {
    measures: Vec<Spanned<Measure>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NoticesFile {
    notices: Vec<Spanned<Notice>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TableFile {
    limits: BTreeMap<String, Limit>,
    states: BTreeMap<HandoffState, HandoffWords>,
    actions: BTreeMap<String, HandoffAction>,
    begins: Spanned<Beginning>,
    rows: Vec<Spanned<RowEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Beginning {
    state: HandoffState,
    starts: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowEntry {
    from: OneOrMany<HandoffState>,
    action: String,
    by: Side,
    to: HandoffState,
    starts: Option<String>,
}

/// Reads and checks measures and tables.
pub fn read(files: &Files) -> Result<Handoffs, Mistake> {
    Ok(Handoffs {
        measures: measures(files)?,
        referral: table(files, "referral")?,
        clue: table(files, "clue")?,
        notices: notices(files)?,
    })
}

fn measures(files: &Files) -> Result<Vec<Measure>, Mistake> {
    let name = "referrals/measures.yaml";
    let file: MeasuresFile = parse(name, text(files, name)?)?;
    for (place, measure) in file.measures.iter().enumerate() {
        if file.measures.iter().take(place).any(|earlier| earlier.value.key == measure.value.key) {
            let what = format!("measure `{}` stands there twice, expected another key", measure.value.key);
            return Err(Mistake::new(name, measure.referenced.line(), what));
        }
    }
    Ok(file.measures.into_iter().map(|measure| measure.value).collect())
}

/// Each follows the one before, by version and by day.
fn notices(files: &Files) -> Result<Vec<Notice>, Mistake> {
    let name = "referrals/rights.yaml";
    let file: NoticesFile = parse(name, text(files, name)?)?;
    for (one, next) in file.notices.iter().zip(file.notices.iter().skip(1)) {
        let (before, after) = (&one.value, &next.value);
        if after.version <= before.version || after.effective_from <= before.effective_from {
            let what = format!("version {} doesn't follow, expected a later version and day", after.version);
            return Err(Mistake::new(name, next.referenced.line(), what));
        }
    }
    Ok(file.notices.into_iter().map(|notice| notice.value).collect())
}

fn table(files: &Files, key: &str) -> Result<HandoffTable, Mistake> {
    let name = format!("referrals/{key}.yaml");
    let file: TableFile = parse(&name, text(files, &name)?)?;
    let begins = &file.begins;
    check_state(&name, &file, begins.value.state, begins.referenced.line())?;
    check_limit(&name, &file, &begins.value.starts, begins.referenced.line())?;
    for row in &file.rows {
        check(&name, &file, row)?;
    }
    Ok(HandoffTable {
        first: file.begins.value.state,
        first_limit: file.begins.value.starts,
        rows: file.rows.into_iter().map(|row| row.value.into()).collect(),
        limits: file.limits,
        states: file.states,
        actions: file.actions,
    })
}

fn check(name: &str, file: &TableFile, row: &Spanned<RowEntry>) -> Result<(), Mistake> {
    let line = row.referenced.line();
    let row = &row.value;
    if !file.actions.contains_key(&row.action) {
        let known = file.actions.keys().map(String::as_str);
        return Err(Mistake::unknown(name, line, "action", &row.action, known));
    }
    for state in row.from.0.iter().chain([&row.to]) {
        check_state(name, file, *state, line)?;
    }
    row.starts.iter().try_for_each(|limit| check_limit(name, file, limit, line))
}

fn check_state(name: &str, file: &TableFile, state: HandoffState, line: u64) -> Result<(), Mistake> {
    let known = || file.states.keys().map(|state| state.word());
    if file.states.contains_key(&state) {
        Ok(())
    } else {
        Err(Mistake::unknown(name, line, "state", state.word(), known()))
    }
}

fn check_limit(name: &str, file: &TableFile, limit: &str, line: u64) -> Result<(), Mistake> {
    if file.limits.contains_key(limit) {
        Ok(())
    } else {
        Err(Mistake::unknown(name, line, "limit", limit, file.limits.keys().map(String::as_str)))
    }
}

impl From<RowEntry> for HandoffRow {
    fn from(row: RowEntry) -> Self {
        Self { from: row.from.0, action: row.action, by: row.by, to: row.to, starts: row.starts }
    }
}
