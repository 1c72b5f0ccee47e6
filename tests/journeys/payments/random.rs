//! Whoever asks for whatever in whatever order, two of them at once now and then: no fen is lost, nobody gets more than was granted, no
//! batch and no application is where its table doesn't lead, and nobody pays whose work it isn't.

use std::collections::BTreeMap;

use hechang::{
    audit,
    catalog::{Performer, State},
    config::Switch,
    ledger::{self, model::Standing},
    platform::{ids, money::Fen},
};
use hechang_entity::{application, assistance_case, assistance_person, ledger_entry, payment_batch};
use hechang_tests::{
    ask::Answer,
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use rstest::rstest;
use sea_orm::{EntityTrait, ExprTrait, QuerySelect, sea_query::Expr};
use serde_json::{Value, json};
use uuid::Uuid;

use super::ground::{BATCHES, Cash, answer};

const STEPS: usize = 400;
const GRANTED: [i64; 3] = [5_000, 3_000, 2_000];

/// One thing that somebody asks for; numbers choose among what there is, and among who asks.
#[derive(Clone, Debug)]
enum Step {
    Make { few: usize, in_person: bool },
    Act { which: usize, act: usize },
    Fund { which: usize, entered: bool },
    Answer { which: usize, words: Vec<bool> },
    Settle { which: usize, line: usize, paid: bool },
}

fn steps() -> impl Strategy<Value = (Step, usize)> {
    let step = prop_oneof![
        3 => (1_usize..4, prop::bool::weighted(0.2)).prop_map(|(few, in_person)| Step::Make { few, in_person }),
        6 => (any::<usize>(), 0_usize..3).prop_map(|(which, act)| Step::Act { which, act }),
        3 => (any::<usize>(), any::<bool>()).prop_map(|(which, entered)| Step::Fund { which, entered }),
        4 => (any::<usize>(), prop::collection::vec(prop::bool::weighted(0.7), 3))
            .prop_map(|(which, words)| Step::Answer { which, words }),
        3 => (any::<usize>(), any::<usize>(), any::<bool>())
            .prop_map(|(which, line, paid)| Step::Settle { which, line, paid }),
    ];
    // Mostly one of the two who pay.
    (step, prop_oneof![8 => 0_usize..2, 1 => 2_usize..5])
}

struct Play<'a> {
    town: &'a Town,
    cash: &'a Cash<'a>,
    askers: Vec<&'a Person<'a>>,
    grant: Uuid,
    batches: BTreeMap<Uuid, String>,
    applications: BTreeMap<Uuid, String>,
}

impl Play<'_> {
    async fn asks(&self, step: &Step, who: usize) -> Option<Answer> {
        let by = self.askers[who];
        let batch = |which: usize| {
            let known: Vec<_> = self.batches.keys().collect();
            (!known.is_empty()).then(|| *known[which % known.len()])
        };
        Some(match step {
            Step::Make { few, in_person } => {
                let open = self.cash.open().await;
                let ids: Vec<_> = open.iter().take(*few).map(|one| one["instalment_id"].clone()).collect();
                let way = if *in_person { "in_person" } else { "bank" };
                by.post(BATCHES).json(&json!({ "way": way, "instalment_ids": ids })).await
            }
            Step::Act { which, act } => {
                let act = ["approve", "send", "cancel"][*act];
                by.post(&format!("{BATCHES}/{}/actions/{act}", batch(*which)?)).await
            }
            Step::Fund { which, entered } => {
                let basis = (!entered).then(|| format!("山财拨〔{}〕号", ids::random_word::<10>()));
                let body = json!({ "on": "2026-03-02", "basis": basis });
                by.post(&format!("{BATCHES}/{}/funds", batch(*which)?)).json(&body).await
            }
            Step::Answer { which, words } => {
                let path = format!("{BATCHES}/{}", batch(*which)?);
                let now = self.cash.maker.get(&path).await.expect(200).json();
                let words: Vec<_> = words.iter().map(|paid| if *paid { "成功" } else { "失败" }).collect();
                let text = answer(&now, &words).into_bytes();
                by.post(&format!("{path}/results")).upload(&[], "answer.csv", "text/csv", text).await
            }
            Step::Settle { which, line, paid } => {
                let path = format!("{BATCHES}/{}", batch(*which)?);
                let now: Value = self.cash.maker.get(&path).await.expect(200).json();
                let lines = now["lines"].as_array().unwrap();
                let line = lines[line % lines.len()]["id"].as_str().unwrap().to_owned();
                let outcome = if *paid { "paid" } else { "failed" };
                let body = json!({ "outcome": outcome, "on": "2026-03-02", "reason": "户名不符", "witness": "cashier" });
                by.post(&format!("{path}/lines/{line}")).json(&body).await
            }
        })
    }

    /// What must hold after every step.
    async fn holds(&mut self, told: &str) {
        let db = self.town.app().db.read();
        let sum = Expr::col(ledger_entry::Column::Amount).sum().cast_as("bigint");
        let sum: Option<Option<i64>> = ledger_entry::Entity::find()
            .select_only()
            .column_as(sum, "sum")
            .into_tuple()
            .one(db)
            .await
            .unwrap();
        assert_eq!(sum.flatten(), Some(0), "{told}");
        for person in assistance_person::Entity::find().all(db).await.unwrap() {
            let Standing { granted, committed, paid, handed_over: _, in_custody, recovered } =
                ledger::service::standing(db, self.grant, person.id).await.unwrap();
            let accounted = Fen::sum([committed, paid, in_custody, recovered]);
            assert_eq!(accounted, Some(granted), "{told}");
        }
        for row in payment_batch::Entity::find().all(db).await.unwrap() {
            let before = self.batches.insert(row.id, row.state.clone());
            let before = before.as_deref().unwrap_or("made");
            assert!(before == row.state || leads(before, &row.state), "{before} to {}: {told}", row.state);
        }
        let workflow = &self.town.app().catalog.service("judicial-assistance").unwrap().workflow;
        for row in application::Entity::find().all(db).await.unwrap() {
            let before = self.applications.insert(row.id, row.state.clone()).unwrap();
            let by_case = workflow.rows.iter().filter(|one| one.by.contains(&Performer::Case));
            let mut ways =
                by_case.flat_map(|one| one.from.iter().map(move |from| (from.as_str(), one.to.as_str())));
            let goes = before == row.state || ways.any(|way| way == (before.as_str(), row.state.as_str()));
            assert!(goes, "{before} to {}: {told}", row.state);
        }
    }
}

/// Where a batch goes from a state; what two who ask at once do counts as one step.
fn leads(from: &str, to: &str) -> bool {
    let next = |from: &str| -> &[&str] {
        match from {
            "made" => &["approved", "canceled"],
            "approved" => &["funded", "canceled"],
            "funded" => &["sent", "canceled", "done"],
            "sent" => &["done"],
            _ => &[],
        }
    };
    next(from).iter().any(|step| *step == to || next(step).contains(&to))
}

#[rstest]
#[tokio::test]
async fn no_fen_is_lost_whoever_asks_for_what(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let cash = Cash::granted(&town, &GRANTED).await;
    cash.accounts().await;
    let others =
        (&cash.case.handler, &cash.owners[0], town.staff(hechang::identity::actor::Role::Auditor).await);
    let askers = vec![&cash.maker, &cash.checker, others.0, others.1, &others.2];
    let reader = town.app().db.read();
    let grant = assistance_case::Entity::find().one(reader).await.unwrap().unwrap().grant_id.unwrap();
    let applications = application::Entity::find().all(reader).await.unwrap();
    let applications = applications.into_iter().map(|row| (row.id, row.state)).collect();
    let mut play = Play { town: &town, cash: &cash, askers, grant, batches: BTreeMap::new(), applications };
    let seed: [u8; 32] = ids::random_bytes();
    eprintln!("the seed of this run: {seed:?}");
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let mut done = 0;
    for place in 0..STEPS {
        let mut draw = || steps().new_tree(&mut runner).unwrap().current();
        let ((one, who), (two, other)) = (draw(), draw());
        let told = format!("{one:?} by {who}, {two:?} by {other}");
        // Every fifth time two ask at the same moment.
        let answers = if place % 5 == 0 {
            let (one, two) = tokio::join!(play.asks(&one, who), play.asks(&two, other));
            vec![(one, who), (two, other)]
        } else {
            vec![(play.asks(&one, who).await, who)]
        };
        for (answer, who) in answers.into_iter().filter_map(|(answer, who)| Some((answer?, who))) {
            assert!(answer.status < 500, "{told}: {}", answer.text());
            assert!(answer.status >= 300 || who < 2, "{told}: {}", answer.status);
            done += usize::from(answer.status < 300);
        }
        play.holds(&told).await;
    }
    assert!(done > STEPS / 20, "only {done} of {STEPS} steps did anything");
    assert!(
        play.applications
            .values()
            .any(|state| state == State::Paid.as_str() || state == State::Paying.as_str())
    );
    let proved = ledger::verification::verify(&town.app().db).await.unwrap();
    assert!(proved.faults.is_empty(), "{:#?}", proved.faults);
    assert_eq!(audit::verification::verify(town.app(), &[]).await.unwrap().faults, []);
}
