//! What is found out in a case and how: kinds of task, what each asks for, time limits, and what may happen to a task and to a request.

use std::collections::BTreeMap;

use anyhow::ensure;
use chrono::NaiveDate;
use serde::Deserialize;

use crate::{
    assistance::investigation::model::{RequestAction, RequestState, TaskAction, TaskKind, TaskState},
    web::language::Text,
};

/// Time limits from a day on, in working days.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Since when.
    pub effective_from: NaiveDate,
    /// The rule.
    pub source: String,
    /// Whether the office has confirmed it.
    pub confirmed: bool,
    /// To end a task of each kind; a request ends by the two below.
    pub days: BTreeMap<TaskKind, u32>,
    /// The asked procuratorate answers.
    pub answer: u32,
    /// The asking one works the answer in, after it is due.
    pub r#use: u32,
}

/// Who makes tasks of a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Maker {
    /// Whoever investigates; they may drop it with a reason.
    #[default]
    Staff,
    /// A decision; it is never dropped.
    Decision,
}

/// What a task of a kind asks for.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindRule {
    /// Which kind.
    pub key: TaskKind,
    /// Whether a second member of staff is there.
    pub two_people: bool,
    /// Whether a note says where.
    pub place: bool,
    /// Whether it ends with a paper.
    pub papers: bool,
    /// Who makes it.
    #[serde(default)]
    pub maker: Maker,
    /// For people.
    pub title: Text,
    /// What to look at.
    pub help: Text,
}

/// What a task says that fulfills a wish of the form (调取).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    text: String,
    held_by: String,
}

impl Wish {
    /// The words, with who has the paper where the form says it.
    pub fn words(&self, held_by: Option<&str>) -> String {
        match held_by {
            Some(who) => format!("{}{}{who}", self.text, self.held_by),
            None => self.text.clone(),
        }
    }
}

/// A row of a table: from any of these states the action leads to that one.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move<S, A> {
    /// Where it begins.
    pub from: Vec<S>,
    /// What is done.
    pub action: A,
    /// Where it leads.
    pub to: S,
    /// Whether words are needed.
    pub words: bool,
}

/// The row for an action in a state; nothing where the table has none.
pub fn row<S: Copy + PartialEq, A: Copy + PartialEq>(
    table: &[Move<S, A>],
    state: S,
    action: A,
) -> Option<&Move<S, A>> {
    table.iter().find(|row| row.action == action && row.from.contains(&state))
}

/// What may be done in a state.
pub fn allowed<S: Copy + PartialEq, A: Copy>(table: &[Move<S, A>], state: S) -> Vec<A> {
    table.iter().filter(|row| row.from.contains(&state)).map(|row| row.action).collect()
}

/// The settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Investigation {
    limits: Vec<Limits>,
    kinds: Vec<KindRule>,
    /// What a task says that a form wishes for.
    pub wish: Wish,
    /// What may happen to a task.
    pub tasks: Vec<Move<TaskState, TaskAction>>,
    /// What may happen to a request.
    pub requests: Vec<Move<RequestState, RequestAction>>,
}

impl Investigation {
    /// The limits that count on a day; the first ones before there were any.
    pub fn limits(&self, on: NaiveDate) -> Option<&Limits> {
        let before = self.limits.iter().filter(|limits| limits.effective_from <= on);
        before.max_by_key(|limits| limits.effective_from).or_else(|| self.limits.first())
    }

    /// What a kind asks for.
    pub fn kind(&self, kind: TaskKind) -> Option<&KindRule> {
        self.kinds.iter().find(|rule| rule.key == kind)
    }

    /// Refuses settings that contradict themselves or the database.
    pub fn check(&self) -> anyhow::Result<()> {
        ensure!(!self.limits.is_empty(), "there are no time limits");
        for kind in TaskKind::ALL {
            ensure!(self.kind(kind).is_some(), "the kind {:?} is missing", kind.word());
            let own = kind == TaskKind::RequestOrgan;
            let missing = self.limits.iter().find(|limits| !own && !limits.days.contains_key(&kind));
            ensure!(missing.is_none(), "the kind {:?} has no time limit", kind.word());
        }
        ensure!(!self.wish.text.trim().is_empty(), "a task that a form wishes for says nothing");
        let visit = self.kind(TaskKind::HomeVisit).is_some_and(|rule| rule.two_people);
        ensure!(visit, "a home visit is made by two people: the database refuses another");
        for state in [TaskState::Done, TaskState::Dropped] {
            ensure!(allowed(&self.tasks, state).is_empty(), "{:?} is final", state.word());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistance::rules::Rules;

    #[test]
    fn a_table_says_what_comes_next_and_what_is_over() {
        let rules = &Rules::compiled_in().unwrap().investigation;
        let finish = row(&rules.tasks, TaskState::Open, TaskAction::Finish).unwrap();
        assert_eq!((finish.to, finish.words), (TaskState::Done, true));
        assert!(row(&rules.tasks, TaskState::Done, TaskAction::Drop).is_none());
        assert_eq!(
            allowed(&rules.requests, RequestState::Sent),
            [RequestAction::Receive, RequestAction::Return]
        );
        assert!(allowed(&rules.requests, RequestState::Answered).is_empty());
    }

    #[test]
    fn a_wish_names_who_has_the_paper_where_somebody_knows() {
        let wish = &Rules::compiled_in().unwrap().investigation.wish;
        assert!(wish.words(Some("县民政局")).ends_with("：县民政局"));
        assert!(!wish.words(None).contains('：'));
    }

    #[test]
    fn a_home_visit_of_one_person_is_refused_when_it_is_read() {
        let mut rules = Rules::compiled_in().unwrap().investigation.clone();
        rules.kinds.iter_mut().for_each(|kind| kind.two_people = false);
        assert!(rules.check().is_err());
    }
}
