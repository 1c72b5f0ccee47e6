//! Correcting what was sent: asked with a deadline, answered by the organ's staff, on record; and another phone.

use chrono::Duration;
use hechang::{config::Switch, identity::actor::Role};
use hechang_entity::audit_entry;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    people::code_sent_to,
    town::Town,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::{QUESTION, asks};
use crate::{
    applications::ground::{at, drafts, id},
    console::ground::{center as demo_center, desk_of},
};

const MINE: &str = "/api/v1/me/data-requests";
const DESK: &str = "/api/v1/desk/data-requests";
const PHONE: &str = "/api/v1/me/phone";

fn wrong(application: &Value) -> Value {
    json!({ "application_id": id(application), "text": "名字应当是卓玛央宗" })
}

fn answer_of(request: &Value) -> String {
    format!("{DESK}/{}/answer", request["id"].as_str().unwrap())
}

async fn recorded(town: &Town, act: &str) -> u64 {
    let rows = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq(act));
    rows.count(town.app().db.read()).await.unwrap()
}

#[rstest]
#[tokio::test]
async fn a_correction_is_answered_in_time_and_is_on_record(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen("13800000001").await;
    let sent = asks(&town, &zhuoma, demo_center(&town)).await;
    let asked = zhuoma.post(MINE).key("once").json(&wrong(&sent)).await.expect(201).json();
    assert_eq!((&asked["kind"], &asked["due_on"]), (&json!("correction"), &json!("2026-03-17")));
    let again = zhuoma.post(MINE).key("once").json(&wrong(&sent)).await.expect(201).json();
    assert_eq!(again, asked);

    let clerk = town.staff(Role::Reviewer).await;
    let waiting = clerk.get(DESK).await.expect(200).json();
    assert_eq!(waiting["items"].as_array().unwrap().len(), 1);
    let line = &waiting["items"][0];
    assert_eq!((&line["receipt_no"], &line["overdue"]), (&sent["receipt_no"], &json!(false)));
    assert!(!waiting.to_string().contains("卓玛央宗"), "the list has words");
    let one = format!("{DESK}/{}", asked["id"].as_str().unwrap());
    assert_eq!(clerk.get(&one).await.expect(200).json()["text"], "名字应当是卓玛央宗");
    let given = json!({ "outcome": "corrected", "text": "已在案卷中注明" });
    let done = clerk.post(&answer_of(&asked)).json(&given).await.expect(200).json();
    assert_eq!((&done["outcome"], &done["answer"]), (&json!("corrected"), &json!("已在案卷中注明")));
    clerk.post(&answer_of(&asked)).json(&given).await.expect_problem(409, "data_request_answered");
    assert_eq!(clerk.get(DESK).await.expect(200).json()["items"], json!([]));
    let answered = clerk.get(&format!("{DESK}?answered=true")).await.expect(200).json();
    assert_eq!(answered["items"].as_array().unwrap().len(), 1);

    let mine = zhuoma.get(MINE).await.expect(200).json();
    assert_eq!(mine["items"][0], done);
    let told = town.get("/sandbox/messages.json?to=13800000001").await.expect(200).json();
    assert_eq!(told["items"][0]["template"], "data_request_answered");
    assert!(
        !told["items"][0]["text"].as_str().unwrap().contains("注明"),
        "the message says what the answer is"
    );
    for act in ["data_request.asked", "data_request.opened", "data_request.answered"] {
        assert_eq!(recorded(&town, act).await, 1, "{act}");
    }
}

#[rstest]
#[tokio::test]
async fn what_is_late_is_shown_as_late_and_stands_first(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let zhuoma = town.citizen("13800000001").await;
    let center = demo_center(&town);
    let first = asks(&town, &zhuoma, center).await;
    zhuoma.post(MINE).json(&wrong(&first)).await.expect(201);
    town.clock.advance(Duration::days(16));
    let zhuoma = town.citizen("13800000001").await;
    let second = asks(&town, &zhuoma, center).await;
    zhuoma.post(MINE).json(&wrong(&second)).await.expect(201);
    let clerk = town.staff(Role::Reception).await;
    let page = clerk.get(&format!("{DESK}?limit=1")).await.expect(200).json();
    assert_eq!(
        (&page["items"][0]["receipt_no"], &page["items"][0]["overdue"]),
        (&first["receipt_no"], &json!(true))
    );
    let next = page["next"].as_str().unwrap();
    let page = clerk.get(&format!("{DESK}?limit=1&after={next}")).await.expect(200).json();
    assert_eq!(
        (&page["items"][0]["receipt_no"], &page["items"][0]["overdue"]),
        (&second["receipt_no"], &json!(false))
    );
    assert!(page.get("next").is_none());
}

#[rstest]
#[tokio::test]
async fn only_the_organ_of_the_matter_answers_and_only_with_words(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (zhuoma, other) = (town.citizen("13800000001").await, town.citizen("13800000002").await);
    let sent = asks(&town, &zhuoma, demo_center(&town)).await;
    other.post(MINE).json(&wrong(&sent)).await.expect_problem(404, "not_found");
    let asked = zhuoma.post(MINE).json(&wrong(&sent)).await.expect(201).json();
    assert_eq!(other.get(MINE).await.expect(200).json()["items"], json!([]));
    let one = format!("{DESK}/{}", asked["id"].as_str().unwrap());
    let given = json!({ "outcome": "refused", "text": "…" });

    let county = town.staff_of("540527", Role::Reviewer).await;
    assert_eq!(county.get(DESK).await.expect(200).json()["items"], json!([]));
    county.get(&one).await.expect_problem(404, "not_found");
    county.post(&answer_of(&asked)).json(&given).await.expect_problem(404, "not_found");
    let finance = town.staff(Role::Finance).await;
    assert_eq!(finance.get(DESK).await.expect(200).json()["items"], json!([]));
    finance.post(&answer_of(&asked)).json(&given).await.expect_problem(404, "not_found");
    let auditor = town.staff(Role::Auditor).await;
    auditor.get(&one).await.expect(200);
    auditor.post(&answer_of(&asked)).json(&given).await.expect_problem(403, "forbidden");
    zhuoma.get(DESK).await.expect_problem(401, "unauthenticated");
    auditor.get(MINE).await.expect_problem(401, "unauthenticated");

    let clerk = town.staff(Role::Reviewer).await;
    let empty = json!({ "outcome": "refused", "text": " " });
    let problem = clerk.post(&answer_of(&asked)).json(&empty).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/text required"]);
    let odd = json!({ "outcome": "burned", "text": "…" });
    clerk.post(&answer_of(&asked)).json(&odd).await.expect_problem(422, "invalid");
}

#[rstest]
#[tokio::test]
async fn what_is_in_ones_own_hands_needs_no_request_and_three_are_enough(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen("13800000001").await;
    let center = demo_center(&town);
    let draft = drafts(&zhuoma, center, QUESTION, &json!({})).await;
    zhuoma.post(MINE).json(&wrong(&draft)).await.expect_problem(409, "in_own_hands");
    let sent = asks(&town, &zhuoma, center).await;
    for _ in 0..3 {
        zhuoma.post(MINE).json(&wrong(&sent)).await.expect(201);
    }
    zhuoma.post(MINE).json(&wrong(&sent)).await.expect_problem(409, "too_many_data_requests");
    let empty = json!({ "application_id": id(&sent), "text": "" });
    let problem = zhuoma.post(MINE).json(&empty).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/text bad_length"]);
}

async fn code_for(town: &Town, phone: &str) -> Value {
    let asked = town.post("/api/v1/auth/otp").json(&json!({ "phone": phone })).await.expect(202).json();
    json!({ "challenge_id": asked["challenge_id"], "code": code_sent_to(town, phone).await })
}

#[rstest]
#[tokio::test]
async fn another_phone_is_proved_and_the_old_one_is_told(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let (elsewhere, zhuoma) = (town.citizen("13800000001").await, town.citizen("13800000001").await);
    let sent = asks(&town, &zhuoma, demo_center(&town)).await;
    let mut proof = code_for(&town, "13900009999").await;
    let right = proof["code"].clone();
    proof["code"] = json!(if right == "000000" { "111111" } else { "000000" });
    zhuoma.put(PHONE).json(&proof).await.expect_problem(422, "code_wrong");
    proof["code"] = right;
    zhuoma.put(PHONE).json(&proof).await.expect(204);
    zhuoma.put(PHONE).json(&proof).await.expect_problem(422, "code_wrong");

    elsewhere.get("/api/v1/applications").await.expect_problem(401, "unauthenticated");
    let told = town.get("/sandbox/messages.json?to=13800000001").await.expect(200).json();
    assert_eq!(told["items"][0]["template"], "phone_changed");
    let track = |tail: &str| json!({ "receipt_no": sent["receipt_no"], "phone_tail": tail });
    town.post("/api/v1/tracking").json(&track("9999")).await.expect(200);
    town.post("/api/v1/tracking").json(&track("0001")).await.expect(404);
    let anew = town.citizen("13900009999").await;
    anew.get(&at(&sent)).await.expect(200);
    let stranger = town.citizen("13800000001").await;
    stranger.get(&at(&sent)).await.expect_problem(404, "not_found");
    let asked = anew.get(MINE).await.expect(200).json();
    assert_eq!(
        (&asked["items"][0]["kind"], &asked["items"][0]["outcome"]),
        (&json!("phone"), &json!("corrected"))
    );
    assert_eq!(recorded(&town, "account.phone_changed").await, 1);
}

#[rstest]
#[tokio::test]
async fn a_phone_with_an_account_is_not_taken_and_an_old_proof_is_not_enough(
    #[values(Sqlite, Postgres)] db: Db,
) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let (zhuoma, _other) = (town.citizen("13800000001").await, town.citizen("13800000002").await);
    let proof = code_for(&town, "13800000002").await;
    zhuoma.put(PHONE).json(&proof).await.expect_problem(409, "phone_taken");
    town.clock.advance(Duration::minutes(6));
    let proof = code_for(&town, "13900009999").await;
    zhuoma.put(PHONE).json(&proof).await.expect_problem(403, "fresh_sign_in_needed");
}

#[rstest]
#[tokio::test]
async fn the_pages_ask_answer_and_show_it(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let zhuoma = town.citizen("13800000001").await;
    let sent = asks(&town, &zhuoma, demo_center(&town)).await;
    let browser = town.browser("en");
    let page = browser.open("/sign-in?next=/account").await;
    let page = browser.send(&page, "/sign-in", &[("phone", "13800000001")]).await;
    let code = code_sent_to(&town, "13800000001").await;
    let page = browser.send(&page, "/sign-in/code", &[("code", &code)]).await.expect(200);
    let correct = format!("/account/corrections/{}", id(&sent));
    page.shows(&correct).shows("/account/phone").shows("/account/representation").shows("/account/deletion");
    let page = browser.open(&correct).await.expect(200);
    let page = browser.send(&page, &correct, &[("text", " ")]).await.expect(422);
    page.shows("1 and 1000");
    let page = browser.send(&page, &correct, &[("text", "My name has another sign")]).await.expect(200);
    assert_eq!(page.path, "/account/requests");
    page.shows("My name has another sign").shows("March 17, 2026");

    let desk = desk_of(&town, Role::Reviewer, "540500", "en").await;
    let page = desk.open("/console/data-requests").await.expect(200);
    page.shows(sent["receipt_no"].as_str().unwrap());
    let asked = zhuoma.get(MINE).await.expect(200).json();
    let one = format!("/console/data-requests/{}", asked["items"][0]["id"].as_str().unwrap());
    let page = desk.open(&one).await.expect(200);
    let page = desk.send(&page, &one, &[("outcome", "refused"), ("text", "")]).await.expect(422);
    let page = desk.send(&page, &one, &[("outcome", "corrected"), ("text", "Noted in the file")]).await;
    page.expect(200).shows("Noted in the file");
    browser.open("/account").await.expect(200).shows("Noted in the file");

    let page = browser.open("/account/phone").await.expect(200);
    let page = browser.send(&page, "/account/phone", &[("phone", "1390000")]).await.expect(422);
    let page = browser.send(&page, "/account/phone", &[("phone", "13900009999")]).await.expect(200);
    let page = browser.send(&page, "/account/phone/code", &[("code", "0")]).await.expect(422);
    let code = code_sent_to(&town, "13900009999").await;
    let page = browser.send(&page, "/account/phone/code", &[("code", &code)]).await.expect(200);
    page.shows("139****9999");
}
