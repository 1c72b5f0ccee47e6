//! A draft keeps what was filled in, half or whole, and belongs to one citizen.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use hechang::{applications::service, config::Switch};
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{at, center, drafts, example};

const SERVICE: &str = "judicial-assistance";

#[rstest]
#[tokio::test]
async fn a_half_filled_draft_is_kept(#[values(Sqlite, Postgres)] db: Db) {
    let mut town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let form = json!({ "applicant": { "name": "次仁卓玛", "phone": "138" } });
    let body = json!({ "service_key": SERVICE, "center_id": center, "qr_code": "wall-1", "form": form });
    let begun = zhuoma.post("/api/v1/applications").language("en").json(&body).await.expect(201);
    let draft = begun.json();
    assert_eq!((begun.header("location"), begun.header("etag")), (at(&draft).as_str(), "\"1\""));
    assert_eq!((&draft["state"], &draft["state_text"]), (&json!("draft"), &json!("Not sent yet")));
    assert_eq!((&draft["form"], &draft["actions"]), (&form, &json!(["submit"])));
    for missing in ["receipt_no", "submitted_at", "due_on", "requests"] {
        assert_eq!(draft.get(missing), None, "{missing}");
    }
    let tokens = zhuoma.tokens.clone();
    town.restart().await;
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let kept = town.get(&at(&draft)).language("en").header("authorization", &bearer).await.expect(200);
    assert_eq!((kept.json(), kept.header("etag")), (draft, "\"1\""));
}

#[rstest]
#[tokio::test]
async fn a_wrong_draft_is_refused_with_every_fault(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let begins = async |body: Value| {
        let problem = zhuoma.post("/api/v1/applications").json(&body).await.expect_problem(422, "invalid");
        faults(&problem)
    };
    let form = json!({ "applicant": { "name": 7, "sex": "neither" }, "state": "paid" });
    let wrong = json!({ "service_key": SERVICE, "center_id": center, "form": form });
    let expected =
        ["/form/applicant/name wrong_type", "/form/applicant/sex not_an_option", "/form/state unknown_field"];
    assert_eq!(begins(wrong).await, expected);
    let body = |key: &str, center: Value| json!({ "service_key": key, "center_id": center, "form": {} });
    assert_eq!(begins(body("divination", json!(center))).await, ["/service_key unknown_service"]);
    let nowhere = json!("0197a000-0000-7000-8000-000000000000");
    assert_eq!(begins(body(SERVICE, nowhere)).await, ["/center_id unknown_center"]);
    assert_eq!(begins(body(SERVICE, json!("here"))).await, ["/center_id wrong_type"]);
    let meddling = json!({ "service_key": SERVICE, "center_id": center, "form": {}, "state": "paid" });
    assert_eq!(begins(meddling).await, ["/state unknown_field"]);
    let all = zhuoma.get("/api/v1/applications").await.expect(200).json();
    assert_eq!(all, json!({ "items": [] }));
}

#[rstest]
#[tokio::test]
async fn a_repeated_request_begins_one_draft(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let body = |form: Value| json!({ "service_key": SERVICE, "center_id": center, "form": form });
    let begins = |body: Value| zhuoma.post("/api/v1/applications").key("k1").json(&body);
    let first = begins(body(json!({}))).await.expect(201).json();
    assert_eq!(begins(body(json!({}))).await.expect(201).json()["id"], first["id"]);
    begins(body(json!({ "applicant": {} }))).await.expect_problem(422, "idempotency_key_reused");
    let all = zhuoma.get("/api/v1/applications").await.expect(200).json();
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_save_needs_the_version_it_is_based_on(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let draft = drafts(&zhuoma, center, SERVICE, &json!({})).await;
    let form = json!({ "form": { "applicant": { "name": "卓玛" } } });
    zhuoma.put(&at(&draft)).json(&form).await.expect_problem(428, "precondition_required");
    let saved = zhuoma.put(&at(&draft)).if_match("\"1\"").json(&form).await.expect(200);
    assert_eq!((saved.header("etag"), &saved.json()["form"]), ("\"2\"", &form["form"]));
    let other = json!({ "form": {} });
    zhuoma.put(&at(&draft)).if_match("\"1\"").json(&other).await.expect_problem(412, "precondition_failed");
    let wrong = json!({ "form": { "applicant": [] } });
    let problem = zhuoma.put(&at(&draft)).if_match("\"2\"").json(&wrong).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/form/applicant wrong_type"]);
    let kept = zhuoma.get(&at(&draft)).await.expect(200).json();
    assert_eq!(kept["form"], form["form"]);
    zhuoma.get(&at(&draft)).header("if-none-match", "\"2\"").await.expect(304);
    zhuoma.get(&at(&draft)).header("if-none-match", "\"1\"").await.expect(200);
}

#[rstest]
#[tokio::test]
async fn another_citizen_meets_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let (zhuoma, tashi) = (town.citizen("13800000001").await, town.citizen("13800000002").await);
    let draft = drafts(&zhuoma, center, SERVICE, &example(SERVICE)).await;
    let nothing = "/api/v1/applications/0197a000-0000-7000-8000-000000000000";
    let same = |mut problem: Value| {
        problem.as_object_mut().unwrap().remove("instance");
        problem
    };
    let asks: BTreeMap<&str, Value> = BTreeMap::from([
        ("GET", json!(null)),
        ("GET /receipt.svg", json!(null)),
        ("PUT", json!({ "form": {} })),
        ("POST /submit", json!({})),
        ("POST /withdraw", json!({ "reason": "…" })),
    ]);
    for (what, body) in asks {
        let (method, path) = what.split_once(' ').unwrap_or((what, ""));
        let ask = async |place: &str| {
            let ask = tashi.ask(method.parse().unwrap(), &format!("{place}{path}")).if_match("\"1\"");
            let ask = if body.is_null() { ask } else { ask.json(&body) };
            same(ask.await.expect_problem(404, "not_found"))
        };
        assert_eq!(ask(&at(&draft)).await, ask(nothing).await, "{what}");
    }
    assert_eq!(tashi.get("/api/v1/applications").await.expect(200).json()["items"], json!([]));
    town.get(&at(&draft)).await.expect_problem(401, "unauthenticated");
    assert_eq!(zhuoma.get(&at(&draft)).await.expect(200).json(), draft);
}

#[rstest]
#[tokio::test]
async fn the_list_begins_with_the_newest_and_goes_on(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let mut begun = Vec::new();
    for _ in 0..3 {
        begun.insert(0, drafts(&zhuoma, center, SERVICE, &json!({})).await["id"].clone());
    }
    let ids = |page: &Value| -> Vec<Value> {
        page["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect()
    };
    let first = zhuoma.get("/api/v1/applications?limit=2").await.expect(200).json();
    assert_eq!(ids(&first), begun[..2]);
    let next = format!("/api/v1/applications?limit=2&after={}", first["next"].as_str().unwrap());
    let last = zhuoma.get(&next).await.expect(200).json();
    assert_eq!((ids(&last).as_slice(), last.get("next")), (&begun[2..], None));
    zhuoma.get("/api/v1/applications?limit=101").await.expect_problem(422, "invalid");
    zhuoma.get("/api/v1/applications?after=here").await.expect_problem(422, "invalid");
}

#[rstest]
#[tokio::test]
async fn a_draft_vanishes_thirty_days_after_its_last_change(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let center = center(&town).await;
    let draft = drafts(&town.citizen("13800000001").await, center, SERVICE, &json!({})).await;
    town.clock.advance(TimeDelta::days(29));
    let zhuoma = town.citizen("13800000001").await;
    zhuoma.put(&at(&draft)).if_match("\"1\"").json(&json!({ "form": {} })).await.expect(200);
    town.clock.advance(TimeDelta::days(29));
    let zhuoma = town.citizen("13800000001").await;
    zhuoma.get(&at(&draft)).await.expect(200);
    town.clock.advance(TimeDelta::days(1));
    let zhuoma = town.citizen("13800000001").await;
    zhuoma.get(&at(&draft)).await.expect_problem(404, "not_found");
    let save = zhuoma.put(&at(&draft)).if_match("\"2\"").json(&json!({ "form": {} }));
    save.await.expect_problem(404, "not_found");
    assert_eq!(service::purge_expired(town.app()).await.unwrap(), 1);
    assert_eq!(service::purge_expired(town.app()).await.unwrap(), 0);
    assert_eq!(zhuoma.get("/api/v1/applications").await.expect(200).json()["items"], json!([]));
}

#[rstest]
#[tokio::test]
async fn five_drafts_of_a_service_are_enough(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let center = center(&town).await;
    let zhuoma = town.citizen("13800000001").await;
    let body = json!({ "service_key": SERVICE, "center_id": center, "form": {} });
    let many = (0..8).map(|_| async { zhuoma.post("/api/v1/applications").json(&body).await.status });
    let many = futures_util::future::join_all(many).await;
    assert_eq!(many.iter().filter(|status| **status == 201).count(), 5, "{many:?}");
    let sixth = json!({ "service_key": SERVICE, "center_id": center, "form": {} });
    let refused = zhuoma.post("/api/v1/applications").language("en").json(&sixth).await;
    let problem = refused.expect_problem(409, "too_many_drafts");
    assert!(problem["title"].as_str().unwrap().contains('5'), "{problem:#}");
    drafts(&zhuoma, center, "petition", &json!({})).await;
    drafts(&town.citizen("13800000002").await, center, SERVICE, &json!({})).await;
}
