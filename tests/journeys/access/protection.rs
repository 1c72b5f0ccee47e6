//! Keeping people out of a matter, guarding it, handing it to a line of work.

use hechang::{applications::model::NewRequest, config::Switch, identity::actor::Role};
use hechang_entity::application;
use hechang_tests::{
    ask::{Answer, faults},
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use rstest::rstest;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::{
    applications::ground::{
        adds_all_papers, asks, at as mine, center as center_of_a_matter, clerk, consent, drafts, example,
        submits,
    },
    console::ground::{center, desk, id, sent},
};

const ASSISTANCE: &str = "judicial-assistance";

fn at(matter: &Value) -> String {
    format!("/api/v1/desk/applications/{}", id(matter))
}

async fn listed(person: &Person<'_>) -> usize {
    let list = person.get("/api/v1/desk/applications").await.expect(200).json();
    list["items"].as_array().unwrap().len()
}

async fn keeps_out(by: &Person<'_>, matter: &Value, who: Option<&Value>) -> Answer {
    let body = match who {
        Some(who) => json!({ "staff_id": who, "reason": "他是申请人的表兄" }),
        None => json!({ "reason": "申请人是我的邻居和亲戚" }),
    };
    by.post(&format!("{}/recusals", at(matter))).json(&body).await
}

#[rstest]
#[tokio::test]
async fn whoever_has_a_conflict_is_kept_out(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let matter = sent(&town, &town.citizen("13800000001").await).await;
    let (handler, chief) = (town.staff(Role::Reviewer).await, town.staff(Role::Approver).await);
    let me = handler.get("/api/v1/me").await.expect(200).json()["id"].clone();
    handler.put(&format!("{}/assignee", at(&matter))).json(&json!({ "staff_id": me })).await.expect(200);

    keeps_out(&handler, &matter, Some(&json!(id(&matter)))).await.expect_problem(403, "forbidden");
    let made = keeps_out(&handler, &matter, None).await.expect(201).json();
    assert_eq!(made["staff_id"], me);
    handler.get(&at(&matter)).await.expect_problem(404, "not_found");
    handler.post(&format!("{}/notes", at(&matter))).json(&json!({ "text": "x" })).await.expect(404);
    assert_eq!(listed(&handler).await, 0);

    let seen = chief.get(&at(&matter)).await.expect(200).json();
    assert!(seen.get("assignee").is_none(), "it is in nobody's hands: {seen:#}");
    let given = chief.put(&format!("{}/assignee", at(&matter))).json(&json!({ "staff_id": me }));
    assert_eq!(faults(&given.await.expect_problem(422, "invalid")), ["/staff_id not_an_option"]);
    let again = keeps_out(&chief, &matter, Some(&me)).await.expect_problem(422, "invalid");
    assert_eq!(faults(&again), ["/staff_id kept_out_already"]);
    let access = chief.get(&format!("{}/access", at(&matter))).await.expect(200).json();
    assert_eq!(access["recusals"][0]["reason"], "申请人是我的邻居和亲戚");

    let end = format!("{}/recusals/{}/end", at(&matter), made["id"].as_str().unwrap());
    town.staff(Role::Reception).await.post(&end).await.expect_problem(403, "forbidden");
    chief.post(&end).await.expect(204);
    chief.post(&end).await.expect_problem(404, "not_found");
    handler.get(&at(&matter)).await.expect(200);
}

#[rstest]
#[tokio::test]
async fn a_guarded_matter_shows_to_few_and_its_name_to_none(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let matter = sent(&town, &town.citizen("13800000001").await).await;
    let (reception, handler) = (town.staff(Role::Reception).await, town.staff(Role::Reviewer).await);
    let chief = town.staff(Role::Approver).await;
    let access = format!("{}/access", at(&matter));
    let open = chief.get(&at(&matter)).await.expect(200).json();
    assert_eq!(open["applicant_masked"], "次**");
    reception.put(&access).json(&json!({ "guarded": true })).await.expect(204);
    reception.get(&at(&matter)).await.expect(200);
    let me = handler.get("/api/v1/me").await.expect(200).json()["id"].clone();
    chief.put(&format!("{}/assignee", at(&matter))).json(&json!({ "staff_id": me })).await.expect(200);
    let list = handler.get("/api/v1/desk/applications").await.expect(200).json();
    assert_eq!(list["items"][0]["applicant_masked"], "***");
    reception.get(&at(&matter)).await.expect_problem(404, "not_found");
    assert_eq!(listed(&reception).await, 0);
    handler.put(&access).json(&json!({ "guarded": false })).await.expect_problem(403, "forbidden");
    chief.put(&access).json(&json!({ "guarded": false })).await.expect(204);
    reception.get(&at(&matter)).await.expect(200);
    assert_eq!(center(&town).to_string(), open["center_id"].as_str().unwrap());
}

#[rstest]
#[tokio::test]
async fn the_page_tells_who_may_open_it(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let matter = sent(&town, &town.citizen("13800000001").await).await;
    let page = format!("/console/applications/{}/access", id(&matter));
    let chief = desk(&town, Role::Approver).await;
    let shown = chief.open(&page).await.expect(200);
    let target = page.replace("/access", "/recusals");
    let empty = chief.send(&shown, &target, &[]).await.expect(422);
    empty.shows("role=\"alert\"");
    let shown = chief.send(&shown, &page, &[("line", "juvenile"), ("guarded", "yes")]).await.expect(200);
    shown.shows("受保护");
    let shown = chief.send(&shown, &page, &[("line", ""), ("guarded", "no")]).await.expect(200);
    let handler = desk(&town, Role::Reviewer).await;
    let out = chief.send(&shown, &target, &[("reason", "我是申请人的亲属")]).await.expect(200);
    assert_eq!(out.path, "/console", "whoever keeps out themselves is led to the queue");
    chief.open(&page).await.expect(404);
    handler.open(&page).await.expect(200);
}

/// What the form says guards a matter when it is sent, and when it is sent again; sending never takes the mark away.
#[rstest]
#[tokio::test]
async fn a_matter_is_guarded_by_what_its_form_says(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let center = center_of_a_matter(&town).await;
    let clerk = clerk(&town, center).await;
    let zhuoma = town.citizen("13800000001").await;
    let grown = submits(&town, &zhuoma, center).await;
    assert!(!guarded(&town, &grown).await, "a grown person's injury is like others");
    let mut harmed = example(ASSISTANCE);
    harmed["case"]["kind_of_wrong"] = json!("sexual_offense");
    let mut minor = example(ASSISTANCE);
    minor["applicant"]["birth_date"] = json!("2008-03-02");
    minor["applicant"]["id_number"] = json!("540502200803020032");
    for form in [harmed, minor] {
        let draft = drafts(&zhuoma, center, ASSISTANCE, &form).await;
        adds_all_papers(&town, &draft).await;
        assert!(!guarded(&town, &draft).await);
        let submit = format!("{}/submit", mine(&draft));
        zhuoma.post(&submit).json(&consent(&town, ASSISTANCE)).await.expect(200);
        assert!(guarded(&town, &draft).await, "{form}");
    }
    // What was asked for is corrected: now it is a crime that guards. After another correction the mark stays.
    for kind in ["trafficking", "fraud"] {
        let request = NewRequest {
            checklist_key: None,
            pointer: Some("/case/kind_of_wrong".into()),
            text: "请核对".into(),
        };
        asks(&town, clerk, &grown, vec![request]).await;
        let asked = zhuoma.get(&mine(&grown)).await.expect(200);
        let mut form = asked.json()["form"].clone();
        form["case"]["kind_of_wrong"] = json!(kind);
        let saved = zhuoma.put(&mine(&grown)).if_match("*").json(&json!({ "form": form }));
        saved.await.expect(200);
        zhuoma.post(&format!("{}/submit", mine(&grown))).json(&json!({})).await.expect(200);
        assert!(guarded(&town, &grown).await, "{kind}");
    }
}

async fn guarded(town: &Town, matter: &Value) -> bool {
    let row = application::Entity::find_by_id(id(matter)).one(town.app().db.read()).await.unwrap();
    row.unwrap().guarded
}
