//! Whether everything goes only where its table leads.

use std::collections::BTreeMap;

use hechang::{assistance::rules::Table, catalog::Performer};
use hechang_entity::application;
use hechang_tests::town::Town;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::Pick;

/// States as they were last seen, and the ways between them.
pub struct Seen {
    first: &'static str,
    ways: Vec<(String, String)>,
    before: BTreeMap<Uuid, String>,
}

impl Seen {
    pub fn new<W: Into<String>>(first: &'static str, ways: impl IntoIterator<Item = (W, W)>) -> Self {
        let ways = ways.into_iter().map(|(from, to)| (from.into(), to.into())).collect();
        Self { first, ways, before: BTreeMap::new() }
    }

    /// By a table of the catalog.
    pub fn by<S, A>(table: &Table<S, A>, states: &[S], word: fn(S) -> &'static str) -> Self
    where
        S: Copy + PartialEq,
        A: Copy + PartialEq,
    {
        let from = |state: S| table.allowed(state).map(move |row| (word(state), word(row.to)));
        Self::new(word(states[0]), states.iter().flat_map(|state| from(*state)))
    }

    /// By what a case does to its applications.
    pub fn by_case(town: &Town) -> Self {
        let workflow = &town.app().catalog.service("judicial-assistance").unwrap().workflow;
        let rows = workflow.rows.iter().filter(|row| row.by.contains(&Performer::Case));
        let ways = rows.flat_map(|row| row.from.iter().map(|from| (from.as_str(), row.to.as_str())));
        Self::new("under_review", ways)
    }

    /// [`Self::follow`] for applications.
    pub async fn follow_applications(&mut self, town: &Town, most: usize, told: &str) {
        let rows = application::Entity::find().all(town.app().db.read()).await.unwrap();
        self.follow(rows.into_iter().map(|row| (row.id, row.state)), most, told);
    }

    /// Each went by the table, by so many steps at most.
    pub fn follow(&mut self, rows: impl IntoIterator<Item = (Uuid, String)>, most: usize, told: &str) {
        for (id, state) in rows {
            let before = self.before.insert(id, state.clone()).unwrap_or_else(|| self.first.to_owned());
            assert!(self.leads(&before, &state, most), "{before} to {state}: {told}");
        }
    }

    fn leads(&self, from: &str, to: &str, most: usize) -> bool {
        let mut next = self.ways.iter().filter(|(before, _)| before == from);
        from == to || (most > 0 && next.any(|(_, after)| self.leads(after, to, most - 1)))
    }

    /// One of them with its state, mostly one in these states.
    pub fn pick(&self, which: Pick, states: &[&str]) -> Option<(Uuid, &str)> {
        let all = self.before.iter().map(|(id, state)| (*id, state.as_str()));
        which.of(all, |(_, state)| states.contains(state))
    }
}
