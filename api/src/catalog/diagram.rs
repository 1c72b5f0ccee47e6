//! A workflow as a picture, for the documentation.

use super::{state::State, workflow::Workflow};
use crate::web::language::Language;

impl Workflow {
    /// The workflow as a Mermaid state diagram with words in one language.
    pub fn diagram(&self, language: Language) -> String {
        let mut lines = vec!["stateDiagram-v2".to_owned()];
        for state in self.reached() {
            lines.push(format!("    {state}: {}", self.state_text(state).get(language)));
        }
        lines.push(format!("    [*] --> {}", State::Draft));
        for row in &self.rows {
            let action =
                self.action(&row.action).map_or(row.action.as_str(), |action| action.title.get(language));
            let by: Vec<_> = row.by.iter().map(ToString::to_string).collect();
            let leads = |from: &State| format!("    {from} --> {}: {action} ({})", row.to, by.join(", "));
            lines.extend(row.from.iter().map(leads));
        }
        lines.extend(self.ends().map(|state| format!("    {state} --> [*]")));
        lines.join("\n") + "\n"
    }

    /// The states that some row leads to, and the first.
    fn reached(&self) -> impl Iterator<Item = State> {
        self.states().filter(|state| *state == State::Draft || self.rows.iter().any(|row| row.to == *state))
    }

    fn ends(&self) -> impl Iterator<Item = State> {
        self.reached().filter(|state| self.rows.iter().all(|row| !row.from.contains(state)))
    }
}
