//! Who plays.

use hechang::identity::actor::Role;
use hechang_tests::{people::Person, town::Town};

use super::Pick;
use crate::assistance::ground::named;

/// Everybody of the city's office, and who takes part besides, by their names.
pub struct Cast<'a>(Vec<(&'static str, Person<'a>)>);

impl<'a> Cast<'a> {
    pub async fn of(town: &'a Town, others: Vec<(&'static str, Person<'a>)>) -> Self {
        let mut all = others;
        for name in Role::ALL.map(Role::word).into_iter().chain(["deputy-chief", "chief", "cashier"]) {
            all.push((name, named(town, name).await));
        }
        Self(all)
    }

    pub fn named(&self, name: &str) -> &Person<'a> {
        &self.0.iter().find(|(known, _)| *known == name).unwrap().1
    }

    /// Mostly one whose turn it is, sometimes anybody.
    pub(super) fn pick(&self, turn: &[&str], who: Pick) -> &(&'static str, Person<'a>) {
        who.of(&self.0, |(name, _)| turn.contains(name)).unwrap()
    }
}
