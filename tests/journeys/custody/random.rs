//! Whoever asks for whatever of money in custody in whatever order: no fen is lost, mandates and requests go only where their tables lead, and
//! nobody takes a step that is another's work.

use std::collections::BTreeSet;

use hechang::{
    assistance::{
        custody::model::{MandateState, RequestState},
        rules::Rules,
    },
    config::Switch,
    platform::ids,
};
use hechang_entity::{custody_mandate, custody_request, payment_batch, payment_line};
use hechang_tests::{
    ask::Answer,
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    samples,
    town::Town,
};
use proptest::prelude::*;
use rstest::rstest;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::ground::{ACCOUNTS, DESK, PARTNER, Trust, VILLAGE, hired, need};
use crate::{
    payments::ground::{BATCHES, answer, at as batch_at},
    plays::{Cast, Pick, Play, Seen, begins, picks, plays},
};

const STEPS: usize = 400;
const BORN: [(&str, i64); ACCOUNTS.len()] =
    [("2014-05-01", 12_000), ("2016-09-01", 8_000), ("2017-03-01", 9_000), ("2019-11-01", 5_000)];

/// One thing that somebody asks for; numbers choose among what there is.
#[derive(Clone, Debug)]
enum Step {
    Draft {
        child: usize,
    },
    Sign {
        which: Pick,
        right: bool,
    },
    GiveUp {
        which: Pick,
    },
    Pay {
        words: Vec<bool>,
    },
    Return {
        which: Pick,
    },
    Ask {
        which: Pick,
        yuan: Option<i64>,
    },
    /// The step that it waits for, or this one.
    Act {
        which: Pick,
        act: Option<usize>,
    },
    Report {
        which: Pick,
    },
    Lift {
        which: Pick,
    },
}

/// What is done to a request in a state, and at last what may be done in several.
const ACTS: [(&str, &str); 5] = [
    ("asked", "verify"),
    ("verified", "approve"),
    ("approved", "release"),
    ("released", "file"),
    ("", "refuse"),
];
/// The custodian's staff.
const KEEPERS: &[&str] = &["keeper", "clerk"];
const REPORTERS: &[&str] =
    &["reviewer", "approver", "deputy-chief", "chief", "finance", "cashier", "owner", "keeper", "clerk"];
const DECIDERS: &[&str] = &["approver", "deputy-chief", "chief"];

fn steps() -> impl Strategy<Value = Step> {
    let some = prop_oneof![60 => (1_i64..300).prop_map(Some), 1 => Just(None)];
    let act = prop_oneof![6 => Just(None), 3 => (0..ACTS.len()).prop_map(Some)];
    prop_oneof![
        3 => (0..BORN.len()).prop_map(|child| Step::Draft { child }),
        3 => (picks(), prop::bool::weighted(0.8)).prop_map(|(which, right)| Step::Sign { which, right }),
        1 => picks().prop_map(|which| Step::GiveUp { which }),
        4 => prop::collection::vec(prop::bool::weighted(0.7), BORN.len()).prop_map(|words| Step::Pay { words }),
        1 => picks().prop_map(|which| Step::Return { which }),
        12 => (picks(), some).prop_map(|(which, yuan)| Step::Ask { which, yuan }),
        32 => (picks(), act).prop_map(|(which, act)| Step::Act { which, act }),
        1 => picks().prop_map(|which| Step::Report { which }),
        3 => picks().prop_map(|which| Step::Lift { which }),
    ]
}

/// Money in custody, requests at each step of their way, a misuse that was reported, and two who have only a draft or nothing.
fn beginning() -> Vec<(Step, &'static str)> {
    let nth = Pick::nth;
    let mut steps = Vec::new();
    for child in 0..3 {
        steps.push((Step::Draft { child }, "reviewer"));
    }
    for which in [nth(0), nth(1)] {
        steps.push((Step::Sign { which, right: true }, "approver"));
    }
    steps.push((Step::Pay { words: vec![true; BORN.len()] }, "finance"));
    for _ in 0..5 {
        steps.push((Step::Ask { which: nth(0), yuan: Some(100) }, "reviewer"));
    }
    steps.push((Step::Ask { which: nth(1), yuan: Some(100) }, "owner"));
    steps.push((Step::Ask { which: nth(0), yuan: Some(100) }, "clerk"));
    for (act, name) in [(0, "keeper"), (1, "deputy-chief"), (2, "cashier")] {
        steps.extend((act..4).map(|number| (Step::Act { which: nth(number), act: None }, name)));
    }
    steps.push((Step::Act { which: nth(3), act: None }, "keeper"));
    steps.push((Step::Report { which: nth(1) }, "owner"));
    steps
}

struct Trustees<'a> {
    town: &'a Town,
    trust: &'a Trust<'a>,
    cast: Cast<'a>,
    mandates: Seen,
    requests: Seen,
    applications: Seen,
}

impl<'a> Trustees<'a> {
    async fn of(town: &'a Town, trust: &'a Trust<'a>) -> Self {
        let clerk = hired(town, VILLAGE, "village-clerk").await;
        let others =
            vec![("owner", trust.owner.clone()), ("keeper", trust.custodian.clone()), ("clerk", clerk)];
        let rules = &Rules::compiled_in().unwrap().custody;
        Self {
            town,
            trust,
            cast: Cast::of(town, others).await,
            mandates: Seen::by(&rules.mandate, &MandateState::ALL, MandateState::word),
            requests: Seen::by(&rules.request, &RequestState::ALL, RequestState::word),
            applications: Seen::by_case(town),
        }
    }

    /// Where somebody asks about a mandate.
    fn at(&self, name: &str, which: Pick, states: &[&str]) -> Option<String> {
        let side = match name {
            "owner" => &format!("/api/v1/applications/{}/custody", self.trust.application),
            "keeper" | "clerk" | "custodian" => PARTNER,
            _ => DESK,
        };
        Some(format!("{side}/{}", self.mandates.pick(which, states)?.0))
    }

    /// A request, and what is done to it.
    fn act(&self, which: Pick, act: Option<usize>) -> Option<(Uuid, &'static str)> {
        let states = ACTS.map(|(state, _)| state);
        let (id, state) = self.requests.pick(which, &states[..states.len() - 1])?;
        let act = act.or_else(|| states.iter().position(|one| *one == state));
        Some((id, ACTS[act.unwrap_or(0)].1))
    }

    async fn request(&self, name: &str, id: Uuid) -> String {
        let row = custody_request::Entity::find_by_id(id).one(self.town.app().db.read()).await.unwrap();
        let side = if KEEPERS.contains(&name) { PARTNER } else { DESK };
        format!("{side}/{}/requests/{id}", row.unwrap().mandate_id)
    }

    /// Everything that has an account goes to the bank and back, by a batch that somebody left or by a new one; the last answer counts.
    async fn pays(&self, name: &str, by: &Person<'_>, words: &[bool]) -> Option<Answer> {
        let rows = payment_batch::Entity::find().all(self.town.app().db.read()).await.unwrap();
        let left = rows.into_iter().find(|row| !["done", "canceled"].contains(&row.state.as_str()));
        let path = if let Some(left) = left {
            format!("{BATCHES}/{}", left.id)
        } else {
            let open = self.trust.cash.open().await.into_iter();
            let known = open.filter(|one| one["account"] == "custody");
            let ids: Vec<_> = known.map(|one| one["instalment_id"].clone()).collect();
            if ids.is_empty() {
                return None;
            }
            let made = by.post(BATCHES).json(&json!({ "way": "bank", "instalment_ids": ids })).await;
            if made.status != 201 {
                return Some(made);
            }
            batch_at(&made.json())
        };
        let cash = &self.trust.cash;
        let checker = if name == "finance" { &cash.checker } else { &cash.maker };
        checker.post(&format!("{path}/actions/approve")).await;
        let basis = format!("山财拨〔{}〕号", ids::random_word::<10>());
        by.post(&format!("{path}/funds")).json(&json!({ "on": "2026-03-02", "basis": basis })).await;
        by.post(&format!("{path}/actions/send")).await;
        let now = cash.maker.get(&path).await.expect(200).json();
        let words: Vec<_> = words.iter().map(|paid| if *paid { "成功" } else { "失败" }).collect();
        let text = answer(&now, &words).into_bytes();
        Some(by.post(&format!("{path}/results")).upload(&[], "answer.csv", "text/csv", text).await)
    }

    /// The bank returns a payment.
    async fn returns(&self, by: &Person<'_>, which: Pick) -> Option<Answer> {
        let lines = payment_line::Entity::find().all(self.town.app().db.read()).await.unwrap();
        let line = which.of(lines, |line| line.state == "paid")?;
        let path = format!("{BATCHES}/{}/lines/{}", line.batch_id, line.id);
        let said = json!({ "outcome": "failed", "on": "2026-03-02", "reason": "户名不符" });
        Some(by.post(&path).json(&said).await)
    }

    /// The number of a mandate's account, or another.
    async fn number(&self, mandate: &str, right: bool) -> &'static str {
        let seen = self.trust.handler.get(&format!("{DESK}/{}", after(mandate))).await.expect(200).json();
        let child = |place: &usize| seen["person_id"] == self.trust.cash.case.person(place + 1);
        let place = (0..ACCOUNTS.len()).find(child).unwrap();
        ACCOUNTS[(place + usize::from(!right)) % ACCOUNTS.len()]
    }

    /// What is asked for: so many yuan, or all that is free.
    async fn need(&self, mandate: &str, yuan: Option<i64>) -> Value {
        let seen = self.trust.handler.get(&format!("{DESK}/{}", after(mandate))).await.expect(200).json();
        let mut body = need(yuan.unwrap_or(1));
        if yuan.is_none() {
            body["amount_fen"] = seen["free_fen"].clone();
        }
        body
    }

    /// Those who take a release from one step to the next are four, and what was released was approved.
    async fn is_right(&self, told: &str) {
        let requests = custody_request::Entity::find().all(self.town.app().db.read()).await.unwrap();
        for one in requests {
            let steps = [one.asked_by, one.verified_by, one.approved_by, one.released_by];
            let taken: Vec<_> = steps.iter().flatten().collect();
            let different: BTreeSet<_> = taken.iter().collect();
            assert_eq!(different.len(), taken.len(), "{told}");
            let gone = ["released", "filed"].contains(&one.state.as_str());
            assert!(!gone || taken.len() == steps.len(), "{told}");
        }
    }
}

impl Play for Trustees<'_> {
    type Step = Step;

    fn town(&self) -> &Town {
        self.town
    }

    fn cast(&self) -> &Cast<'_> {
        &self.cast
    }

    fn may(&self, step: &Step) -> &'static [&'static str] {
        match step {
            Step::Draft { .. } => &["reviewer"],
            Step::Pay { .. } | Step::Return { .. } => &["finance", "cashier"],
            Step::Act { which, act } => match self.act(*which, *act) {
                Some((_, "verify")) => KEEPERS,
                Some((_, "release")) => &["finance", "cashier"],
                Some((_, "file")) => &["reviewer", "keeper", "clerk"],
                Some((_, "refuse")) => &["keeper", "clerk", "approver", "deputy-chief", "chief"],
                _ => DECIDERS,
            },
            Step::Ask { .. } => &["reviewer", "owner", "keeper", "clerk"],
            Step::Report { .. } => REPORTERS,
            _ => DECIDERS,
        }
    }

    async fn asks(&self, step: &Step, name: &str, by: &Person<'_>) -> Option<Answer> {
        let why = json!({ "reason": "查过账目" });
        let at = |which, states: &[&str]| self.at(name, which, states);
        Some(match step {
            Step::Draft { child } => by.post(DESK).json(&self.trust.terms(*child)).await,
            Step::Sign { which, right } => {
                let at = at(*which, &["draft"])?;
                let body = json!({ "number": self.number(&at, *right).await, "on": "2026-03-02" });
                by.post(&format!("{at}/sign")).json(&body).await
            }
            Step::GiveUp { which } => {
                by.post(&format!("{}/give-up", at(*which, &["draft", "signed"])?)).json(&why).await
            }
            Step::Pay { words } => self.pays(name, by, words).await?,
            Step::Return { which } => self.returns(by, *which).await?,
            Step::Ask { which, yuan } => {
                let at = at(*which, &["active"])?;
                by.post(&format!("{at}/requests")).json(&self.need(&at, *yuan).await).await
            }
            Step::Act { which, act } => {
                let (id, act) = self.act(*which, *act)?;
                let path = self.request(name, id).await;
                if act == "file" {
                    let ask = by.post(&format!("{path}/voucher"));
                    return Some(ask.upload(&[], "receipt.jpg", "image/jpeg", samples::jpeg(9)).await);
                }
                let body = if act == "refuse" { why } else { json!({}) };
                by.post(&format!("{path}/actions/{act}")).json(&body).await
            }
            Step::Report { which } => {
                by.post(&format!("{}/reports", at(*which, &["active"])?)).json(&why).await
            }
            Step::Lift { which } => by.post(&format!("{}/lift", at(*which, &["paused"])?)).json(&why).await,
        })
    }

    async fn holds(&mut self, most: usize, told: &str) {
        self.is_right(told).await;
        let db = self.town.app().db.snapshot().await.unwrap();
        let rows = custody_mandate::Entity::find().all(&db).await.unwrap();
        self.mandates.follow(rows.into_iter().map(|row| (row.id, row.state)), most, told);
        let rows = custody_request::Entity::find().all(&db).await.unwrap();
        self.requests.follow(rows.into_iter().map(|row| (row.id, row.state)), most, told);
        drop(db);
        // A payment is asked for, funded and settled at one go here.
        self.applications.follow_applications(self.town, 3 * most, told).await;
    }
}

#[rstest]
#[tokio::test]
async fn what_is_held_stays_whole_whoever_asks_for_what(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let trust = Trust::of(&town, &BORN).await;
    let mut trustees = Trustees::of(&town, &trust).await;
    trustees.holds(1, "granted").await;
    begins(&mut trustees, beginning()).await;
    plays(&mut trustees, STEPS, steps()).await;
}

/// The last part of an address.
fn after(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}
