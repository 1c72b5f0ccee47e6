//! What a play of random steps with money stands on: draws that can be repeated, askers who go away, and what must hold after every step.

use std::collections::BTreeMap;

use hechang::{
    audit,
    catalog::Performer,
    identity::actor::Role,
    ledger::{self, error::LedgerError, model::Standing},
    platform::{ids, money::Fen},
};
use hechang_entity::{application, assistance_case, assistance_person, ledger_entry};
use hechang_tests::{ask::Answer, people::Person, town::Town};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use sea_orm::{ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QuerySelect, sea_query::Expr};
use uuid::Uuid;

use crate::assistance::ground::named;

/// Draws steps; its seed is told, so that a run can be played again.
struct Draw(TestRunner);

impl Draw {
    fn new() -> Self {
        let seed: [u8; 32] = ids::random_bytes();
        eprintln!("the seed of this run: {seed:?}");
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        Self(TestRunner::new_with_rng(Config::default(), rng))
    }

    fn of<T>(&mut self, strategy: &impl Strategy<Value = T>) -> T {
        strategy.new_tree(&mut self.0).unwrap().current()
    }
}

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

    /// Mostly one of those whose work it is, sometimes anybody.
    fn pick(&self, may: &[&str], (right, number): Who) -> &(&'static str, Person<'a>) {
        let some: Vec<_> = self.0.iter().filter(|(name, _)| !right || may.contains(name)).collect();
        some[number % some.len()]
    }
}

type Who = (bool, usize);

fn whoever() -> impl Strategy<Value = Who> {
    (prop::bool::weighted(0.8), any::<usize>())
}

/// A play in which people do one thing after the other.
pub trait Play {
    type Step: std::fmt::Debug;

    fn town(&self) -> &Town;
    fn cast(&self) -> &Cast<'_>;
    /// Whose work it is.
    fn may(&self, step: &Self::Step) -> &'static [&'static str];
    /// Nothing where there is nothing to do it to.
    async fn asks(&self, step: &Self::Step, name: &str, by: &Person<'_>) -> Option<Answer>;
    /// What must hold besides, when so much may have happened at most.
    async fn holds(&mut self, most: usize, told: &str);
}

/// Plays so many steps. Every fifth time two ask at the same moment, and then somebody goes away before the answer.
pub async fn plays<P: Play>(play: &mut P, steps: usize, step: impl Strategy<Value = P::Step>) {
    let (mut draw, mut done, mut refused, mut left) = (Draw::new(), 0, 0, 0);
    let drawn = (step, whoever());
    for place in 0..steps {
        let two = [draw.of(&drawn), draw.of(&drawn)];
        let [one, other] = two.each_ref().map(|(step, who)| (step, play.cast().pick(play.may(step), *who)));
        let told = format!("{place}: {:?} by {}, {:?} by {}", one.0, one.1.0, other.0, other.1.0);
        let asks = async |(step, (name, by)): (&P::Step, &(&'static str, Person<'_>))| {
            let may = play.may(step).contains(name);
            play.asks(step, name, by).await.map(|answer| (answer, may))
        };
        let answers = match place % 5 {
            0 => <[_; 2]>::from(tokio::join!(asks(one), asks(other))).to_vec(),
            2 => vec![impatiently(play.town(), draw.of(&(0..8_usize)), asks(one)).await],
            _ => vec![asks(one).await],
        };
        let most = answers.len() + left;
        for (answer, may) in answers.into_iter().flatten() {
            assert!(answer.status < 500, "{told}: {}", answer.text());
            assert!(answer.status >= 300 || may, "{told}: {}", answer.status);
            done += usize::from(answer.status < 300);
            refused += usize::from(!may);
        }
        // What somebody went away from may happen yet.
        left = usize::from(place % 5 == 2);
        all_is_accounted_for(play.town(), &told).await;
        play.holds(most, &told).await;
    }
    assert!(done > steps / 40, "only {done} of {steps} steps did anything");
    assert!(refused > steps / 20, "only {refused} of {steps} times somebody else asked");
    let app = play.town().app();
    let proved = ledger::verification::verify(&app.db).await.unwrap();
    assert!(proved.faults.is_empty(), "{:#?}", proved.faults);
    assert_eq!(audit::verification::verify(app, &[]).await.unwrap().faults, []);
    eprintln!("{done} of {steps} steps did something, {refused} times somebody else asked");
}

/// Asks, and goes away when the program has given so many other answers; then nobody knows what came of it.
async fn impatiently<T>(town: &Town, moments: usize, asking: impl Future<Output = Option<T>>) -> Option<T> {
    let waiting = async {
        for _ in 0..moments {
            town.get("/healthz").await.expect(200);
        }
    };
    tokio::select! {
        asked = asking => asked,
        () = waiting => None,
    }
}

/// Every entry has its other side, and what was granted to somebody is somewhere, to the fen.
async fn all_is_accounted_for(town: &Town, told: &str) {
    let db = town.app().db.snapshot().await.unwrap();
    let sum = Expr::col(ledger_entry::Column::Amount).sum().cast_as("bigint");
    let entries = ledger_entry::Entity::find().select_only().column_as(sum, "sum").into_tuple();
    let sum: Option<i64> = entries.one(&db).await.unwrap().flatten();
    assert_eq!(sum.unwrap_or(0), 0, "{told}");
    for case in assistance_case::Entity::find().all(&db).await.unwrap() {
        let Some(grant) = case.grant_id else { continue };
        let people = assistance_person::Entity::find().filter(assistance_person::Column::CaseId.eq(case.id));
        for person in people.all(&db).await.unwrap() {
            let standing = match ledger::service::standing(&db, grant, person.id).await {
                Err(LedgerError::NotFound) => continue,
                standing => standing.unwrap(),
            };
            let Standing { granted, committed, paid, handed_over: _, in_custody, recovered } = standing;
            let parts = [committed, paid, in_custody, recovered];
            assert!(parts.iter().all(|part| *part >= Fen::ZERO), "{parts:?}: {told}");
            assert_eq!(Fen::sum(parts), Some(granted), "{told}");
        }
    }
}

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

    /// Those whose state is this.
    pub fn count(&self, state: &str) -> usize {
        self.before.values().filter(|known| *known == state).count()
    }

    /// One of them, if there is any.
    pub fn pick(&self, which: usize) -> Option<Uuid> {
        let ids: Vec<_> = self.before.keys().collect();
        (!ids.is_empty()).then(|| *ids[which % ids.len()])
    }
}
