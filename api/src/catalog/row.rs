//! One rule of a workflow: who may do what in which state, and what follows.

use serde::Deserialize;

use super::{performer::Performer, state::State};

/// One rule of a workflow.
#[derive(Clone, Debug)]
pub struct Row {
    /// The states it leads out of.
    pub from: Vec<State>,
    /// What is done.
    pub action: String,
    /// Who may do it.
    pub by: Vec<Performer>,
    /// The limit whose passing does it; only the system's rows have one.
    pub after: Option<String>,
    /// The state afterward.
    pub to: State,
    /// What must hold first.
    pub needs: Vec<Need>,
    /// Limits that begin.
    pub starts: Vec<String>,
    /// Limits that end.
    pub stops: Vec<String>,
    /// Limits that stand still.
    pub pauses: Vec<String>,
    /// Limits that go on.
    pub resumes: Vec<String>,
    /// The message to the citizen: `notify-{tells}` in the locales.
    pub tells: Option<String>,
}

/// What must hold before an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Every uploaded file was accepted or rejected.
    AllMaterialsJudged,
    /// Form and checklist are complete.
    CompleteForm,
    /// The current consent was given.
    Consent,
    /// Whoever acts for the applicant was confirmed.
    RepresentationConfirmed,
}

impl Row {
    /// Whether one of these may do it.
    pub fn is_by(&self, by: &[Performer]) -> bool {
        self.by.iter().any(|performer| by.contains(performer))
    }
}
