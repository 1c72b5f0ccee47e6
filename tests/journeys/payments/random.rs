//! Whoever asks for whatever in whatever order, two of them at once now and then: no fen is lost, nobody gets more than was granted, no
//! batch and no application is where its table doesn't lead, and nobody pays whose work it isn't. Some go away before they are answered.

use hechang::{config::Switch, platform::ids};
use hechang_entity::{payment_batch, payment_line};
use hechang_tests::{
    ask::Answer,
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use proptest::prelude::*;
use rstest::rstest;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use super::ground::{BATCHES, Cash, answer};
use crate::plays::{Cast, Pick, Play, Seen, begins, picks, plays};

const STEPS: usize = 400;
const GRANTED: [i64; 3] = [5_000, 3_000, 2_000];

/// One thing that somebody asks for; numbers choose among what there is.
#[derive(Clone, Debug)]
enum Step {
    Make { few: usize, in_person: bool },
    Act { which: Pick, act: usize },
    Fund { which: Pick, entered: bool },
    Answer { which: Pick, words: Vec<bool> },
    Settle { which: Pick, line: usize, paid: bool },
}

/// What is done to a batch, and in which states.
const ACTS: [(&str, &[&str]); 3] =
    [("approve", &["made"]), ("send", &["funded"]), ("cancel", &["made", "approved", "funded"])];

fn steps() -> impl Strategy<Value = Step> {
    let act = prop_oneof![4 => Just(0_usize), 3 => Just(1), 1 => Just(2)];
    prop_oneof![
        3 => (1_usize..4, prop::bool::weighted(0.2)).prop_map(|(few, in_person)| Step::Make { few, in_person }),
        5 => (picks(), act).prop_map(|(which, act)| Step::Act { which, act }),
        3 => (picks(), prop::bool::weighted(0.2)).prop_map(|(which, entered)| Step::Fund { which, entered }),
        3 => (picks(), prop::collection::vec(prop::bool::weighted(0.6), 3))
            .prop_map(|(which, words)| Step::Answer { which, words }),
        4 => (picks(), any::<usize>(), prop::bool::weighted(0.3))
            .prop_map(|(which, line, paid)| Step::Settle { which, line, paid }),
    ]
}

/// A batch on its whole way, and another that waits.
fn beginning() -> [(Step, &'static str); 6] {
    let which = Pick::nth(0);
    [
        (Step::Make { few: 2, in_person: false }, "finance"),
        (Step::Act { which, act: 0 }, "cashier"),
        (Step::Fund { which, entered: false }, "finance"),
        (Step::Act { which, act: 1 }, "finance"),
        (Step::Answer { which, words: vec![true, false] }, "finance"),
        (Step::Make { few: 3, in_person: true }, "cashier"),
    ]
}

/// Where a batch goes from a state.
const BATCH: [(&str, &str); 8] = [
    ("made", "approved"),
    ("approved", "funded"),
    ("funded", "sent"),
    ("funded", "done"),
    ("sent", "done"),
    ("made", "canceled"),
    ("approved", "canceled"),
    ("funded", "canceled"),
];
/// Where a line goes from a state.
const LINE: [(&str, &str); 7] = [
    ("listed", "sent"),
    ("listed", "dropped"),
    ("listed", "paid"),
    ("listed", "failed"),
    ("sent", "paid"),
    ("sent", "failed"),
    ("paid", "returned"),
];

struct Desk<'a> {
    town: &'a Town,
    cash: &'a Cash<'a>,
    cast: Cast<'a>,
    batches: Seen,
    lines: Seen,
    applications: Seen,
}

impl<'a> Desk<'a> {
    async fn of(town: &'a Town, cash: &'a Cash<'a>) -> Self {
        let askers = Cast::of(town, vec![("owner", cash.owners[0].clone())]).await;
        let (batches, lines) = (Seen::new("made", BATCH), Seen::new("listed", LINE));
        Self { town, cash, cast: askers, batches, lines, applications: Seen::by_case(town) }
    }
}

impl Play for Desk<'_> {
    type Step = Step;

    fn town(&self) -> &Town {
        self.town
    }

    fn cast(&self) -> &Cast<'_> {
        &self.cast
    }

    fn may(&self, _: &Step) -> &'static [&'static str] {
        &["finance", "cashier"]
    }

    async fn asks(&self, step: &Step, _: &str, by: &Person<'_>) -> Option<Answer> {
        let at =
            |which: Pick, states: &[&str]| Some(format!("{BATCHES}/{}", self.batches.pick(which, states)?.0));
        Some(match step {
            Step::Make { few, in_person } => {
                let open = self.cash.open().await;
                let ids: Vec<_> = open.iter().take(*few).map(|one| one["instalment_id"].clone()).collect();
                let way = if *in_person { "in_person" } else { "bank" };
                by.post(BATCHES).json(&json!({ "way": way, "instalment_ids": ids })).await
            }
            Step::Act { which, act } => {
                let (act, states) = ACTS[*act];
                by.post(&format!("{}/actions/{act}", at(*which, states)?)).await
            }
            Step::Fund { which, entered } => {
                let basis = (!entered).then(|| format!("山财拨〔{}〕号", ids::random_word::<10>()));
                let body = json!({ "on": "2026-03-02", "basis": basis });
                by.post(&format!("{}/funds", at(*which, &["approved"])?)).json(&body).await
            }
            Step::Answer { which, words } => {
                let path = at(*which, &["sent"])?;
                let now = self.cash.maker.get(&path).await.expect(200).json();
                let words: Vec<_> = words.iter().map(|paid| if *paid { "成功" } else { "失败" }).collect();
                let text = answer(&now, &words).into_bytes();
                by.post(&format!("{path}/results")).upload(&[], "answer.csv", "text/csv", text).await
            }
            Step::Settle { which, line, paid } => {
                let path = at(*which, &["sent", "done"])?;
                let now: Value = self.cash.maker.get(&path).await.expect(200).json();
                let lines = now["lines"].as_array().unwrap();
                let line = lines[line % lines.len()]["id"].as_str().unwrap().to_owned();
                let outcome = if *paid { "paid" } else { "failed" };
                let body = json!({ "outcome": outcome, "on": "2026-03-02", "reason": "户名不符", "witness": "cashier" });
                by.post(&format!("{path}/lines/{line}")).json(&body).await
            }
        })
    }

    async fn holds(&mut self, most: usize, told: &str) {
        let db = self.town.app().db.snapshot().await.unwrap();
        let rows = payment_batch::Entity::find().all(&db).await.unwrap();
        self.batches.follow(rows.into_iter().map(|row| (row.id, row.state)), most, told);
        let rows = payment_line::Entity::find().all(&db).await.unwrap();
        self.lines.follow(rows.into_iter().map(|row| (row.id, row.state)), most, told);
        drop(db);
        self.applications.follow_applications(self.town, most, told).await;
    }
}

#[rstest]
#[tokio::test]
async fn no_fen_is_lost_whoever_asks_for_what(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let cash = Cash::granted(&town, &GRANTED).await;
    cash.accounts().await;
    let mut desk = Desk::of(&town, &cash).await;
    desk.holds(1, "granted").await;
    begins(&mut desk, beginning()).await;
    plays(&mut desk, STEPS, steps()).await;
}
