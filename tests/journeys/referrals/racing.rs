//! Two who answer at once: one wins.

use futures_util::future::join_all;
use hechang::identity::actor::Role;
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use serde_json::json;

use super::ground::{FEDERATION, does, hired, id, partners, referral};
use crate::materials::ground::{PHONE, submits};

#[rstest]
#[tokio::test]
async fn of_accepting_and_returning_at_once_one_wins(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    partners(&town).await;
    let (droma, tashi) = (hired(&town, FEDERATION, "droma").await, hired(&town, FEDERATION, "tashi").await);
    let (at, papers) = submits(&town, &town.citizen(PHONE).await).await;
    let handler = town.staff(Role::Reviewer).await;
    let desk = format!("{}/referrals", at.replace("/api/v1/", "/api/v1/desk/"));
    for _ in 0..4 {
        let sent = handler.post(&desk).json(&referral(&papers[0])).await.expect(201).json();
        let received = [&droma, &tashi, &droma, &tashi];
        let all = received.map(|who| does(who, "partner", id(&sent), "receive", json!({})));
        let won = join_all(all).await.into_iter().filter(|answer| answer.status == 200).count();
        assert_eq!(won, 1, "received once");
        let returned = json!({ "words": "不在本单位职责内" });
        let recalled = json!({ "words": "本人不同意" });
        let (back, recall) = tokio::join!(
            does(&droma, "partner", id(&sent), "return", returned),
            does(&handler, "desk", id(&sent), "recall", recalled),
        );
        assert_eq!([back.status, recall.status].iter().filter(|status| **status == 200).count(), 1);
        assert!([404, 409].contains(&back.status) || recall.status == 409, "the other is told");
    }
}
