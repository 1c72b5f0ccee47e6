//! Who acts for whom: claimed by the form, confirmed by staff, each power by itself.

use hechang::{config::Switch, identity::actor::Role};
use hechang_entity::audit_entry;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};

use super::{ASSISTANCE, by_agent, complete, for_child};
use crate::{
    applications::ground::{at, consent, id, judges_all, submits},
    console::ground::{center as demo_center, desk_of},
};

async fn sends(town: &Town, person: &Person<'_>, form: &Value) -> Value {
    let center = demo_center(town);
    let draft = complete(town, person, center, form).await;
    person.post(&format!("{}/submit", at(&draft))).json(&consent(town, ASSISTANCE)).await.expect(200).json()
}

fn place(application: &Value) -> String {
    format!("/api/v1/desk/applications/{}/representation", id(application))
}

#[rstest]
#[tokio::test]
async fn an_agent_has_no_power_until_staff_give_it_each_by_itself(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let agent = town.citizen("13800000001").await;
    let sent = sends(&town, &agent, &by_agent(true)).await;
    let clerk = town.staff(Role::Reviewer).await;
    let claimed = clerk.get(&place(&sent)).await.expect(200);
    let etag = claimed.etag();
    let claimed = claimed.json();
    assert_eq!(
        (&claimed["kind"], &claimed["name"], &claimed["relation"]),
        (&json!("agent"), &json!("旺堆"), &json!("relative"))
    );
    assert_eq!((&claimed["state"], &claimed["claims_collect"]), (&json!("claimed"), &json!(true)));
    assert_eq!((&claimed["may_apply"], &claimed["may_collect"]), (&json!(false), &json!(false)));

    let confirmed = json!({ "state": "confirmed", "may_apply": true });
    clerk.put(&place(&sent)).json(&confirmed).await.expect_problem(428, "precondition_required");
    let judged = clerk.put(&place(&sent)).if_match(&etag).json(&confirmed).await.expect(200);
    let now = judged.json();
    assert_eq!(
        (&now["may_apply"], &now["may_collect"]),
        (&json!(true), &json!(false)),
        "applying gave collecting"
    );
    clerk
        .put(&place(&sent))
        .if_match(&etag)
        .json(&confirmed)
        .await
        .expect_problem(412, "precondition_failed");
    let collecting = json!({ "state": "confirmed", "may_apply": false, "may_collect": true });
    let now = clerk.put(&place(&sent)).if_match(&judged.etag()).json(&collecting).await.expect(200).json();
    assert_eq!((&now["may_apply"], &now["may_collect"]), (&json!(false), &json!(true)));
    let recorded =
        audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("representation.judged"));
    assert_eq!(recorded.count(town.app().db.read()).await.unwrap(), 2);
}

#[rstest]
#[tokio::test]
async fn a_refusal_has_a_reason_and_no_power(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let mother = town.citizen("13800000001").await;
    let sent = sends(&town, &mother, &for_child("2016-05-04")).await;
    let clerk = town.staff(Role::Reception).await;
    let claimed = clerk.get(&place(&sent)).await.expect(200);
    assert_eq!(claimed.json()["ward_born_on"], "2016-05-04");
    assert_eq!(
        (&claimed.json()["kind"], &claimed.json()["relation"]),
        (&json!("guardian"), &json!("parent"))
    );
    for (body, fault) in [
        (json!({ "state": "refused" }), "/reason required"),
        (json!({ "state": "refused", "reason": "…", "may_collect": true }), "/may_collect no_power_refused"),
        (json!({ "state": "refused", "reason": "…", "may_apply": true }), "/may_apply no_power_refused"),
        (json!({ "state": "confirmed" }), "/may_apply no_power_confirmed"),
        (json!({ "state": "claimed" }), "/state not_an_option"),
    ] {
        let problem = clerk
            .put(&place(&sent))
            .if_match(&claimed.etag())
            .json(&body)
            .await
            .expect_problem(422, "invalid");
        assert_eq!(faults(&problem), [fault]);
    }
    let refused = json!({ "state": "refused", "reason": "户口簿上没有您" });
    let now = clerk.put(&place(&sent)).if_match(&claimed.etag()).json(&refused).await.expect(200).json();
    assert_eq!((&now["state"], &now["reason"]), (&json!("refused"), &json!("户口簿上没有您")));
}

#[rstest]
#[tokio::test]
async fn only_those_who_may_open_the_matter_see_it_and_only_some_judge(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let agent = town.citizen("13800000001").await;
    let sent = sends(&town, &agent, &by_agent(false)).await;
    let body = json!({ "state": "confirmed", "may_apply": true });
    town.staff_of("540527", Role::Reviewer).await.get(&place(&sent)).await.expect_problem(404, "not_found");
    let auditor = town.staff(Role::Auditor).await;
    auditor.get(&place(&sent)).await.expect(200);
    auditor.put(&place(&sent)).if_match("*").json(&body).await.expect_problem(403, "forbidden");
    agent.get(&place(&sent)).await.expect_problem(401, "unauthenticated");
    let finance = town.staff(Role::Finance).await;
    finance.get(&place(&sent)).await.expect_problem(404, "not_found");
    finance.put(&place(&sent)).if_match("*").json(&body).await.expect_problem(404, "not_found");
}

#[rstest]
#[tokio::test]
async fn who_applies_alone_has_nobody_who_acts(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen("13800000001").await;
    let center = demo_center(&town);
    let sent = submits(&town, &zhuoma, center).await;
    town.staff(Role::Reviewer).await.get(&place(&sent)).await.expect_problem(404, "not_found");
}

#[rstest]
#[tokio::test]
async fn a_matter_is_not_accepted_before_whoever_acts_is_confirmed(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let agent = town.citizen("13800000001").await;
    let sent = sends(&town, &agent, &by_agent(true)).await;
    judges_all(&town, &sent).await;
    let clerk = town.staff(Role::Reviewer).await;
    let accept = format!("/api/v1/desk/applications/{}/actions/accept", id(&sent));
    clerk.post(&accept).json(&json!({})).await.expect_problem(409, "representation_not_confirmed");
    let confirmed = json!({ "state": "confirmed", "may_apply": true, "may_collect": true });
    clerk.put(&place(&sent)).if_match("*").json(&confirmed).await.expect(200);
    clerk.post(&accept).json(&json!({})).await.expect(200);
    let mine = agent.get("/api/v1/me/representations").await.expect(200).json();
    assert_eq!(
        (&mine["items"][0]["state"], &mine["items"][0]["may_collect"]),
        (&json!("confirmed"), &json!(true))
    );
}

#[rstest]
#[tokio::test]
async fn the_console_shows_the_papers_and_the_citizen_sees_what_came_of_it(
    #[values(Sqlite, Postgres)] db: Db,
) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let mother = town.citizen("13800000001").await;
    let sent = sends(&town, &mother, &for_child("2016-05-04")).await;
    let desk = desk_of(&town, Role::Reception, "540500", "en").await;
    let matter = format!("/console/applications/{}", id(&sent));
    let there = format!("{matter}/representation");
    desk.open(&matter).await.expect(200).shows(&there).shows("Guardian, by law");
    let page = desk.open(&there).await.expect(200);
    page.shows("次仁曲珍").shows("Parent (agent by law)").shows("May 4, 2016").shows("Proof of relationship");
    let page = desk.send(&page, &there, &[("state", "refused"), ("reason", "")]).await.expect(422);
    let page = desk.send(&page, &there, &[("state", "confirmed"), ("may_apply", "1")]).await.expect(200);
    page.shows("May collect the money: <b>No</b>").shows("May apply and act in the matter: <b>Yes</b>");
    let old = desk.send(&page, &there, &[("state", "confirmed"), ("may_apply", "1"), ("version", "1")]).await;
    old.expect(412);

    let browser = town.browser("en");
    let page = browser.open("/sign-in?next=/account/representation").await;
    let page = browser.send(&page, "/sign-in", &[("phone", "13800000001")]).await;
    let code = hechang_tests::people::code_sent_to(&town, "13800000001").await;
    let page = browser.send(&page, "/sign-in/code", &[("code", &code)]).await.expect(200);
    page.shows(sent["receipt_no"].as_str().unwrap())
        .shows("confirmed")
        .shows("May collect the money: <b>No</b>");
}
