//! An office that can decide: a handler, those in the chain, a budget, and applications that were accepted.

use hechang::identity::actor::Role;
use hechang_tests::{
    ask::Answer,
    people::{self, Person},
    town::Town,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::applications::ground::{adds_all_papers, at, consent, drafts, example, id, judges_all};

pub const CASES: &str = "/api/v1/desk/assistance/cases";
pub const NUMBER: &str = "（2025）藏0502刑初18号";

/// Those of the city's office who take part in a decision.
pub struct Office<'a> {
    pub handler: Person<'a>,
    pub head: Person<'a>,
    pub deputy: Person<'a>,
    pub chief: Person<'a>,
    pub finance: Person<'a>,
}

impl<'a> Office<'a> {
    pub async fn of(town: &'a Town) -> Self {
        Self {
            handler: town.staff(Role::Reviewer).await,
            head: named(town, "approver").await,
            deputy: named(town, "deputy-chief").await,
            chief: named(town, "chief").await,
            finance: town.staff(Role::Finance).await,
        }
    }

    /// With a budget of so many yuan.
    pub async fn funded(town: &'a Town, yuan: i64) -> Self {
        let office = Self::of(town).await;
        office.budget("540500", yuan).await;
        office
    }

    pub async fn budget(&self, organ: &str, yuan: i64) {
        let basis = format!("山财预〔2026〕{yuan}号");
        let body = json!({ "organ_code": organ, "year": 2026, "amount_fen": yuan * 100, "basis": basis });
        self.finance.post("/api/v1/desk/ledger/budgets").json(&body).await.expect(201);
    }

    pub async fn balances(&self, organ: &str) -> Value {
        self.finance
            .get(&format!("/api/v1/desk/ledger/balances?organ={organ}&year=2026"))
            .await
            .expect(200)
            .json()
    }

    /// A case of one accepted application, its applicant described.
    pub async fn case(&self, town: &Town, phone: &str) -> Case<'a> {
        let (_, application) = accepted(town, phone).await;
        self.case_of(&[&application]).await
    }

    /// A case of these applications, all applicants described as A1.
    pub async fn case_of(&self, applications: &[&Value]) -> Case<'a> {
        let ids: Vec<_> = applications.iter().map(|one| one["id"].clone()).collect();
        let body = json!({ "application_ids": ids, "case_name": "王某故意伤害案", "case_number": NUMBER });
        let case = self.handler.post(CASES).json(&body).await.expect(201).json();
        let case = Case { handler: self.handler.clone(), now: case };
        case.described("A1").await
    }
}

/// A case as it was last seen.
pub struct Case<'a> {
    pub handler: Person<'a>,
    pub now: Value,
}

impl Case<'_> {
    pub fn at(&self) -> String {
        format!("{CASES}/{}", self.now["id"].as_str().unwrap())
    }

    pub fn person(&self, place: usize) -> String {
        self.now["people"][place]["id"].as_str().unwrap().to_owned()
    }

    /// Everybody with the same category.
    pub async fn described(mut self, category: &str) -> Self {
        for place in 0..self.now["people"].as_array().unwrap().len() {
            let path = format!("{}/people/{}", self.at(), self.person(place));
            let body = json!({ "category": category, "groups": self.now["people"][place]["groups"] });
            let answer = self.handler.put(&path).header("if-match", "*").json(&body).await;
            self.now = answer.expect(200).json();
        }
        self
    }

    /// What is proposed when each person gets so many yuan; nothing means a refusal with R5.
    pub fn proposal(&self, yuan: &[i64]) -> Value {
        let apart = yuan.contains(&0) && yuan.iter().any(|yuan| *yuan > 0);
        let to_refused = apart.then_some("这次不能救助您。民政部门也能帮助您。");
        json!({ "people": self.awards(yuan), "reasons": "符合条件", "to_citizen": "我们决定救助您，接下来会通知您领取。",
            "to_refused": to_refused })
    }

    pub fn awards(&self, yuan: &[i64]) -> Value {
        let people = yuan.iter().enumerate().map(|(place, yuan)| match yuan {
            0 => json!({ "person_id": self.person(place), "refusal": "R5" }),
            yuan => json!({ "person_id": self.person(place), "amount_fen": yuan * 100 }),
        });
        people.collect()
    }

    pub async fn proposes(&mut self, yuan: &[i64]) {
        let path = format!("{}/proposals", self.at());
        self.now = self.handler.post(&path).json(&self.proposal(yuan)).await.expect(200).json();
    }

    pub async fn step(&mut self, by: &Person<'_>, body: Value) {
        self.now = by.post(&format!("{}/steps", self.at())).json(&body).await.expect(200).json();
    }

    pub async fn approved(&mut self, by: &[&Person<'_>]) {
        for person in by {
            self.step(person, json!({ "verdict": "approve" })).await;
        }
    }
}

fn demo(town: &Town) -> Value {
    serde_json::from_slice(&std::fs::read(town.folder().join("demo.json")).unwrap()).unwrap()
}

/// The demonstration's center, whose matters the city's staff may open.
fn center(town: &Town) -> Uuid {
    demo(town)["center_id"].as_str().unwrap().parse().unwrap()
}

/// Somebody of the city's staff by their name.
pub async fn named<'a>(town: &'a Town, username: &str) -> Person<'a> {
    people::sign_in(town, username, &password(town, username)).await
}

/// Somebody proves again who they are.
pub async fn proves(town: &Town, person: &Person<'_>, username: &str) {
    let proof = json!({ "password": password(town, username) });
    person.post("/api/v1/auth/step-up").json(&proof).await.expect(204);
}

/// The password that the demonstration made for a name.
pub fn password(town: &Town, username: &str) -> String {
    let demo = demo(town);
    let login = demo["staff"].as_array().unwrap().iter().find(|login| login["username"] == username);
    login.unwrap()["password"].as_str().unwrap().to_owned()
}

/// A citizen's application for assistance, accepted by the city's office.
pub async fn accepted<'a>(town: &'a Town, phone: &str) -> (Person<'a>, Value) {
    accepted_with(town, phone, |_| ()).await
}

/// As [`accepted`], with another form.
pub async fn accepted_with<'a>(
    town: &'a Town,
    phone: &str,
    fill: impl FnOnce(&mut Value),
) -> (Person<'a>, Value) {
    accepted_at(town, center(town), phone, fill).await
}

/// As [`accepted_with`], at another center.
pub async fn accepted_at<'a>(
    town: &'a Town,
    center: Uuid,
    phone: &str,
    fill: impl FnOnce(&mut Value),
) -> (Person<'a>, Value) {
    let (person, draft) = drafted(town, center, phone, fill).await;
    adds_all_papers(town, &draft).await;
    let sent = sends(town, &person, &draft).await.expect(200).json();
    accepts(town, &sent).await;
    (person, sent)
}

/// A citizen's draft at the city's office, with a form of their own and without a paper.
pub async fn drafted_with<'a>(
    town: &'a Town,
    phone: &str,
    fill: impl FnOnce(&mut Value),
) -> (Person<'a>, Value) {
    drafted(town, center(town), phone, fill).await
}

async fn drafted<'a>(
    town: &'a Town,
    center: Uuid,
    phone: &str,
    fill: impl FnOnce(&mut Value),
) -> (Person<'a>, Value) {
    let person = town.citizen(phone).await;
    let mut form = example("judicial-assistance");
    form["applicant"]["phone"] = json!(phone);
    form["applicant"]["id_number"] = json!(number(phone));
    fill(&mut form);
    let draft = drafts(&person, center, "judicial-assistance", &form).await;
    (person, draft)
}

/// A citizen sends a draft.
pub async fn sends(town: &Town, person: &Person<'_>, draft: &Value) -> Answer {
    let submit = format!("{}/submit", at(draft));
    person.post(&submit).json(&consent(town, "judicial-assistance")).await
}

/// The city's office accepts what was sent.
pub async fn accepts(town: &Town, sent: &Value) {
    judges_all(town, sent).await;
    let handler = town.staff(Role::Reviewer).await;
    let accept = format!("/api/v1/desk/applications/{}/actions/accept", id(sent));
    handler.post(&accept).json(&json!({})).await.expect(200);
}

/// The number of an identity card that ends like a phone, with its check digit.
pub fn number(phone: &str) -> String {
    let body = format!("54050219860315{}", &phone[phone.len() - 3..]);
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 =
        body.chars().zip(weights).map(|(digit, weight)| digit.to_digit(10).unwrap() * weight).sum();
    let check = ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][usize::try_from(sum % 11).unwrap()];
    format!("{body}{check}")
}
