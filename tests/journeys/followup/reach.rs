//! Who sees and does what: by role, by organ, and not whoever is kept out.

use hechang::identity::actor::Role;
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::json;

use super::ground::{DUE, Followed};
use crate::assistance::ground::named;

#[rstest]
#[tokio::test]
async fn roles_do_their_own_part(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    let (visit, record) = (followed.first().await, followed.record());
    let (clerk, approver) = (town.staff(Role::Reception).await, town.staff(Role::Approver).await);
    let (auditor, finance) = (town.staff(Role::Auditor).await, town.staff(Role::Finance).await);
    let grade = json!({ "grade": "severe" });
    for (who, status, code) in [
        (&clerk, 403, "forbidden"),
        (&approver, 403, "forbidden"),
        (&auditor, 403, "forbidden"),
        (&finance, 404, "not_found"),
    ] {
        who.put(&followed.at()).header("if-match", "*").json(&grade).await.expect_problem(status, code);
    }
    for who in [&approver, &auditor] {
        who.get(&followed.at()).await.expect(200);
        who.post(&format!("{visit}/records")).json(&record).await.expect_problem(403, "forbidden");
    }
    finance.get(&followed.at()).await.expect_problem(404, "not_found");
    finance.get(DUE).await.expect_problem(403, "forbidden");
    clerk.post(&format!("{visit}/records")).json(&record).await.expect(201);
}

#[rstest]
#[tokio::test]
async fn another_organ_sees_nothing_of_it(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    let county = town.staff_of("540527", Role::Reviewer).await;
    let visit = followed.first().await;
    county.get(&followed.at()).await.expect_problem(404, "not_found");
    county.get(&format!("{visit}/files")).await.expect_problem(404, "not_found");
    county.post(&format!("{visit}/records")).json(&followed.record()).await.expect_problem(404, "not_found");
    let help = format!("/api/v1/desk/follow-up/people/{}/help", followed.cash.case.person(0));
    county.get(&help).await.expect_problem(404, "not_found");
    assert_eq!(county.get(DUE).await.expect(200).json()["items"], json!([]));
    let to = json!({ "username": "reviewer-540527" });
    let assign = followed.handler().put(&format!("{visit}/assignee")).json(&to).await;
    assign.expect_problem(422, "invalid");
}

#[rstest]
#[tokio::test]
async fn whoever_is_kept_out_of_the_matter_is_kept_out_of_its_follow_up(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    let visit = followed.first().await;
    let chief = named(&town, "chief").await;
    let staff = town.staff(Role::Admin).await.get("/api/v1/desk/staff?limit=100").await.expect(200).json();
    let clerk = staff["items"].as_array().unwrap().iter().find(|one| one["username"] == "reception").unwrap();
    let application = followed.cash.case.now["application_ids"][0].as_str().unwrap();
    let out = json!({ "staff_id": clerk["id"], "reason": "亲属" });
    chief.post(&format!("/api/v1/desk/applications/{application}/recusals")).json(&out).await.expect(201);
    let clerk = town.staff(Role::Reception).await;
    clerk.get(&followed.at()).await.expect_problem(404, "not_found");
    clerk.post(&format!("{visit}/records")).json(&followed.record()).await.expect_problem(404, "not_found");
    assert_eq!(clerk.get(DUE).await.expect(200).json()["items"], json!([]));
    let mut with_them = followed.record();
    with_them["second"] = json!("reception");
    followed.records(&visit, &with_them).await.expect_problem(422, "invalid");
}
