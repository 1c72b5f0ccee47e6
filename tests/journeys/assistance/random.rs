//! Whoever proposes, decides, pays, recovers and closes whatever in whatever order: no fen is lost, cases, recoveries and closings go only where
//! their tables lead, and nobody does what is another's work.

use std::collections::BTreeMap;

use hechang::{
    assistance::{recovery::model::RecoveryState, rules::Rules},
    config::Switch,
    platform::ids,
};
use hechang_entity::{
    assistance_case, assistance_person, assistance_step, closing, payment_batch, recovery, recovery_receipt,
};
use hechang_tests::{
    ask::Answer,
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use proptest::prelude::*;
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};
use uuid::Uuid;

use super::ground::{CASES, Office, accepted};
use crate::{
    closing::ground::scans,
    followup::ground::visit,
    ledger::watching::{Cast, Play, Seen, plays},
    payments::ground::{BATCHES, at as batch_at},
    recovery::ground::{DESK as RECOVERIES, claim, receipt},
};

const STEPS: usize = 600;
const CASES_AT_FIRST: usize = 10;
/// Up to each border of the chains, and nothing.
const YUAN: [i64; 4] = [0, 2_000, 40_000, 60_000];
const DECIDERS: &[&str] = &["approver", "deputy-chief", "chief"];

/// One thing that somebody asks for; numbers choose among what there is.
#[derive(Clone, Debug)]
enum Step {
    Propose { which: usize, yuan: i64 },
    Decide { which: usize, verdict: usize, yuan: i64 },
    Pay { paid: bool },
    Open { which: usize, yuan: i64, revokes: bool },
    Recover { which: usize, recover: bool },
    Receive { which: usize, yuan: i64 },
    WriteOff { which: usize },
    GiveUpVisits { which: usize },
    Close { which: usize },
    Confirm { which: usize },
    HandBack { which: usize },
}

const VERDICTS: [&str; 4] = ["approve", "change", "return", "refuse"];

fn steps() -> impl Strategy<Value = Step> {
    let which = any::<usize>;
    let yuan = || prop_oneof![prop::sample::select(YUAN.to_vec()), 1_i64..3_000];
    let verdict = prop_oneof![12 => Just(0_usize), 2 => Just(1), 2 => Just(2), 1 => Just(3)];
    prop_oneof![
        3 => (which(), yuan()).prop_map(|(which, yuan)| Step::Propose { which, yuan }),
        8 => (which(), verdict, yuan()).prop_map(|(which, verdict, yuan)| Step::Decide { which, verdict, yuan }),
        3 => prop::bool::weighted(0.8).prop_map(|paid| Step::Pay { paid }),
        4 => (which(), yuan(), any::<bool>()).prop_map(|(which, yuan, revokes)| Step::Open { which, yuan, revokes }),
        4 => (which(), prop::bool::weighted(0.7)).prop_map(|(which, recover)| Step::Recover { which, recover }),
        5 => (which(), yuan()).prop_map(|(which, yuan)| Step::Receive { which, yuan }),
        1 => which().prop_map(|which| Step::WriteOff { which }),
        2 => which().prop_map(|which| Step::GiveUpVisits { which }),
        3 => which().prop_map(|which| Step::Close { which }),
        2 => which().prop_map(|which| Step::Confirm { which }),
        1 => which().prop_map(|which| Step::HandBack { which }),
    ]
}

/// Where a case goes from a state.
const CASE: [(&str, &str); 4] =
    [("preparing", "deciding"), ("deciding", "preparing"), ("deciding", "granted"), ("deciding", "refused")];
/// Where a round of closing goes.
const CLOSING: [(&str, &str); 2] = [("asked", "returned"), ("asked", "confirmed")];

struct Desk<'a> {
    town: &'a Town,
    finance: Person<'a>,
    handler: Person<'a>,
    cast: Cast<'a>,
    cases: Seen,
    recoveries: Seen,
    closings: Seen,
    applications: Seen,
}

impl<'a> Desk<'a> {
    async fn of(town: &'a Town) -> Self {
        let office = Office::funded(town, 300_000).await;
        let mut owners = Vec::new();
        for number in 0..CASES_AT_FIRST {
            let (owner, application) = accepted(town, &format!("138000005{number:02}")).await;
            office.case_of(&[&application]).await;
            owners.push(("owner", owner));
        }
        scans(town).await;
        let rules = &Rules::compiled_in().unwrap().recovery;
        Self {
            town,
            finance: office.finance,
            handler: office.handler,
            cast: Cast::of(town, owners).await,
            cases: Seen::new("preparing", CASE),
            recoveries: Seen::by(&rules.table, &RecoveryState::ALL, RecoveryState::word),
            closings: Seen::new("asked", CLOSING),
            applications: Seen::by_case(town),
        }
    }

    fn case(&self, which: usize) -> Option<String> {
        Some(format!("{CASES}/{}", self.cases.pick(which)?))
    }

    fn recovery(&self, which: usize) -> Option<String> {
        Some(format!("{RECOVERIES}/{}", self.recoveries.pick_open(which)?))
    }

    async fn person(&self, which: usize) -> Option<Uuid> {
        let of_case = assistance_person::Column::CaseId.eq(self.cases.pick(which)?);
        let people = assistance_person::Entity::find().filter(of_case);
        people.one(self.town.app().db.read()).await.unwrap().map(|person| person.id)
    }

    fn award(person: Uuid, yuan: i64) -> Value {
        match yuan {
            0 => json!([{ "person_id": person, "refusal": "R5" }]),
            yuan => json!([{ "person_id": person, "amount_fen": yuan * 100 }]),
        }
    }

    /// Hands over everything that may be paid, by a batch that somebody left or by a new one; the last answer counts.
    async fn pays(&self, by: &Person<'_>, paid: bool) -> Option<Answer> {
        let rows = payment_batch::Entity::find().all(self.town.app().db.read()).await.unwrap();
        let left = rows.into_iter().find(|row| !["done", "canceled"].contains(&row.state.as_str()));
        let path = if let Some(left) = left {
            format!("{BATCHES}/{}", left.id)
        } else {
            let open = self.finance.get("/api/v1/desk/payments/open?limit=100").await.expect(200).json();
            let open = open["items"].as_array().unwrap();
            let ids: Vec<_> = open.iter().map(|one| one["instalment_id"].clone()).collect();
            let made = by.post(BATCHES).json(&json!({ "way": "in_person", "instalment_ids": ids })).await;
            if made.status != 201 {
                return Some(made);
            }
            batch_at(&made.json())
        };
        for name in ["finance", "cashier"] {
            self.cast.named(name).post(&format!("{path}/actions/approve")).await;
        }
        let basis = format!("山财拨〔{}〕号", ids::random_word::<10>());
        let funds = json!({ "on": "2026-03-02", "basis": basis });
        let mut last = by.post(&format!("{path}/funds")).json(&funds).await;
        let now = self.finance.get(&path).await.expect(200).json();
        for line in now["lines"].as_array().unwrap() {
            let line = line["id"].as_str().unwrap();
            let outcome = if paid { "paid" } else { "failed" };
            let said = json!({ "outcome": outcome, "on": "2026-03-02", "reason": "没有来领", "witness": "reviewer" });
            last = by.post(&format!("{path}/lines/{line}")).json(&said).await;
        }
        Some(last)
    }

    async fn gives_up_visits(&self, by: &Person<'_>, case: &str) -> Option<Answer> {
        let seen = self.handler.get(&format!("{case}/follow-up")).await;
        let visits = if seen.status == 200 { seen.json()["visits"].clone() } else { json!([]) };
        let mut last = None;
        for one in visits.as_array().unwrap().iter().filter(|one| one["state"] == "planned") {
            let said = json!({ "kind": "given_up", "reason": "已搬到拉萨" });
            last = Some(by.post(&format!("{}/changes", visit(one))).json(&said).await);
        }
        last
    }

    /// Nobody takes two steps of a round, and what came back of a recovery was decided.
    async fn is_right(&self, told: &str) {
        let db = self.town.app().db.snapshot().await.unwrap();
        let mut steps = BTreeMap::new();
        for step in assistance_step::Entity::find().all(&db).await.unwrap() {
            let again = steps.insert((step.case_id, step.round, step.staff_id), step.place);
            assert_eq!(again, None, "{told}");
        }
        let mut left: BTreeMap<_, _> = BTreeMap::new();
        for one in recovery::Entity::find().all(&db).await.unwrap() {
            left.insert(one.id, if one.decided_at.is_some() { one.amount } else { 0 });
        }
        for receipt in recovery_receipt::Entity::find().all(&db).await.unwrap() {
            let left = left.get_mut(&receipt.recovery_id).unwrap();
            *left -= receipt.amount;
            assert!(*left >= 0, "{told}");
        }
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

    fn may(&self, step: &Step) -> &'static [&'static str] {
        match step {
            Step::Propose { .. } | Step::Open { .. } | Step::GiveUpVisits { .. } | Step::Close { .. } => {
                &["reviewer"]
            }
            Step::Decide { .. } | Step::Recover { .. } | Step::WriteOff { .. } => DECIDERS,
            Step::Pay { .. } | Step::Receive { .. } => &["finance", "cashier"],
            Step::Confirm { .. } | Step::HandBack { .. } => &["approver"],
        }
    }

    async fn asks(&self, step: &Step, _: &str, by: &Person<'_>) -> Option<Answer> {
        let why = json!({ "reason": "情况属实" });
        Some(match step {
            Step::Propose { which, yuan } => {
                let people = Self::award(self.person(*which).await?, *yuan);
                let body =
                    json!({ "people": people, "reasons": "符合条件", "to_citizen": "我们决定救助您。" });
                by.post(&format!("{}/proposals", self.case(*which)?)).json(&body).await
            }
            Step::Decide { which, verdict, yuan } => {
                let mut body = json!({ "verdict": VERDICTS[*verdict], "paper": "山政法〔2026〕3号" });
                if *verdict > 0 {
                    body["reasons"] = json!("请再核实");
                    body["to_citizen"] = json!("我们再次核实了情况。");
                }
                match *verdict {
                    1 => body["people"] = Self::award(self.person(*which).await?, *yuan),
                    3 => body["refusal"] = json!("R5"),
                    _ => {}
                }
                by.post(&format!("{}/steps", self.case(*which)?)).json(&body).await
            }
            Step::Pay { paid } => self.pays(by, *paid).await?,
            Step::Open { which, yuan, revokes } => {
                let mut body = claim(&self.person(*which).await?.to_string(), yuan * 100);
                body["revokes"] = json!(revokes);
                by.post(&format!("{}/recoveries", self.case(*which)?)).json(&body).await
            }
            Step::Recover { which, recover } => {
                let body = json!({ "recover": recover, "reason": "证据确实" });
                by.post(&format!("{}/decision", self.recovery(*which)?)).json(&body).await
            }
            Step::Receive { which, yuan } => {
                let body = receipt(yuan * 100, &format!("缴{}号", ids::random_word::<10>()));
                by.post(&format!("{}/receipts", self.recovery(*which)?)).json(&body).await
            }
            Step::WriteOff { which } => {
                by.post(&format!("{}/write-off", self.recovery(*which)?)).json(&why).await
            }
            Step::GiveUpVisits { which } => self.gives_up_visits(by, &self.case(*which)?).await?,
            Step::Close { which } => {
                let body = json!({ "note": "救助金已用于学费。" });
                by.post(&format!("{}/closing", self.case(*which)?)).json(&body).await
            }
            Step::Confirm { which } => by.post(&format!("{}/closing/confirm", self.case(*which)?)).await,
            Step::HandBack { which } => {
                by.post(&format!("{}/closing/return", self.case(*which)?)).json(&why).await
            }
        })
    }

    async fn holds(&mut self, most: usize, told: &str) {
        self.is_right(told).await;
        let db = self.town.app().db.snapshot().await.unwrap();
        let rows = assistance_case::Entity::find().all(&db).await.unwrap();
        self.cases.follow(rows.into_iter().map(|row| (row.id, row.state)), most, told);
        let rows = recovery::Entity::find().all(&db).await.unwrap();
        self.recoveries.follow(rows.into_iter().map(|row| (row.id, row.state)), most, told);
        let rows = closing::Entity::find().all(&db).await.unwrap();
        self.closings.follow(rows.into_iter().map(|row| (row.id, row.state)), most, told);
        drop(db);
        // A payment is asked for, funded and settled at one go here.
        self.applications.follow_applications(self.town, 3 * most, told).await;
    }
}

#[rstest]
#[tokio::test]
async fn no_fen_is_lost_from_the_proposal_to_the_closing(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let mut desk = Desk::of(&town).await;
    desk.holds(1, "opened").await;
    plays(&mut desk, STEPS, steps()).await;
    let decided = desk.cases.count("granted") + desk.cases.count("refused");
    assert!(decided > 0, "no case came to a decision");
}
