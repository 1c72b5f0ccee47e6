//! `workflows/<name>.yaml`

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::{
    catalog::{
        form::Form,
        model::Limit,
        performer::Performer,
        row::{Need, Row},
        state::State,
        workflow::{Action, StateWords, Workflow},
    },
    web::language::Text,
};

use super::{Files, mistake::Mistake, one_or_many::OneOrMany, parse, schema, text, tree::Node};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WorkflowFile {
    limits: BTreeMap<String, Limit>,
    states: BTreeMap<State, StateWords>,
    actions: BTreeMap<String, ActionEntry>,
    rows: Vec<Spanned<RowEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ActionEntry {
    title: Text,
    body: Node,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowEntry {
    from: OneOrMany<State>,
    action: String,
    by: OneOrMany<Performer>,
    after: Option<String>,
    to: State,
    #[serde(default)]
    needs: OneOrMany<Need>,
    #[serde(default)]
    starts: OneOrMany<String>,
    #[serde(default)]
    stops: OneOrMany<String>,
    #[serde(default)]
    pauses: OneOrMany<String>,
    #[serde(default)]
    resumes: OneOrMany<String>,
    tells: Option<String>,
}

/// Reads one workflow.
pub fn read(files: &Files, key: &str) -> Result<Workflow, Mistake> {
    let name = format!("workflows/{key}.yaml");
    let file: WorkflowFile = parse(&name, text(files, &name)?)?;
    for (place, row) in file.rows.iter().enumerate() {
        check(&name, &file, row)?;
        let earlier = file.rows.iter().take(place).find(|earlier| row.value.repeats(&earlier.value));
        if let Some(earlier) = earlier {
            let what = format!(
                "this row answers the same as line {}, expected one row for a state, an action and a role",
                earlier.referenced.line()
            );
            return Err(Mistake::new(&name, row.referenced.line(), what));
        }
    }
    Ok(Workflow {
        key: key.to_owned(),
        rows: file.rows.into_iter().map(|row| row.value.into()).collect(),
        limits: file.limits,
        states: file.states,
        actions: file
            .actions
            .into_iter()
            .map(|(key, entry)| Ok((key, action(&name, entry)?)))
            .collect::<Result<_, _>>()?,
    })
}

fn action(name: &str, entry: ActionEntry) -> Result<Action, Mistake> {
    schema::check_body(name, &entry.body)?;
    let body =
        Form::compile(entry.body.to_json()).map_err(|unfit| Mistake::in_schema(name, &entry.body, &unfit))?;
    Ok(Action { title: entry.title, body })
}

fn check(name: &str, file: &WorkflowFile, row: &Spanned<RowEntry>) -> Result<(), Mistake> {
    let line = row.referenced.line();
    let row = &row.value;
    if !file.actions.contains_key(&row.action) {
        let known = file.actions.keys().map(String::as_str);
        return Err(Mistake::unknown(name, line, "action", &row.action, known));
    }
    let states = row.from.0.iter().chain([&row.to]);
    if let Some(state) = states.copied().find(|state| !file.states.contains_key(state)) {
        let known = file.states.keys().map(|state| state.as_str());
        return Err(Mistake::unknown(name, line, "state", state.as_str(), known));
    }
    if row.after.is_some() != row.by.0.contains(&Performer::System) {
        let what = "`after` and `by: [system]` belong together, expected both or neither".to_owned();
        return Err(Mistake::new(name, line, what));
    }
    let effects = [&row.starts, &row.stops, &row.pauses, &row.resumes].into_iter().flat_map(|many| &many.0);
    let mut limits = effects.chain(&row.after);
    limits.find(|limit| !file.limits.contains_key(*limit)).map_or(Ok(()), |limit| {
        Err(Mistake::unknown(name, line, "limit", limit, file.limits.keys().map(String::as_str)))
    })
}

impl RowEntry {
    fn repeats(&self, earlier: &Self) -> bool {
        self.action == earlier.action
            && self.from.0.iter().any(|state| earlier.from.0.contains(state))
            && self.by.0.iter().any(|performer| earlier.by.0.contains(performer))
    }
}

impl From<RowEntry> for Row {
    fn from(row: RowEntry) -> Self {
        Self {
            from: row.from.0,
            action: row.action,
            by: row.by.0,
            after: row.after,
            to: row.to,
            needs: row.needs.0,
            starts: row.starts.0,
            stops: row.stops.0,
            pauses: row.pauses.0,
            resumes: row.resumes.0,
            tells: row.tells,
        }
    }
}
