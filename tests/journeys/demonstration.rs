//! What the program's first start in demo mode leaves for whoever wants to try it, and what later starts keep.

use std::{
    os::unix::fs::PermissionsExt,
    sync::Arc,
    time::{Duration, Instant},
};

use hechang::{
    app::{self, Outside},
    config::Mode,
    identity::{actor::Role, staff},
    platform::{clock::ManualClock, outbox::Sandbox},
};
use hechang_tests::{
    ask::Method,
    database::{
        Db::{self, Postgres, Sqlite},
        Ground,
    },
    patience::eventually,
    process::Process,
    town::{Town, monday},
};
use rstest::rstest;
use serde_json::{Value, json};

fn demo(town: &Town) -> Value {
    serde_json::from_slice(&std::fs::read(town.folder().join("demo.json")).unwrap()).unwrap()
}

async fn sign_in(town: &Town, login: &Value) -> u16 {
    let login = json!({ "username": login["username"], "password": login["password"] });
    town.post("/api/v1/auth/staff").json(&login).await.status
}

#[rstest]
#[tokio::test]
async fn a_first_start_is_ready_soon_and_says_how_to_get_in(#[values(Sqlite, Postgres)] db: Db) {
    let begun = Instant::now();
    let mut process = Process::start(db, &[]).await;
    let took = begun.elapsed();
    assert!(took < Duration::from_secs(10), "ready after {took:?}");
    let demo = process.demo().unwrap();
    let mode = std::fs::metadata(process.folder().join("demo.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // The last line of the welcome follows the file.
    let last =
        demo["staff"].as_array().and_then(|logins| logins.last()).unwrap()["password"].as_str().unwrap();
    let said =
        eventually("the welcome", async || Some(process.log()).filter(|said| said.contains(last))).await;
    for login in demo["staff"].as_array().unwrap() {
        assert!(login["password"].as_str().unwrap().len() >= 16);
        assert!(said.contains(login["password"].as_str().unwrap()));
    }
    assert!(said.contains(demo["console_url"].as_str().unwrap()) && said.contains('▄'));

    process.terminate();
    let begun = Instant::now();
    assert!(process.ended().await.success());
    assert!(begun.elapsed() < Duration::from_secs(10));
    process.start_again().await;
    assert_eq!(process.demo().unwrap(), demo);
}

#[rstest]
#[tokio::test]
async fn there_is_a_login_for_every_role(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let demo = demo(&town);
    for (name, path) in [("portal_url", ""), ("console_url", "/console"), ("ops_url", "")] {
        assert_eq!(demo[name], town.url(path), "{name}");
    }
    let logins = demo["staff"].as_array().unwrap();
    for role in Role::ALL {
        let login = json!({ "roles": [role], "organ_code": "540500" });
        let fits =
            |made: &&Value| made["roles"] == login["roles"] && made["organ_code"] == login["organ_code"];
        assert_eq!(sign_in(&town, logins.iter().find(fits).unwrap()).await, 200, "{role:?}");
    }
    town.staff_of("540527", Role::Reviewer).await.get("/api/v1/me").await.expect(200);
}

#[rstest]
#[tokio::test]
async fn a_later_start_keeps_everything_but_the_address(#[values(Sqlite, Postgres)] db: Db) {
    let mut town = Town::new(db).await;
    let before = demo(&town);
    town.restart().await;
    let after = demo(&town);
    for name in ["qr_code", "center_id", "staff"] {
        assert_eq!(after[name], before[name], "{name}");
    }
    assert_eq!(after["portal_url"], town.url(""));
}

#[rstest]
#[tokio::test]
async fn lost_passwords_are_made_anew(#[values(Sqlite, Postgres)] db: Db) {
    let mut town = Town::new(db).await;
    let before = demo(&town);
    let signed_in = town.staff(Role::Admin).await.tokens["refresh_token"].clone();
    std::fs::remove_file(town.folder().join("demo.json")).unwrap();
    town.restart().await;
    let after = demo(&town);
    assert_eq!((&after["qr_code"], &after["center_id"]), (&before["qr_code"], &before["center_id"]));
    assert_eq!(sign_in(&town, &after["staff"][0]).await, 200);
    assert_eq!(sign_in(&town, &before["staff"][0]).await, 401);
    let refresh = json!({ "refresh_token": signed_in });
    town.post("/api/v1/auth/refresh").json(&refresh).await.expect_problem(401, "invalid_token");
}

#[rstest]
#[tokio::test]
async fn production_has_no_login_until_somebody_makes_one(#[values(Sqlite, Postgres)] db: Db) {
    let ground = Ground::empty(db).await;
    let mut config = ground.config();
    (config.mode, config.ops_listen) = (Mode::Production, config.listen);
    let keys = ground.folder().join("keys.json");
    let ring = json!({ "current": "k1", "keys": { "k1": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=" } });
    hechang::platform::keys::write_private(&keys, ring.to_string().as_bytes()).unwrap();
    let outside = Outside { clock: Arc::new(ManualClock::at(monday())), channel: Arc::new(Sandbox) };
    let running = app::start(config, outside).await.unwrap();
    assert!(running.demonstration.is_none() && !ground.folder().join("demo.json").exists());
    for role in ["reception", "admin"] {
        assert!(staff::account(running.app.db.read(), role).await.unwrap().is_none());
    }
    running.handle.stop(false).await;
    running.finish().await.unwrap();
}

#[rstest]
#[tokio::test]
async fn the_operator_makes_a_login(#[values(Sqlite, Postgres)] db: Db) {
    let process = Process::start(db, &[]).await;
    let add = |name: &str, organ: &str, roles: &str| {
        process.run(&["staff", "add", "--username", name, "--organ", organ, "--roles", roles])
    };
    let made = add("zhaxi", "540527", "reception,reviewer");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let password = String::from_utf8(made.stdout).unwrap();
    let login = json!({ "username": "zhaxi", "password": password.trim_end() });
    let tokens = process.ask(Method::POST, "/api/v1/auth/staff").json(&login).await.expect(200).json();
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let me = process.ask(Method::GET, "/api/v1/me").header("authorization", &bearer).await.expect(200).json();
    assert_eq!((&me["roles"], &me["organ"]), (&json!(["reception", "reviewer"]), &json!("540527")));

    for (name, organ, roles, why) in [
        ("zhaxi", "540500", "admin", "already"),
        ("cidan", "999999", "admin", "999999"),
        ("cidan", "540500", "chief", "not one of the roles"),
        ("Ci Dan", "540500", "admin", "small letters"),
    ] {
        let refused = add(name, organ, roles);
        let told = String::from_utf8_lossy(&refused.stderr);
        assert!(!refused.status.success() && refused.stdout.is_empty() && told.contains(why), "{told}");
    }
}
