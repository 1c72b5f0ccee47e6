//! Whoever may qualify is told of it, and who wasn't told shows on a list.

use chrono::Duration;
use hechang::identity::actor::Role;
use hechang_entity::rights_person;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};

use super::ground::{id, listed};

const RIGHTS: &str = "/api/v1/desk/rights";

fn person(name: &str, since: &str) -> Value {
    json!({ "name": name, "phone": "13800000009", "case": "（2026）藏0502刑初18号", "stage": "prosecution", "known_since": since })
}

#[rstest]
#[tokio::test]
async fn who_has_waited_longest_is_told_first(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let handler = town.staff(Role::Reviewer).await;
    let late = handler.post(RIGHTS).json(&person("次仁曲珍", "2026-03-01")).await.expect(201).json();
    let first = handler.post(RIGHTS).json(&person("扎西顿珠", "2026-02-02")).await.expect(201).json();
    let waiting = listed(&handler, RIGHTS).await;
    assert_eq!([&waiting[0]["id"], &waiting[1]["id"]], [&first["id"], &late["id"]]);
    assert_eq!((&waiting[0]["name_masked"], &waiting[0]["days"]), (&json!("扎**"), &json!(28)));
    let page = handler.get(&format!("{RIGHTS}?limit=1")).await.expect(200).json();
    let next = listed(&handler, &format!("{RIGHTS}?limit=1&after={}", page["next"].as_str().unwrap())).await;
    assert_eq!(next[0]["id"], late["id"]);
    let tell = format!("{RIGHTS}/{}/tellings", id(&first));
    let tried = json!({ "how": "phone", "language": "bo-CN", "answer": "not_reached" });
    handler.post(&tell).json(&tried).await.expect(204);
    assert_eq!(listed(&handler, RIGHTS).await.len(), 2, "who wasn't reached must still be told");
    let told = json!({ "how": "message", "language": "bo-CN", "answer": "will_apply", "note": "儿子代收" });
    handler.post(&tell).json(&told).await.expect(204);
    assert_eq!(listed(&handler, RIGHTS).await.len(), 1);
    assert_eq!(listed(&handler, &format!("{RIGHTS}?told=true")).await[0]["answer"], "will_apply");
    let seen = handler.get(&format!("{RIGHTS}/{}", id(&first))).await.expect(200).json();
    let said = &seen["tellings"][1];
    assert_eq!((&said["on"], &said["notice"]), (&json!("2026-03-02"), &json!(1)), "{said}");
    assert!(seen["say"].as_str().unwrap().contains("12309"));
    assert_eq!((&seen["name"], &seen["phone_masked"]), (&json!("扎西顿珠"), &json!("138****0009")));
    assert_eq!(seen["tellings"].as_array().unwrap().len(), 2);
    assert!(seen["apply_at"].as_str().unwrap().ends_with("/c/QGD/s/judicial-assistance"));
    let messages = town.get("/sandbox/messages.json?to=13800000009").await.expect(200).json();
    let text = messages["items"][0]["text"].as_str().unwrap();
    assert!(text.contains("/c/QGD/s/judicial-assistance") && !text.contains("扎西"), "{text}");
    town.clock.advance(Duration::days(3 * 366));
    hechang::retention::service::run(town.app()).await.unwrap();
    assert_eq!(
        rights_person::Entity::find().count(town.app().db.read()).await.unwrap(),
        1,
        "who was told goes"
    );
}

#[rstest]
#[tokio::test]
async fn a_register_is_its_organs_own(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let there = town.staff_of("540527", Role::Reviewer).await;
    let theirs = there.post(RIGHTS).json(&person("次仁", "2026-03-01")).await.expect(201).json();
    let city = town.staff(Role::Reception).await;
    assert_eq!(listed(&city, RIGHTS).await.len(), 1, "the city sees what is below it");
    let ours = city.post(RIGHTS).json(&person("扎西", "2026-03-01")).await.expect(201).json();
    assert_eq!(listed(&there, RIGHTS).await.len(), 1);
    there.get(&format!("{RIGHTS}/{}", id(&ours))).await.expect_problem(404, "not_found");
    let auditor = town.staff(Role::Auditor).await;
    auditor.get(&format!("{RIGHTS}/{}", id(&theirs))).await.expect(200);
    let telling = json!({ "how": "in_person", "language": "zh-CN", "answer": "declines" });
    let tell = format!("{RIGHTS}/{}/tellings", id(&theirs));
    auditor.post(&tell).json(&telling).await.expect_problem(403, "forbidden");
    town.staff(Role::Partner).await.get(RIGHTS).await.expect_problem(403, "forbidden");
}

#[rstest]
#[tokio::test]
async fn what_is_wrong_is_named_and_nothing_kept(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let handler = town.staff(Role::Reviewer).await;
    let wrong =
        json!({ "name": " ", "phone": "110", "case": " ", "stage": "trial", "known_since": "2026-03-03" });
    let problem = handler.post(RIGHTS).json(&wrong).await.expect_problem(422, "invalid");
    let expected = ["/name required", "/case required", "/phone bad_phone", "/known_since in_the_future"];
    assert_eq!(faults(&problem), expected);
    handler.post(RIGHTS).json(&json!({ "name": "x", "case": "y", "stage": "party" })).await.expect(422);
    assert!(listed(&handler, RIGHTS).await.is_empty());
    let made = handler.post(RIGHTS).json(&json!({ "name": "x", "case": "y", "stage": "trial" })).await;
    let tell = format!("{RIGHTS}/{}/tellings", id(&made.expect(201).json()));
    let message = json!({ "how": "message", "language": "zh-CN", "answer": "thinking" });
    let problem = handler.post(&tell).json(&message).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/how no_phone"]);
    let foreign = json!({ "how": "phone", "language": "fr", "answer": "thinking" });
    handler.post(&tell).json(&foreign).await.expect_problem(422, "invalid");
    assert_eq!(listed(&handler, RIGHTS).await.len(), 1, "still to be told");
}

#[rstest]
#[tokio::test]
async fn a_telling_of_an_earlier_day_is_entered_with_that_day(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let handler = town.staff(Role::Reviewer).await;
    let entry = handler.post(RIGHTS).json(&person("扎西顿珠", "2026-02-02")).await.expect(201).json();
    let tell = format!("{RIGHTS}/{}/tellings", id(&entry));
    let telling =
        |how: &str, on: &str| json!({ "how": how, "on": on, "language": "bo-CN", "answer": "thinking" });
    for (how, on, fault) in [
        ("written", "2026-03-03", "/on in_the_future"),
        ("written", "2026-02-01", "/on before_known"),
        ("message", "2026-03-01", "/on in_the_past"),
    ] {
        let problem = handler.post(&tell).json(&telling(how, on)).await.expect_problem(422, "invalid");
        assert_eq!(faults(&problem), [fault]);
    }
    handler.post(&tell).json(&telling("written", "2026-02-12")).await.expect(204);
    let told = listed(&handler, &format!("{RIGHTS}?told=true")).await;
    assert_eq!(told[0]["days"], 10, "they waited until that day");
    let seen = handler.get(&format!("{RIGHTS}/{}", id(&entry))).await.expect(200).json();
    assert_eq!(seen["tellings"][0]["on"], "2026-02-12");
}
