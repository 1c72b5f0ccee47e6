//! The workflow as data: rows of (from, action, by) → (to, effects), and the rule that picks one.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{form::Form, model::Limit, performer::Performer, row::Row, state::State};
use crate::{error::Problem, web::language::Text};

static NOTHING: Text = Text { zh_cn: String::new(), bo_cn: String::new(), en: String::new() };

/// States, actions, rows and time limits of one or more services.
pub struct Workflow {
    /// The file's name without its ending.
    pub key: String,
    /// Every row, in the file's order.
    pub rows: Vec<Row>,
    pub(super) limits: BTreeMap<String, Limit>,
    pub(super) states: BTreeMap<State, StateWords>,
    pub(super) actions: BTreeMap<String, Action>,
}

/// What a state is called, what comes next, and whose turn it is.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateWords {
    text: Text,
    next: Text,
    waits_for: WaitsFor,
}

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitsFor {
    /// The office's.
    Office,
    /// The citizen's.
    Citizen,
    /// Nobody's: it has ended.
    Nobody,
}

/// Something that can be done.
pub struct Action {
    /// The words on its button.
    pub title: Text,
    /// What is asked when doing it.
    pub body: Form,
}

/// Why an action can't be done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StepRefusal {
    /// The workflow has no such action.
    #[error("no such action")]
    UnknownAction,
    /// Not in this state.
    #[error("not in this state")]
    NotInThisState {
        /// What the same person may do instead.
        allowed: Vec<String>,
    },
    /// Not in this role.
    #[error("not in this role")]
    NotYourRole,
}

impl From<StepRefusal> for Problem {
    fn from(refusal: StepRefusal) -> Self {
        match refusal {
            StepRefusal::UnknownAction => Self::not_found(),
            StepRefusal::NotInThisState { allowed } => Self::conflict("action_not_allowed").allowing(allowed),
            StepRefusal::NotYourRole => Self::forbidden(),
        }
    }
}

impl Workflow {
    /// The row for an action, or why there is none. Who may never do it learns that first, whatever the state.
    pub fn step(&self, from: State, action: &str, by: &[Performer]) -> Result<&Row, StepRefusal> {
        let rows = || self.rows.iter().filter(|row| row.action == action);
        if rows().next().is_none() {
            return Err(StepRefusal::UnknownAction);
        }
        if !rows().any(|row| row.is_by(by)) {
            return Err(StepRefusal::NotYourRole);
        }
        let mut here = rows().filter(|row| row.from.contains(&from)).peekable();
        if here.peek().is_none() {
            let allowed = self.actions(from, by).into_iter().map(str::to_owned).collect();
            return Err(StepRefusal::NotInThisState { allowed });
        }
        here.find(|row| row.is_by(by)).ok_or(StepRefusal::NotYourRole)
    }

    /// What somebody may do in a state, in the file's order.
    pub fn actions(&self, from: State, by: &[Performer]) -> Vec<&str> {
        let mut found: Vec<&str> = Vec::new();
        for row in self.rows.iter().filter(|row| row.from.contains(&from) && row.is_by(by)) {
            if !found.contains(&row.action.as_str()) {
                found.push(&row.action);
            }
        }
        found
    }

    /// What a state is called; empty for a state that the workflow doesn't use.
    pub fn state_text(&self, state: State) -> &Text {
        self.states.get(&state).map_or(&NOTHING, |words| &words.text)
    }

    /// What comes next, for the citizen.
    pub fn next_text(&self, state: State) -> &Text {
        self.states.get(&state).map_or(&NOTHING, |words| &words.next)
    }

    /// Whose turn it is.
    pub fn waits_for(&self, state: State) -> WaitsFor {
        self.states.get(&state).map_or(WaitsFor::Nobody, |words| words.waits_for)
    }

    /// The states it uses.
    pub fn states(&self) -> impl Iterator<Item = State> {
        self.states.keys().copied()
    }

    /// An action.
    pub fn action(&self, key: &str) -> Option<&Action> {
        self.actions.get(key)
    }

    /// A time limit.
    pub fn limit(&self, key: &str) -> Option<&Limit> {
        self.limits.get(key)
    }
}
