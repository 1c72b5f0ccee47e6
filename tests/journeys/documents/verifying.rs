//! Whoever holds a document can see whether it is what it says, and nothing more.

use hechang::identity::actor::Role;
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::json;

use super::ground::{NAME, issues, sample};
use crate::materials::ground::{PHONE, desk, submits};

const UNKNOWN: &str = "/api/v1/verify/000000000000000000000000";

#[rstest]
#[tokio::test]
async fn a_stranger_sees_that_it_is_real_and_no_name(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let issued = issues(town.app(), "decision", sample("decision")).await.unwrap();
    let code = &issued.verification_code;
    let found = town.get(&format!("/api/v1/verify/{code}")).await.expect(200).json();
    let expected = json!({
        "standing": "authentic", "title": "国家司法救助决定书", "organ": "山南市人民检察院", "number": "山南检控申救〔2026〕1号",
        "issued_on": "2026-03-02", "people": ["扎某某"],
    });
    assert_eq!(found, expected);
    for (language, title) in
        [("zh-CN", "这份文书是真的"), ("bo-CN", "ཡིག་ཆ་འདི་ངོ་མ་ཡིན།"), ("en", "This paper is real")]
    {
        let page = town.browser(language).open(&format!("/verify/{code}")).await.expect(200);
        page.shows(title).shows("山南检控申救〔2026〕1号").shows("扎某某");
        assert!(!page.text().contains(NAME) && !page.text().contains("30,000"), "{}", page.text());
    }
    // As somebody reads it from the paper.
    let typed = format!("{}-{}", &code[..4].to_lowercase(), &code[4..]);
    assert_eq!(
        town.get(&format!("/api/v1/verify/{typed}")).await.expect(200).json()["standing"],
        "authentic"
    );
}

#[rstest]
#[tokio::test]
async fn what_is_unknown_is_answered_in_the_same_form_and_not_for_ever(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    for odd in [
        UNKNOWN,
        "/api/v1/verify/x",
        "/api/v1/verify/%00%27%20OR%201=1",
        &format!("/api/v1/verify/{}", "A".repeat(900)),
    ] {
        let found = town.get(odd).await.expect(200).json();
        assert_eq!(found, json!({ "standing": "unknown", "people": [] }), "{odd}");
    }
    town.browser("en").open("/verify/0").await.expect(200).shows("We do not know this paper");
    for _ in 0..55 {
        town.get(UNKNOWN).await.expect(200);
    }
    town.get(UNKNOWN).await.expect_problem(429, "too_many_requests");
}

#[rstest]
#[tokio::test]
async fn void_and_guarded_are_told_as_such(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (matter, _) = submits(&town, &town.citizen(PHONE).await).await;
    let chief = town.staff(Role::Approver).await;
    let body = json!({ "kind": "materials-receipt", "fields": {} });
    let issued = chief.post(&format!("{}/documents", desk(&matter))).json(&body).await.expect(201).json();
    let link = issued["verification_url"].as_str().unwrap().to_owned();
    let verify = format!("/api/v1/verify/{}", link.rsplit('/').next().unwrap());
    assert_eq!(town.get(&verify).await.expect(200).json()["people"].as_array().unwrap().len(), 1);
    chief.put(&format!("{}/access", desk(&matter))).json(&json!({ "guarded": true })).await.expect(204);
    assert_eq!(
        town.get(&verify).await.expect(200).json()["people"],
        json!([]),
        "a guarded matter names nobody"
    );
    let void = format!("/api/v1/desk/documents/{}/void", issued["id"].as_str().unwrap());
    chief.post(&void).json(&json!({ "reason": "重复" })).await.expect(200);
    let found = town.get(&verify).await.expect(200).json();
    assert_eq!((found["standing"].as_str(), found["voided_on"].as_str()), (Some("void"), Some("2026-03-02")));
    assert!(!found.to_string().contains("重复"), "the reason stays inside");
}
