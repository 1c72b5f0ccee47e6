//! What holds on every node at once: codes that are guessed, refresh tokens at the same instant, rights that are taken away.

use hechang::{config::Switch, identity::actor::Role};
use hechang_entity::{audit_entry, code_challenge};
use hechang_tests::{
    ask::Method,
    database::Db::{self, Postgres, Sqlite},
    people::{self, Person, code_sent_to},
    town::{Node, Town},
};
use rstest::rstest;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use super::{answer, challenge, factor::login};

async fn verify(node: &Node, body: &Value) -> u16 {
    node.ask(Method::POST, "/api/v1/auth/otp/verify").json(body).await.status
}

async fn is_known(node: &Node, person: &Person<'_>) -> bool {
    node.ask(Method::GET, "/api/v1/me").header("authorization", &person.bearer()).await.status == 200
}

#[rstest]
#[tokio::test]
async fn many_guesses_at_one_moment_on_two_nodes_are_five(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let nodes = [town.another_node().await, town.another_node().await];
    let asked = challenge(&town, "13800000001").await;
    let code = code_sent_to(&town, "13800000001").await;
    assert!(code.len() == 6 && code.bytes().all(|digit| digit.is_ascii_digit()), "{code}");
    let wrong = answer(&asked, if code == "000000" { "000001" } else { "000000" });
    let guesses = (0..16).map(|turn| verify(&nodes[turn % 2], &wrong));
    assert!(futures_util::future::join_all(guesses).await.iter().all(|status| *status == 422));
    assert_eq!(verify(&nodes[0], &answer(&asked, &code)).await, 422);
    let rows = code_challenge::Entity::find().all(town.app().db.read()).await.unwrap();
    assert_eq!(rows.iter().map(|row| row.tries).collect::<Vec<_>>(), [5]);
    let looked_at = audit_entry::Entity::find().filter(audit_entry::Column::Action.eq("code.refused"));
    assert_eq!(looked_at.all(town.app().db.read()).await.unwrap().len(), 5);
}

#[rstest]
#[tokio::test]
async fn a_code_answers_only_its_own_challenge_and_only_once_on_two_nodes(
    #[values(Sqlite, Postgres)] db: Db,
) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let nodes = [town.another_node().await, town.another_node().await];
    let (first, second) = (challenge(&town, "13800000001").await, challenge(&town, "13800000002").await);
    let codes = (code_sent_to(&town, "13800000001").await, code_sent_to(&town, "13800000002").await);
    if codes.0 != codes.1 {
        assert_eq!(verify(&nodes[0], &answer(&second, &codes.0)).await, 422);
        assert_eq!(verify(&nodes[1], &answer(&first, &codes.1)).await, 422);
    }
    let right = answer(&first, &codes.0);
    let mut statuses = [0; 2];
    (statuses[0], statuses[1]) = tokio::join!(verify(&nodes[0], &right), verify(&nodes[1], &right));
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422]);
}

#[rstest]
#[tokio::test]
async fn of_two_refreshes_on_two_nodes_one_works(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let nodes = [town.another_node().await, town.another_node().await];
    for phone in ["13800000001", "13800000002", "13800000003"] {
        let citizen = town.citizen(phone).await;
        let body = json!({ "refresh_token": citizen.tokens["refresh_token"] });
        let ask = async |node: &Node| node.ask(Method::POST, "/api/v1/auth/refresh").json(&body).await.status;
        let (one, two) = tokio::join!(ask(&nodes[0]), ask(&nodes[1]));
        let mut statuses = [one, two];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401]);
        assert!(!is_known(&nodes[0], &citizen).await && !is_known(&nodes[1], &citizen).await);
    }
}

#[rstest]
#[tokio::test]
async fn what_is_taken_away_on_one_node_is_gone_on_the_other(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let node = town.another_node().await;
    let admin = town.staff(Role::Admin).await;
    let (name, password) = login(&town, Role::Reviewer);
    let enter = async || people::sign_in(&town, &name, &password).await;
    let id = enter().await.get("/api/v1/me").await.json()["id"].as_str().unwrap().to_owned();
    for (act, body) in [
        ("roles", json!({ "roles": ["reviewer", "reception"] })),
        ("end-sessions", json!({})),
        ("disable", json!({})),
    ] {
        let reviewer = enter().await;
        assert!(is_known(&node, &reviewer).await);
        admin.post(&format!("/api/v1/desk/staff/{id}/{act}")).json(&body).await.expect(204);
        assert!(!is_known(&node, &reviewer).await, "{act}");
    }
    admin.post(&format!("/api/v1/desk/staff/{id}/enable")).await.expect(204);
    let (here, there) = (enter().await, enter().await);
    here.post("/api/v1/auth/logout").await.expect(204);
    assert!(!is_known(&node, &here).await && is_known(&node, &there).await);
    let change = json!({ "password": password, "new_password": "a quiet otter" });
    there.post("/api/v1/me/password").json(&change).await.expect(204);
    assert!(!is_known(&node, &there).await);
    // What a browser holds hangs on the same row.
    let browser = town.browser("en");
    super::factor::enter(&browser, &name, "a quiet otter", "").await;
    let cookie = browser.cookie("session").expect("a session");
    let page = async || {
        node.ask(Method::GET, "/console/account").page().header("cookie", &format!("session={cookie}")).await
    };
    assert_eq!(page().await.status, 200);
    admin.post(&format!("/api/v1/desk/staff/{id}/end-sessions")).await.expect(204);
    assert_eq!(page().await.status, 303);
}
