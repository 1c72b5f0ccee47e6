//! A case whose money was got by false material.

use hechang_tests::{ask::Answer, browser::Browser, people::Person, town::Town};
use serde_json::{Value, json};

use crate::{
    assistance::ground::{named, password},
    closing::ground::Finished,
    followup::ground::Followed,
};

pub const DESK: &str = "/api/v1/desk/recoveries";

/// What the handler says of 5,000 yuan of the first person's.
pub fn claim(person: &str, fen: i64) -> Value {
    json!({
        "person_id": person, "ground": "false_material", "amount_fen": fen, "reason": "伤残鉴定书系伪造",
        "to_citizen": "经核实，您提交的鉴定书不真实，需要退回部分救助金。",
    })
}

pub async fn opens(followed: &Followed<'_>, fen: i64) -> Answer {
    let path = format!("{}/recoveries", followed.cash.case.at());
    followed.handler().post(&path).json(&claim(&followed.cash.case.person(0), fen)).await
}

pub fn at(recovery: &Value) -> String {
    format!("{DESK}/{}", recovery["id"].as_str().unwrap())
}

pub async fn decides(by: &Person<'_>, recovery: &Value, recover: bool) -> Answer {
    let said = json!({ "recover": recover, "reason": "证据确实" });
    by.post(&format!("{}/decision", at(recovery))).json(&said).await
}

pub fn receipt(fen: i64, basis: &str) -> Value {
    json!({ "amount_fen": fen, "on": "2026-03-02", "basis": basis })
}

pub async fn receives(by: &Person<'_>, recovery: &Value, fen: i64, basis: &str) -> Answer {
    by.post(&format!("{}/receipts", at(recovery))).json(&receipt(fen, basis)).await
}

/// A paid case with a decided recovery of 5,000 yuan.
pub async fn decided(town: &Town) -> (Followed<'_>, Value) {
    let followed = Followed::paid(town, &[12_000]).await;
    let opened = opens(&followed, 500_000).await.expect(201).json();
    let deputy = named(town, "deputy-chief").await;
    let decided = decides(&deputy, &opened, true).await.expect(200).json();
    (followed, decided)
}

/// A closed case.
pub async fn closed(town: &Town) -> Finished<'_> {
    let case = Finished::of_one(town).await;
    case.closes().await;
    case
}

/// The console, signed in to.
pub async fn desk<'a>(town: &'a Town, username: &str) -> Browser<'a> {
    let browser = town.browser("zh-CN");
    let (page, password) = (browser.open("/console/sign-in").await, password(town, username));
    let fields = [("username", username), ("password", password.as_str())];
    browser.send(&page, "/console/sign-in", &fields).await.expect(200);
    browser
}
