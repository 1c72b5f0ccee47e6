//! What a phone learns about services before anybody signs in.

use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::Value;

const ANY_CENTER: &str = "0190b6a5-7c1e-7000-8000-000000000001";

fn keys(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|item| item["key"].as_str().unwrap()).collect()
}

#[rstest]
#[tokio::test]
async fn services_are_listed_in_the_readers_language(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let path = format!("/api/v1/services?center={ANY_CENTER}");
    for (language, title) in [("zh-CN", "国家司法救助"), ("en", "State judicial assistance")] {
        let page = town.get(&path).language(language).await.expect(200).json();
        assert_eq!(page["items"][0]["title"], title);
        assert_eq!(page["items"][0]["kind"], "assistance");
        assert_eq!(keys(&page).len(), 6);
        assert!(page.get("next").is_none());
    }
}

#[tokio::test]
async fn services_come_in_pages() {
    let town = Town::new(Sqlite).await;
    let first = town.get("/api/v1/services?limit=4").await.expect(200).json();
    let next = first["next"].as_str().unwrap();
    let second = town.get(&format!("/api/v1/services?limit=4&after={next}")).await.expect(200).json();
    assert_eq!((keys(&first).len(), keys(&second).len()), (4, 2));
    assert!(keys(&first).iter().all(|key| !keys(&second).contains(key)));
    let problem = town.get("/api/v1/services?limit=0").await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/limit out_of_range"]);
    town.get("/api/v1/services?center=here").await.expect(400);
}

#[tokio::test]
async fn a_service_says_all_that_is_asked() {
    let town = Town::new(Sqlite).await;
    let service = town.get("/api/v1/services/judicial-assistance").language("en").await.expect(200).json();
    assert_eq!((&service["version"], &service["bookable"]), (&2.into(), &true.into()));
    assert_eq!(service["form"]["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(service["form"]["properties"]["applicant"]["title"], "Applicant");
    assert!(!service["consent"]["version"].as_str().unwrap().is_empty());
    assert!(service["who_may_apply"][0].is_string() && service["consent"]["text"].is_string());
    let steps = service["steps"].as_array().unwrap();
    let review = steps.iter().find(|step| step["key"] == "review").unwrap();
    assert_eq!(review["time_limit"], serde_json::json!({ "days": 10, "unit": "working_day" }));
    assert!(steps.iter().any(|step| step.get("time_limit").is_none()));
    let papers = service["checklist"].as_array().unwrap();
    assert!(papers.iter().any(|paper| paper["required"] == true && paper.get("required_if").is_none()));
    assert!(papers.iter().any(|paper| paper["required_if"].is_object()));
    assert!(papers.iter().any(|paper| paper["fetched_if"] == "/hardship/proof_by_us"));
    assert!(papers.iter().all(|paper| paper["accepts"].is_array() && paper["max_files"].is_number()));
}

#[tokio::test]
async fn a_service_that_is_not_there_is_not_found() {
    let town = Town::new(Sqlite).await;
    town.get("/api/v1/services/tea").await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn a_phone_keeps_what_it_has() {
    let town = Town::new(Sqlite).await;
    for path in ["/api/v1/services", "/api/v1/services/petition"] {
        let chinese = town.get(path).language("zh-CN").await.expect(200);
        assert!(chinese.header("cache-control").contains("public"));
        assert!(chinese.header("vary").to_lowercase().contains("accept-language"));
        let again =
            town.get(path).language("zh-CN").header("if-none-match", &chinese.etag()).await.expect(304);
        assert!(again.body.is_empty());
        let english =
            town.get(path).language("en").header("if-none-match", &chinese.etag()).await.expect(200);
        assert_ne!(english.etag(), chinese.etag());
    }
}
