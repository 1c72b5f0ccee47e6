//! A cash desk: two members of finance, a grant, and accounts that are confirmed.

use hechang_tests::{ask::Answer, people::Person, town::Town};
use serde_json::{Value, json};

use crate::assistance::ground::{Case, Office, accepted, named};

pub const BATCHES: &str = "/api/v1/desk/payments/batches";
pub const NUMBER: &str = "6222021508000123456";

/// Those who pay.
pub struct Cash<'a> {
    pub maker: Person<'a>,
    pub checker: Person<'a>,
    pub case: Case<'a>,
    pub owners: Vec<Person<'a>>,
}

impl<'a> Cash<'a> {
    /// With a case in which each applicant was granted so many yuan.
    pub async fn granted(town: &'a Town, yuan: &[i64]) -> Self {
        Self::granted_by(town, Office::funded(town, 1_000_000).await, yuan, "138000003").await
    }

    /// As [`Self::granted`], by an office that has the budget, to applicants whose phones begin like this.
    pub async fn granted_by(town: &'a Town, office: Office<'a>, yuan: &[i64], phones: &str) -> Self {
        let (mut owners, mut applications) = (Vec::new(), Vec::new());
        for place in 0..yuan.len() {
            let (owner, application) = accepted(town, &format!("{phones}{place:02}")).await;
            owners.push(owner);
            applications.push(application);
        }
        let mut case = office.case_of(&applications.iter().collect::<Vec<_>>()).await;
        case.proposes(yuan).await;
        case.approved(&[&office.head, &office.deputy]).await;
        if case.now["state"] == "deciding" {
            case.approved(&[&office.chief]).await;
        }
        assert_eq!(case.now["state"], "granted");
        Self { maker: office.finance, checker: named(town, "cashier").await, case, owners }
    }

    pub fn account(&self, place: usize) -> String {
        format!("/api/v1/desk/payments/accounts/{}", self.case.person(place))
    }

    /// Enters and confirms everybody's account.
    pub async fn accounts(&self) {
        for place in 0..self.owners.len() {
            self.enters(place).await.expect(200);
            let confirm = format!("{}/confirm", self.account(place));
            self.checker.post(&confirm).json(&json!({ "number": NUMBER })).await.expect(200);
        }
    }

    pub async fn enters(&self, place: usize) -> Answer {
        let holder = "次仁卓玛";
        let body =
            json!({ "relation": "own", "holder": holder, "bank": "农行山南乃东支行", "number": NUMBER });
        self.maker.put(&self.account(place)).if_match("\"0\"").json(&body).await
    }

    /// What may be paid.
    pub async fn open(&self) -> Vec<Value> {
        let open = self.maker.get("/api/v1/desk/payments/open?limit=100").await.expect(200).json();
        open["items"].as_array().unwrap().clone()
    }

    /// A batch of everything that may be paid.
    pub async fn makes(&self, way: &str) -> Value {
        let ids: Vec<_> = self.open().await.iter().map(|one| one["instalment_id"].clone()).collect();
        let body = json!({ "way": way, "instalment_ids": ids });
        self.maker.post(BATCHES).json(&body).await.expect(201).json()
    }

    /// A batch whose money is there.
    pub async fn funds(&self, way: &str, basis: Option<&str>) -> Value {
        let batch = self.makes(way).await;
        self.act(&self.checker, &batch, "approve").await.expect(200);
        let funds = json!({ "on": "2026-03-02", "basis": basis });
        self.maker.post(&format!("{}/funds", at(&batch))).json(&funds).await.expect(200).json()
    }

    /// A batch that is with the bank.
    pub async fn sends(&self, basis: Option<&str>) -> Value {
        let batch = self.funds("bank", basis).await;
        self.act(&self.maker, &batch, "send").await.expect(200).json()
    }

    pub async fn act(&self, by: &Person<'_>, batch: &Value, act: &str) -> Answer {
        by.post(&format!("{}/actions/{act}", at(batch))).await
    }

    pub async fn answers(&self, batch: &Value, text: &str) -> Answer {
        let path = format!("{}/results", at(batch));
        self.maker.post(&path).upload(&[], "answer.csv", "text/csv", text.as_bytes().to_vec()).await
    }

    pub async fn now(&self, batch: &Value) -> Value {
        self.maker.get(&at(batch)).await.expect(200).json()
    }
}

pub fn at(batch: &Value) -> String {
    format!("{BATCHES}/{}", batch["id"].as_str().unwrap())
}

/// The bank's answer: a word for each line of a batch.
pub fn answer(batch: &Value, words: &[&str]) -> String {
    let mut text = "业务编号,金额,处理结果,处理日期,失败原因\n".to_owned();
    for (line, word) in batch["lines"].as_array().unwrap().iter().zip(words) {
        let fen = line["amount_fen"].as_i64().unwrap();
        let reference = line["reference"].as_str().unwrap();
        let reason = if *word == "成功" { "" } else { "户名不符" };
        let yuan = format!("{}.{:02}", fen / 100, fen % 100);
        text += &[reference, &yuan, word, "2026-03-02", reason].join(",");
        text += "\n";
    }
    text
}

pub fn states(batch: &Value) -> Vec<&str> {
    batch["lines"].as_array().unwrap().iter().map(|line| line["state"].as_str().unwrap()).collect()
}
