//! Whoever proposes, decides, pays, recovers and closes whatever in whatever order: no fen is lost, cases, recoveries and closings go only where
//! their tables lead, and nobody does what is another's work.

mod steps;

use std::collections::{BTreeMap, BTreeSet};

use hechang::{
    assistance::{recovery::model::RecoveryState, rules::Rules},
    config::Switch,
    platform::ids,
};
use hechang_entity::{
    assistance_case, assistance_person, assistance_step, closing, payment_batch, payment_line, recovery,
    recovery_receipt, staff_post,
};
use hechang_tests::{
    ask::Answer,
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    samples,
    town::Town,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::{Value, json};
use uuid::Uuid;

use self::steps::{Step, VERDICTS, beginning, steps};
use super::ground::{CASES, Office, accepted};
use crate::{
    closing::ground::scans,
    followup::ground::visit,
    payments::ground::{BATCHES, at as batch_at},
    plays::{Cast, Pick, Play, Seen, begins, plays},
    recovery::ground::{DESK as RECOVERIES, claim, receipt},
};

const STEPS: usize = 400;
const CASES_AT_FIRST: usize = 14;
const DECIDERS: &[&str] = &["approver", "deputy-chief", "chief"];

/// Where a case goes from a state.
const CASE: [(&str, &str); 4] =
    [("preparing", "deciding"), ("deciding", "preparing"), ("deciding", "granted"), ("deciding", "refused")];
/// Where a round of closing goes.
const CLOSING: [(&str, &str); 2] = [("asked", "returned"), ("asked", "confirmed")];
/// Recoveries of which something is still to come.
const TO_COME: &[&str] = &["decided", "recovering"];

struct Desk<'a> {
    town: &'a Town,
    finance: Person<'a>,
    handler: Person<'a>,
    cast: Cast<'a>,
    cases: Seen,
    recoveries: Seen,
    closings: Seen,
    applications: Seen,
    posts: BTreeMap<Uuid, Vec<String>>,
    /// The cases of closings.
    rounds: BTreeMap<Uuid, Uuid>,
}

impl<'a> Desk<'a> {
    async fn of(town: &'a Town) -> Self {
        let office = Office::funded(town, 1_000_000).await;
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
            posts: BTreeMap::new(),
            rounds: BTreeMap::new(),
        }
    }

    fn case(&self, which: Pick, states: &[&str]) -> Option<(Uuid, String)> {
        let (id, _) = self.cases.pick(which, states)?;
        Some((id, format!("{CASES}/{id}")))
    }

    /// A case whose closing waits for an answer.
    fn asked(&self, which: Pick) -> Option<String> {
        Some(format!("{CASES}/{}", self.rounds[&self.closings.pick(which, &["asked"])?.0]))
    }

    async fn person(&self, case: Uuid) -> Uuid {
        let people = assistance_person::Entity::find().filter(assistance_person::Column::CaseId.eq(case));
        people.one(self.town.app().db.read()).await.unwrap().unwrap().id
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
            if ids.is_empty() {
                return None;
            }
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
            if paid && last.status == 200 {
                let photo = by.post(&format!("{path}/lines/{line}/receipt"));
                photo.upload(&[], "receipt.jpg", "image/jpeg", samples::jpeg(3)).await.expect(200);
            }
        }
        Some(last)
    }

    /// Somebody brings back what was handed over.
    async fn returns(&self, by: &Person<'_>, which: Pick) -> Option<Answer> {
        let lines = payment_line::Entity::find().all(self.town.app().db.read()).await.unwrap();
        let line = which.of(lines, |line| line.state == "paid")?;
        let path = format!("{BATCHES}/{}/lines/{}", line.batch_id, line.id);
        let said = json!({ "outcome": "failed", "on": "2026-03-02", "reason": "本人退回" });
        Some(by.post(&path).json(&said).await)
    }

    /// So many yuan, or all that is still to come.
    async fn receives(&self, by: &Person<'_>, which: Pick, yuan: Option<i64>) -> Option<Answer> {
        let (id, _) = self.recoveries.pick(which, TO_COME)?;
        let path = format!("{RECOVERIES}/{id}");
        let seen = self.finance.get(&path).await;
        let left = (seen.status == 200).then(|| seen.json()["left_fen"].as_i64().unwrap());
        let fen = yuan.map(|yuan| yuan * 100).or(left).unwrap_or(100);
        let body = receipt(fen, &format!("缴{}号", ids::random_word::<10>()));
        Some(by.post(&format!("{path}/receipts")).json(&body).await)
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

    /// Each step of a round is another's, who has a post that takes it; and who is next is kept.
    async fn steps_are_right(&mut self, db: &impl ConnectionTrait, told: &str) {
        use assistance_step::{Column, Entity};
        let mut held: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
        for row in staff_post::Entity::find().all(db).await.unwrap() {
            held.entry(row.staff_id).or_default().push(row.post);
        }
        let mut taken = BTreeSet::new();
        let steps = Entity::find().order_by_asc(Column::Round).order_by_asc(Column::Place);
        for step in steps.all(db).await.unwrap() {
            assert!(taken.insert((step.case_id, step.round, step.staff_id)), "{told}");
            let by = |place: i32| posts(&step.on_table["chain"][usize::try_from(place).unwrap()]);
            if step.place > 0 {
                let its = held.get(&step.staff_id).unwrap();
                assert!(by(step.place - 1).iter().any(|post| its.contains(post)), "{step:?}: {told}");
            }
            self.posts.insert(step.case_id, by(step.place));
        }
    }

    /// Those who ask, who decide and who take money back are different, and no more comes back than was decided.
    async fn recoveries_are_right(&self, db: &impl ConnectionTrait, told: &str) {
        let mut left = BTreeMap::new();
        for one in recovery::Entity::find().all(db).await.unwrap() {
            assert_ne!(one.decided_by, Some(one.opened_by), "{told}");
            let amount = if one.decided_at.is_some() { one.amount } else { 0 };
            left.insert(one.id, (amount, [Some(one.opened_by), one.decided_by]));
        }
        for receipt in recovery_receipt::Entity::find().all(db).await.unwrap() {
            let (left, others) = left.get_mut(&receipt.recovery_id).unwrap();
            *left -= receipt.amount;
            assert!(*left >= 0 && !others.contains(&Some(receipt.entered_by)), "{told}");
        }
        for one in closing::Entity::find().all(db).await.unwrap() {
            assert_ne!(one.decided_by, Some(one.asked_by), "{told}");
        }
    }
}

/// Whose step of a chain it is; nobody's behind its end.
fn posts(step: &Value) -> Vec<String> {
    let by = step["by"].as_array().map(Vec::as_slice).unwrap_or_default();
    by.iter().map(|post| post.as_str().unwrap().to_owned()).collect()
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
            Step::Pay { .. } | Step::Return { .. } | Step::Receive { .. } => &["finance", "cashier"],
            Step::Confirm { .. } | Step::HandBack { .. } => &["approver"],
        }
    }

    fn turn(&self, step: &Step) -> &'static [&'static str] {
        let Step::Decide { which, .. } = step else { return self.may(step) };
        let posts = self.case(*which, &["deciding"]).and_then(|(id, _)| self.posts.get(&id));
        match posts.map(Vec::as_slice).unwrap_or_default() {
            [only] if only == "department_head" => &["approver"],
            [only] if only == "chief" => &["chief"],
            [_, _] => &["deputy-chief", "chief"],
            _ => DECIDERS,
        }
    }

    async fn asks(&self, step: &Step, _: &str, by: &Person<'_>) -> Option<Answer> {
        let why = json!({ "reason": "情况属实" });
        let recovery = |which: Pick, states: &[&str]| {
            Some(format!("{RECOVERIES}/{}", self.recoveries.pick(which, states)?.0))
        };
        Some(match step {
            Step::Propose { which, yuan } => {
                let (case, at) = self.case(*which, &["preparing"])?;
                let people = Self::award(self.person(case).await, *yuan);
                let body =
                    json!({ "people": people, "reasons": "符合条件", "to_citizen": "我们决定救助您。" });
                by.post(&format!("{at}/proposals")).json(&body).await
            }
            Step::Decide { which, verdict, yuan } => {
                let (case, at) = self.case(*which, &["deciding"])?;
                let mut body = json!({ "verdict": VERDICTS[*verdict], "paper": "山政法〔2026〕3号" });
                if *verdict > 0 {
                    body["reasons"] = json!("请再核实");
                    body["to_citizen"] = json!("我们再次核实了情况。");
                }
                match *verdict {
                    1 => body["people"] = Self::award(self.person(case).await, *yuan),
                    3 => body["refusal"] = json!("R5"),
                    _ => {}
                }
                by.post(&format!("{at}/steps")).json(&body).await
            }
            Step::Pay { paid } => self.pays(by, *paid).await?,
            Step::Return { which } => self.returns(by, *which).await?,
            Step::Open { which, yuan, revokes } => {
                let (case, at) = self.case(*which, &["granted"])?;
                let mut body = claim(&self.person(case).await.to_string(), yuan * 100);
                body["revokes"] = json!(revokes);
                by.post(&format!("{at}/recoveries")).json(&body).await
            }
            Step::Recover { which, recover } => {
                let body = json!({ "recover": recover, "reason": "证据确实" });
                by.post(&format!("{}/decision", recovery(*which, &["open"])?)).json(&body).await
            }
            Step::Receive { which, yuan } => self.receives(by, *which, *yuan).await?,
            Step::WriteOff { which } => {
                by.post(&format!("{}/write-off", recovery(*which, TO_COME)?)).json(&why).await
            }
            Step::GiveUpVisits { which } => {
                self.gives_up_visits(by, &self.case(*which, &["granted"])?.1).await?
            }
            Step::Close { which } => {
                let body = json!({ "note": "救助金已用于学费。" });
                let (_, at) = self.case(*which, &["granted", "refused"])?;
                by.post(&format!("{at}/closing")).json(&body).await
            }
            Step::Confirm { which } => {
                by.post(&format!("{}/closing/confirm", self.asked(*which)?)).patiently().await
            }
            Step::HandBack { which } => {
                by.post(&format!("{}/closing/return", self.asked(*which)?)).json(&why).await
            }
        })
    }

    async fn holds(&mut self, most: usize, told: &str) {
        let db = self.town.app().db.snapshot().await.unwrap();
        self.steps_are_right(&db, told).await;
        self.recoveries_are_right(&db, told).await;
        let rows = assistance_case::Entity::find().all(&db).await.unwrap();
        self.cases.follow(rows.into_iter().map(|row| (row.id, row.state)), most, told);
        let rows = recovery::Entity::find().all(&db).await.unwrap();
        self.recoveries.follow(rows.into_iter().map(|row| (row.id, row.state)), most, told);
        let rows = closing::Entity::find().all(&db).await.unwrap();
        self.rounds.extend(rows.iter().map(|row| (row.id, row.case_id)));
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
    begins(&mut desk, beginning()).await;
    plays(&mut desk, STEPS, steps()).await;
}
