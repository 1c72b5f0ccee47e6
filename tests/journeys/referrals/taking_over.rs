//! A partner writes an application down for somebody, who takes it over by a code.

use chrono::Duration;
use futures_util::future::join_all;
use hechang::identity::actor::Role;
use hechang_tests::{
    ask::Answer,
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::{
    clues::clue,
    ground::{FEDERATION, WELFARE, at_screen, does, hired, hires, id, partners},
};

async fn takes(who: &Person<'_>, code: &Value) -> Answer {
    who.post("/api/v1/take-over").json(&json!({ "code": code })).await
}

async fn code(by: &Person<'_>, side: &str, clue: &Value) -> Answer {
    by.post(&format!("/api/v1/{side}/clues/{}/code", id(clue))).await
}

#[rstest]
#[tokio::test]
async fn whoever_has_the_code_takes_the_application_over_once(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    let droma = hired(&town, FEDERATION, "droma").await;
    let sent = droma.post("/api/v1/partner/clues").json(&clue()).await.expect(201).json();
    let first = code(&droma, "partner", &sent).await.expect(201).json();
    let made = code(&droma, "partner", &sent).await.expect(201).json();
    assert!(
        made["address"].as_str().unwrap().ends_with(&format!("/take/{}", made["code"].as_str().unwrap()))
    );
    assert_eq!(made["until"], "2026-04-01");
    let widow = town.citizen("13800000009").await;
    takes(&widow, &first["code"]).await.expect_problem(404, "not_found");
    takes(&widow, &json!("0123456789")).await.expect_problem(404, "not_found");
    let taken = takes(&widow, &made["code"]).await.expect(201).json();
    assert_eq!((&taken["state"], &taken["service_key"]), (&json!("draft"), &json!("judicial-assistance")));
    let form = &taken["form"];
    assert_eq!(
        form["applicant"],
        json!({ "name": "次仁曲珍", "phone": "13800000009", "residence": "琼嘎顶社区" })
    );
    assert_eq!(form["hardship"]["story"], "丈夫去世，两个孩子上学");
    let other = town.citizen("13800000010").await;
    takes(&other, &made["code"]).await.expect_problem(404, "not_found");
    other.get(&format!("/api/v1/applications/{}", id(&taken))).await.expect_problem(404, "not_found");
    code(&droma, "partner", &sent).await.expect_problem(409, "clue_not_open");
    let theirs = droma.get(&format!("/api/v1/partner/referrals/{}", id(&sent))).await.expect(200).json();
    assert!(theirs.get("application_id").is_none(), "the partner sees what it wrote, and no more");
    let reception = town.staff(Role::Reception).await;
    let ours = reception.get(&format!("/api/v1/desk/referrals/{}", id(&sent))).await.expect(200).json();
    assert_eq!(ours["application_id"], taken["id"]);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_who_scan_one_code_at_once_one_has_it(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    let droma = hired(&town, FEDERATION, "droma").await;
    let people = [town.citizen("13800000009").await, town.citizen("13800000010").await];
    for round in 1..=4 {
        let sent = droma.post("/api/v1/partner/clues").json(&clue()).await.expect(201).json();
        let made = code(&droma, "partner", &sent).await.expect(201).json();
        let taken = join_all(people.each_ref().map(|who| takes(who, &made["code"]))).await;
        let mut statuses: Vec<_> = taken.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 404]);
        let mut theirs = 0;
        for who in &people {
            let list = who.get("/api/v1/applications").await.expect(200).json();
            theirs += list["items"].as_array().unwrap().len();
        }
        assert_eq!(theirs, round, "each draft is somebody's once");
    }
}

#[rstest]
#[tokio::test]
async fn the_office_makes_one_too_and_no_one_else(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    let droma = hired(&town, FEDERATION, "droma").await;
    let sent = droma.post("/api/v1/partner/clues").json(&clue()).await.expect(201).json();
    let tashi = hired(&town, WELFARE, "tashi").await;
    code(&tashi, "partner", &sent).await.expect_problem(404, "not_found");
    code(&town.staff(Role::Auditor).await, "desk", &sent).await.expect_problem(403, "forbidden");
    let handler = town.staff(Role::Reviewer).await;
    let made = code(&handler, "desk", &sent).await.expect(201).json();
    town.clock.advance(Duration::days(31));
    takes(&town.citizen("13800000009").await, &made["code"]).await.expect_problem(404, "not_found");
    let handler = town.staff(Role::Reviewer).await;
    for action in ["receive", "return"] {
        does(&handler, "desk", id(&sent), action, json!({ "words": "与案件无关" })).await.expect(200);
    }
    code(&handler, "desk", &sent).await.expect_problem(409, "clue_not_open");
}

#[rstest]
#[tokio::test]
async fn it_is_printed_scanned_and_taken_over_on_pages(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    hires(&town, FEDERATION, "droma").await;
    let droma = at_screen(&town, "droma", "zh-CN").await;
    let page = droma.open("/console/clues/new").await.expect(200);
    let clue =
        [("name", "次仁曲珍"), ("village", "琼嘎顶社区"), ("hardship", "丈夫去世"), ("consent_said", "true")];
    let page = droma.send(&page, "/console/clues/new", &clue).await.expect(200);
    let text = page.text();
    let make = text.split("action=\"").filter_map(|part| part.split('"').next());
    let make =
        make.into_iter().find(|to| to.starts_with("/console/clues/") && to.ends_with("/code")).unwrap();
    let printed = droma.send(&page, make, &[]).await.expect(200);
    let text = printed.shows("<svg").text().replace("&#x2f;", "/");
    let address = text.split("/take/").nth(1).unwrap().split('<').next().unwrap();
    let scanned = town.browser("zh-CN");
    let page = scanned.open(&format!("/take/{address}")).await.expect(200);
    let page = page.shows(&format!("协作单位{FEDERATION}"));
    assert!(!page.text().contains("次仁曲珍"), "nothing of the person before they sign in");
    scanned.open("/take/0123456789ABCDEFGHJK").await.expect(404);
}
