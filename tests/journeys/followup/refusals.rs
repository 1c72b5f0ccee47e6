//! Bad input keeps nothing, and the reason names what to mend.

use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    samples,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{Followed, states};

#[rstest]
#[tokio::test]
async fn a_record_that_is_wrong_anywhere_is_not_kept(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    let visit = followed.first().await;
    let wrong: [(&str, Value, &str); 12] = [
        ("/visited_on", json!("2026-03-03"), "/visited_on in_the_future"),
        ("/visited_on", json!("2026-03-01"), "/visited_on before_payment"),
        ("/way", json!("by yak"), "/way not_an_option"),
        ("/place", json!("  "), "/place required"),
        ("/next_step", json!(" "), "/next_step required"),
        ("/second", json!("reviewer"), "/second not_an_option"),
        ("/second", json!("finance"), "/second not_an_option"),
        ("/partner_code", json!("540500"), "/partner_code not_an_option"),
        ("/people/0/living", json!("great"), "/people/0/living not_an_option"),
        ("/people/0/spent/0/purpose", json!("beer"), "/people/0/spent/0/purpose not_an_option"),
        ("/people/0/left_fen", json!(100_001), "/people/0/left_fen more_than_paid"),
        ("/people/0/spent/1/vouchers", json!(true), "/people/0/spent/1/vouchers no_voucher_photographed"),
    ];
    for (pointer, value, fault) in wrong {
        let mut record = followed.record();
        match record.pointer_mut(pointer) {
            Some(place) => *place = value,
            None => put(&mut record, pointer, value),
        }
        let problem = followed.records(&visit, &record).await.expect_problem(422, "invalid");
        assert_eq!(faults(&problem), [fault]);
    }
    let mut twice = followed.record();
    twice["people"] = json!([followed.finding(0), followed.finding(0)]);
    let problem = followed.records(&visit, &twice).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/people/1/person_id named_twice"]);
    let mut nothing_left = followed.record();
    nothing_left["people"][0]["left_fen"] = Value::Null;
    let problem = followed.records(&visit, &nothing_left).await.expect_problem(422, "invalid");
    assert_eq!(faults(&problem), ["/people/0/left_fen required"]);
    assert_eq!(states(&followed.visits().await), ["planned", "planned", "planned"]);
}

/// Puts a member where there is none.
fn put(record: &mut Value, pointer: &str, value: Value) {
    let (place, name) = pointer.rsplit_once('/').unwrap();
    record.pointer_mut(place).unwrap()[name] = value;
}

#[rstest]
#[tokio::test]
async fn a_day_has_to_be_a_working_day_to_come(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    let changes = format!("{}/changes", followed.first().await);
    let wrong = [
        (json!({ "kind": "moved", "due_on": "2026-03-01", "reason": "x" }), "/due_on in_the_past"),
        (json!({ "kind": "moved", "due_on": "2026-03-07", "reason": "x" }), "/due_on not_a_working_day"),
        (json!({ "kind": "moved", "due_on": "2026-10-01", "reason": "x" }), "/due_on not_a_working_day"),
        (json!({ "kind": "missed", "reason": "x" }), "/due_on required"),
        (json!({ "kind": "given_up", "due_on": "2026-03-04", "reason": "x" }), "/due_on not_when_given_up"),
        (json!({ "kind": "moved", "due_on": "2026-03-04", "reason": " " }), "/reason required"),
    ];
    for (body, fault) in wrong {
        let problem = followed.handler().post(&changes).json(&body).await.expect_problem(422, "invalid");
        assert_eq!(faults(&problem), [fault]);
    }
    let add = format!("{}/visits", followed.at());
    let sunday = followed.handler().post(&add).json(&json!({ "due_on": "2026-03-08" })).await;
    assert_eq!(faults(&sunday.expect_problem(422, "invalid")), ["/due_on not_a_working_day"]);
    assert_eq!(followed.visits().await.len(), 3);
}

#[rstest]
#[tokio::test]
async fn a_file_has_to_be_a_picture_of_somebody_in_the_case(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let followed = Followed::paid(&town, &[12_000]).await;
    let visit = followed.first().await;
    let nobody = followed.sends(&visit, &[("kind", "voucher")], 1).await.expect_problem(422, "invalid");
    assert_eq!(faults(&nobody), ["/person_id required"]);
    let stranger = [("kind", "voucher"), ("person_id", "00000000-0000-7000-8000-000000000000")];
    let stranger = followed.sends(&visit, &stranger, 1).await.expect_problem(422, "invalid");
    assert_eq!(faults(&stranger), ["/person_id not_an_option"]);
    followed.sends(&visit, &[("kind", "letter")], 1).await.expect_problem(422, "invalid");
    let sound = followed.handler().post(&format!("{visit}/files"));
    let sound = sound.upload(&[("kind", "photo")], "a.mp3", "audio/mpeg", samples::mp3(1)).await;
    sound.expect_problem(415, "file_type_not_accepted");
    let torn = followed.handler().post(&format!("{visit}/files"));
    let half = samples::jpeg(1)[..400].to_vec();
    torn.upload(&[("kind", "photo")], "a.jpg", "image/jpeg", half)
        .await
        .expect_problem(422, "file_unreadable");
    followed.sends(&visit, &[("kind", "photo")], 1).await.expect(201);
    followed.sends(&visit, &[("kind", "photo")], 1).await.expect_problem(409, "file_already_there");
    let files = followed.handler().get(&format!("{visit}/files")).await.expect(200).json();
    assert_eq!(files["items"].as_array().unwrap().len(), 1);
}
