//! Money that is handed over, on the page: the batch, who was there, and the receipt with the thumbprint.

use hechang_tests::{
    browser::Browser,
    database::Db::{self, Postgres, Sqlite},
    samples,
    town::Town,
};
use rstest::rstest;

use super::ground::{Cash, at};
use crate::assistance::ground::password;

pub async fn desk<'a>(town: &'a Town, username: &str) -> Browser<'a> {
    let browser = town.browser("zh-CN");
    let (page, password) = (browser.open("/console/sign-in").await, password(town, username));
    let fields = [("username", username), ("password", password.as_str())];
    browser.send(&page, "/console/sign-in", &fields).await.expect(200);
    browser
}

#[rstest]
#[tokio::test]
async fn a_receipt_with_a_thumbprint_is_filed_on_the_page(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[3_000]).await;
    let batch = cash.funds("in_person", Some("山财拨〔2026〕14号")).await;
    let (maker, checker) = (desk(&town, "finance").await, desk(&town, "cashier").await);
    let place = at(&batch).replace("/api/v1/desk/", "/console/");
    let line = format!("{place}/lines/{}", batch["lines"][0]["id"].as_str().unwrap());
    let receipt = format!("{line}/receipt");
    let page = maker.open(&place).await.expect(200);
    assert!(!page.text().contains(&receipt), "nothing was handed over yet");
    let alone = maker.send(&page, &line, &[("outcome", "paid"), ("witness", "")]).await.expect(422);
    let page = maker.send(&alone, &line, &[("outcome", "paid"), ("witness", "cashier")]).await.expect(200);
    page.shows(">已付<");

    let none =
        maker.upload(&page, &receipt, &[], ("", "application/octet-stream", Vec::new())).await.expect(422);
    none.shows("summary");
    let text = maker.upload(&page, &receipt, &[], ("a.txt", "text/plain", b"no photo".to_vec())).await;
    assert!((400..500).contains(&text.answer.status), "{}", text.text());
    let photo = ("捺印收条.jpg", "image/jpeg", samples::jpeg(3));
    let filed = maker.upload(&page, &receipt, &[], photo.clone()).await.expect(200);
    assert!(filed.text().contains(&format!("href=\"{receipt}\"")), "{}", filed.text());
    assert!(!filed.text().contains(&format!("action=\"{receipt}\"")), "it is filed once");
    let again = maker.upload(&page, &receipt, &[], photo).await;
    assert!((400..500).contains(&again.answer.status), "{}", again.text());
    let kept = checker.open(&receipt).await.expect(200);
    assert_eq!(kept.answer.body, samples::jpeg(3));
    desk(&town, "reviewer").await.open(&receipt).await.expect(403);
}
