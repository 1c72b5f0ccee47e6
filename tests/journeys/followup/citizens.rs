//! The citizen sees the next visit, visits made and help given to their own people, and nothing of others in the case.

use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::Followed;

async fn told(followed: &Followed<'_>, place: usize) -> Value {
    let owner = &followed.cash.owners[place];
    let id = owner.get("/api/v1/applications").await.expect(200).json()["items"][0]["id"].clone();
    let path = format!("/api/v1/applications/{}/follow-up", id.as_str().unwrap());
    owner.get(&path).language("en").await.expect(200).json()
}

#[rstest]
#[tokio::test]
async fn a_citizen_sees_their_own_part(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000, 8_000]).await;
    let before = told(&followed, 0).await;
    assert_eq!(before, json!({ "next_visit_on": "2026-06-02", "visits": [], "help": [] }));
    followed.records(&followed.first().await, &followed.record()).await.expect(201);
    let help = json!({ "kind": "legal", "measure": "advice", "given_on": "2026-03-02", "note": "内部说明" });
    let person = followed.cash.case.person(0);
    let to = format!("/api/v1/desk/follow-up/people/{person}/help");
    followed.handler().post(&to).json(&help).await.expect(201);
    let own = told(&followed, 0).await;
    assert_eq!(
        (&own["next_visit_on"], &own["visits"][0]["way_text"]),
        (&json!("2026-09-02"), &json!("At home"))
    );
    assert_eq!(own["help"][0]["measure_text"], "Legal advice");
    assert!(!own.to_string().contains("内部说明") && !own.to_string().contains("缺牧草"), "{own}");
    let other = told(&followed, 1).await;
    assert_eq!((&other["visits"], &other["help"]), (&json!([]), &json!([])));
    let stranger = town.citizen("13800000399").await;
    let application = followed.cash.case.now["application_ids"][0].as_str().unwrap();
    let path = format!("/api/v1/applications/{application}/follow-up");
    stranger.get(&path).await.expect_problem(404, "not_found");
}

#[rstest]
#[tokio::test]
async fn the_copy_of_everything_holds_what_was_found(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    let mut record = followed.record();
    record["people"][0]["misuse"] = json!("待核实");
    followed.records(&followed.first().await, &record).await.expect(201);
    let application = followed.cash.case.now["application_ids"][0].as_str().unwrap().parse().unwrap();
    let language = hechang::web::language::Language::English;
    let copy = hechang::assistance::followup::service::copy_of(town.app(), application, language).await;
    let copy = copy.unwrap().unwrap().to_string();
    assert!(copy.contains("孩子上学了") && copy.contains("缺牧草") && !copy.contains("待核实"), "{copy}");
}
