//! Help of five kinds, per person and time; what partners reported is shown with it.

use hechang::identity::actor::Role;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::Followed;
use crate::referrals::ground::{FEDERATION, does, hired, partners};

fn at(followed: &Followed<'_>) -> String {
    format!("/api/v1/desk/follow-up/people/{}/help", followed.cash.case.person(0))
}

#[rstest]
#[tokio::test]
async fn help_is_recorded_and_what_partners_gave_shows_with_it(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    let clerk = town.staff(Role::Reception).await;
    for (kind, measure) in [
        ("economic", "donation"),
        ("social", "guardianship"),
        ("psychological", "comfort"),
        ("daily_life", "treatment"),
        ("legal", "advice"),
    ] {
        let body =
            json!({ "kind": kind, "measure": measure, "given_on": "2026-03-02", "note": "由我们办理" });
        clerk.post(&at(&followed)).key(kind).json(&body).await.expect(201);
        clerk.post(&at(&followed)).key(kind).json(&body).await.expect(201);
    }
    let by_partner = json!({ "kind": "psychological", "measure": "therapy", "given_on": "2026-03-01", "partner_code": FEDERATION });
    let given = clerk.post(&at(&followed)).json(&by_partner).await.expect(201).json();
    assert_eq!((&given["given_by"], &given["measure_text"]), (&json!(FEDERATION), &json!("专业心理治疗")));

    let application = followed.cash.case.now["application_ids"][0].as_str().unwrap();
    let referral = json!({ "partner_code": FEDERATION, "measures": ["counselling"], "letter": "请帮助", "share": {}, "papers": [] });
    let to = format!("/api/v1/desk/applications/{application}/referrals");
    let sent = followed.handler().post(&to).json(&referral).await.expect(201).json();
    let federation = hired(&town, FEDERATION, "federation").await;
    let id = sent["id"].as_str().unwrap();
    does(&federation, "partner", id, "receive", json!({})).await.expect(200);
    does(&federation, "partner", id, "accept", json!({})).await.expect(200);
    let report = json!({ "words": "已经疏导两次", "measures": ["counselling"] });
    does(&federation, "partner", id, "report", report).await.expect(200);

    let list = followed.handler().get(&at(&followed)).await.expect(200).json();
    let items = list["items"].as_array().unwrap();
    assert_eq!(items.len(), 7, "{list:#}");
    let referred: Vec<&Value> = items.iter().filter(|one| one["referred"] == true).collect();
    assert_eq!(referred.len(), 1);
    assert_eq!(
        (&referred[0]["kind"], &referred[0]["measure_text"]),
        (&json!("psychological"), &json!("心理疏导"))
    );
}

#[rstest]
#[tokio::test]
async fn a_measure_belongs_to_its_kind(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    let handler = followed.handler();
    let wrong =
        json!({ "kind": "legal", "measure": "donation", "given_on": "2026-03-03", "partner_code": "nobody" });
    let problem = handler.post(&at(&followed)).json(&wrong).await.expect_problem(422, "invalid");
    let expected = ["/measure not_an_option", "/given_on in_the_future", "/partner_code not_an_option"];
    assert_eq!(faults(&problem), expected);
    let unknown = json!({ "kind": "magic", "measure": "x", "given_on": "2026-03-02" });
    handler.post(&at(&followed)).json(&unknown).await.expect_problem(422, "invalid");
    assert_eq!(handler.get(&at(&followed)).await.expect(200).json()["items"], json!([]));
    let words = handler.get("/api/v1/desk/follow-up/words").language("en").await.expect(200).json();
    assert_eq!(
        (words["help"].as_array().unwrap().len(), &words["grades"][0]["months"]),
        (5, &json!([3, 6, 12]))
    );
}
