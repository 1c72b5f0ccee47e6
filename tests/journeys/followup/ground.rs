//! A case that is paid out.

use hechang_tests::{
    ask::{Answer, Ask},
    people::Person,
    samples,
    town::Town,
};
use serde_json::{Value, json};

use crate::payments::ground::{Cash, answer};

pub const DUE: &str = "/api/v1/desk/follow-up/visits";

/// A case whose people have their money, and its handler.
pub struct Followed<'a> {
    pub cash: Cash<'a>,
}

impl<'a> Followed<'a> {
    /// With an applicant for each amount of yuan.
    pub async fn paid(town: &'a Town, yuan: &[i64]) -> Self {
        let cash = Cash::granted(town, yuan).await;
        cash.accounts().await;
        let batch = cash.sends(Some("山财拨〔2026〕90号")).await;
        let words = vec!["成功"; yuan.len()];
        cash.answers(&batch, &answer(&batch, &words)).await.expect(200);
        Self { cash }
    }

    pub fn handler(&self) -> &Person<'a> {
        &self.cash.case.handler
    }

    pub fn at(&self) -> String {
        format!("{}/follow-up", self.cash.case.at())
    }

    pub async fn now(&self) -> Value {
        self.handler().get(&self.at()).await.expect(200).json()
    }

    /// The visits that aren't replaced, by due date.
    pub async fn visits(&self) -> Vec<Value> {
        self.now().await["visits"].as_array().unwrap().clone()
    }

    pub async fn chooses(&self, grade: &str) -> Answer {
        self.handler().put(&self.at()).header("if-match", "*").json(&json!({ "grade": grade })).await
    }

    pub async fn first(&self) -> String {
        visit(&self.visits().await[0])
    }

    /// What is found about somebody who spent half of 12,000 yuan on study and half on living.
    pub fn finding(&self, place: usize) -> Value {
        json!({
            "person_id": self.cash.case.person(place), "living": "stable", "situation": "孩子上学了",
            "spent": [{ "purpose": "study", "amount_fen": 600_000 }, { "purpose": "living", "amount_fen": 500_000 }],
            "left_fen": 100_000, "needs": "缺牧草",
        })
    }

    pub fn record(&self) -> Value {
        json!({
            "visited_on": "2026-03-02", "way": "home", "place": "琼嘎顶社区", "people": [self.finding(0)],
            "next_step": "下月再去看望",
        })
    }

    pub async fn records(&self, visit: &str, record: &Value) -> Answer {
        self.handler().post(&format!("{visit}/records")).json(record).await
    }

    /// A picture for a visit.
    pub fn sends(&self, visit: &str, fields: &[(&str, &str)], seed: u8) -> Ask {
        let ask = self.handler().post(&format!("{visit}/files"));
        ask.upload(fields, "凭证.jpg", "image/jpeg", samples::jpeg(seed))
    }
}

/// The address of a visit.
pub fn visit(visit: &Value) -> String {
    format!("{DUE}/{}", visit["id"].as_str().unwrap())
}

/// When visits are due.
pub fn days(visits: &[Value]) -> Vec<&str> {
    visits.iter().map(|visit| visit["due_on"].as_str().unwrap()).collect()
}

/// How visits stand.
pub fn states(visits: &[Value]) -> Vec<&str> {
    visits.iter().map(|visit| visit["state"].as_str().unwrap()).collect()
}

pub async fn state_of(owner: &Person<'_>) -> Value {
    owner.get("/api/v1/applications").await.expect(200).json()["items"][0]["state"].clone()
}
