//! A code from its making to its end: staff make it, people scan it, it is counted, revoked or runs out.

use std::process::Command;

use chrono::TimeDelta;
use hechang::{
    identity::{
        actor::Role,
        staff::{self, NewStaff},
    },
    organs,
    platform::change::{Author, Event},
};
use hechang_tests::{
    ask::{Answer, faults},
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

const LANGUAGES: [&str; 3] = ["zh-CN", "bo-CN", "en"];

fn demo(town: &Town) -> Value {
    let file = std::fs::read(town.folder().join("demo.json")).unwrap();
    serde_json::from_slice(&file).unwrap()
}

/// A body that is right.
fn new_code(town: &Town) -> Value {
    json!({ "purpose": "center", "center_id": demo(town)["center_id"], "label": "社区大门" })
}

async fn make(staff: &Person<'_>, body: &Value) -> Value {
    staff.post("/api/v1/desk/qr-codes").json(body).await.expect(201).json()
}

async fn scan(town: &Town, code: &Value) -> Answer {
    town.get(&format!("/q/{}", code.as_str().unwrap())).page().await
}

async fn listed(staff: &Person<'_>, id: &Value) -> Value {
    let page = staff.get("/api/v1/desk/qr-codes").await.expect(200).json();
    let mut items = page["items"].as_array().unwrap().iter();
    items.find(|item| item["id"] == *id).expect("the code in the list").clone()
}

async fn write_scans(town: &Town) {
    town.app().scans.flush(&town.app().db).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn a_code_leads_from_the_wall_to_its_page(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let clerk = town.staff(Role::Reception).await;
    let code = make(&clerk, &new_code(&town)).await["code"].clone();
    let to_center = scan(&town, &code).await.expect(303);
    assert_eq!(to_center.header("location"), "/c/QGD");
    assert!(
        to_center.header("cache-control").contains("no-store"),
        "a revoked code must not live on in caches"
    );
    town.get(to_center.header("location")).page().await.expect(200);

    let mut body = new_code(&town);
    (body["purpose"], body["service_key"]) = (json!("service"), json!("judicial-assistance"));
    let code = make(&clerk, &body).await["code"].clone();
    let to_service = scan(&town, &code).await.expect(303);
    assert_eq!(to_service.header("location"), "/c/QGD/s/judicial-assistance");
    town.get(to_service.header("location")).page().await.expect(200);

    let typed = json!(code.as_str().unwrap().to_lowercase());
    assert_eq!(scan(&town, &typed).await.expect(303).header("location"), to_service.header("location"));
}

#[rstest]
#[tokio::test]
async fn the_mini_program_asks_where_a_code_leads(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let clerk = town.staff(Role::Reception).await;
    let mut body = new_code(&town);
    body["purpose"] = json!("application");
    (body["service_key"], body["expires_at"]) = (json!("petition"), json!("2026-04-01T00:00:00Z"));
    let made = make(&clerk, &body).await;
    let path = format!("/api/v1/qr/{}", made["code"].as_str().unwrap());
    let target = town.get(&path).language("en").await.expect(200).json();
    let center = town.get(&format!("/api/v1/centers/{}", body["center_id"].as_str().unwrap()));
    let center = center.language("en").await.expect(200).json();
    let expected = json!({ "code": made["code"], "purpose": "application", "center": center,
        "service_key": "petition", "expires_at": "2026-04-01T00:00:00Z" });
    assert_eq!(target, expected);
    write_scans(&town).await;
    assert_eq!(listed(&clerk, &made["id"]).await["scans"], 1);

    let wall = format!("/api/v1/qr/{}", demo(&town)["qr_code"].as_str().unwrap());
    let wall = town.get(&wall).await.expect(200).json();
    assert!(wall.get("service_key").is_none() && wall.get("expires_at").is_none(), "{wall:#}");

    clerk.post(&format!("/api/v1/desk/qr-codes/{}/revoke", made["id"].as_str().unwrap())).await.expect(204);
    for language in LANGUAGES {
        let problem = town.get(&path).language(language).await.expect_problem(410, "qr_revoked");
        assert!(problem["detail"].as_str().unwrap().contains("12309"));
        town.get("/api/v1/qr/NEVERMADE").language(language).await.expect_problem(404, "qr_unknown");
    }
}

#[rstest]
#[tokio::test]
async fn the_demonstration_has_a_code_on_its_wall(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    scan(&town, &demo(&town)["qr_code"]).await.expect(303);
}

#[rstest]
#[tokio::test]
async fn scans_are_counted_by_the_hour(#[values(Sqlite, Postgres)] db: Db) {
    let mut town = Town::new(db).await;
    let made = make(&town.staff(Role::Admin).await, &new_code(&town)).await;
    for _ in 0..2 {
        scan(&town, &made["code"]).await.expect(303);
    }
    write_scans(&town).await;
    scan(&town, &made["code"]).await.expect(303);
    write_scans(&town).await;
    town.clock.advance(TimeDelta::hours(1));
    scan(&town, &made["code"]).await.expect(303);
    // What isn't written yet is written when the program ends.
    town.restart().await;

    let auditor = town.staff(Role::Auditor).await;
    assert_eq!(listed(&auditor, &made["id"]).await["scans"], 4);
    let path = format!("/api/v1/desk/qr-codes/{}/scans", made["id"].as_str().unwrap());
    let hours = auditor.get(&path).await.expect(200).json();
    let expected = [("2026-03-02T02:00:00Z", 3), ("2026-03-02T03:00:00Z", 1)];
    assert_eq!(hours["items"], json!(expected.map(|(hour, count)| json!({ "hour": hour, "count": count }))));
}

#[rstest]
#[tokio::test]
async fn a_busy_writer_keeps_nobody_from_scanning(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let made = make(&town.staff(Role::Admin).await, &new_code(&town)).await;
    let writing = town.app().db.begin().await.unwrap();
    scan(&town, &made["code"]).await.expect(303);
    drop(writing);
    write_scans(&town).await;
    assert_eq!(listed(&town.staff(Role::Admin).await, &made["id"]).await["scans"], 1);
}

#[rstest]
#[tokio::test]
async fn a_revoked_code_names_its_center(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let clerk = town.staff(Role::Reception).await;
    let made = make(&clerk, &new_code(&town)).await;
    let revoke = format!("/api/v1/desk/qr-codes/{}/revoke", made["id"].as_str().unwrap());
    for _ in 0..2 {
        clerk.post(&revoke).await.expect(204);
    }
    let path = format!("/q/{}", made["code"].as_str().unwrap());
    for language in LANGUAGES {
        let page = town.get(&path).page().language(language).await.expect(410);
        assert_eq!(page.header("content-language"), language);
        for part in ["href=\"/c/QGD\"", "href=\"tel:12309\""] {
            assert!(page.text().contains(part), "{part}: {}", page.text());
        }
    }
    assert!(town.get(&path).language("zh-CN").await.expect(410).text().contains("琼嘎顶社区"));
    write_scans(&town).await;
    let listed = listed(&clerk, &made["id"]).await;
    assert_eq!((&listed["scans"], &listed["revoked_at"]), (&json!(0), &json!("2026-03-02T02:00:00Z")));
}

#[rstest]
#[tokio::test]
async fn a_code_runs_out(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let mut body = new_code(&town);
    body["expires_at"] = json!("2026-03-02T12:00:00+08:00");
    let made = make(&town.staff(Role::Reception).await, &body).await;
    town.clock.advance(TimeDelta::hours(2) - TimeDelta::microseconds(1));
    scan(&town, &made["code"]).await.expect(303);
    town.clock.advance(TimeDelta::microseconds(1));
    scan(&town, &made["code"]).await.expect(410);
}

#[rstest]
#[tokio::test]
async fn an_unknown_code_is_told_so_in_every_language(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let mut titles = Vec::new();
    for language in LANGUAGES {
        let page = town.get("/q/NEVERMADE").page().language(language).await.expect(404);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert!(page.text().contains(&format!("<html lang=\"{language}\">")), "{}", page.text());
        assert!(page.text().contains("href=\"tel:12309\""));
        titles.push(page.text().split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap().to_owned());
    }
    titles.dedup();
    assert_eq!(titles.len(), LANGUAGES.len());
    town.get(&format!("/q/{}", "A".repeat(4000))).page().await.expect(404);
    town.get("/q/%00%2F..%2F").page().await.expect(404);
}

#[rstest]
#[tokio::test]
async fn another_decoder_reads_the_picture(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let clerk = town.staff(Role::Reception).await;
    let made = make(&clerk, &new_code(&town)).await;
    assert_eq!(made["url"], town.url(&format!("/q/{}", made["code"].as_str().unwrap())));
    let picture = |rest: &str| format!("/api/v1/desk/qr-codes/{}/image.{rest}", made["id"].as_str().unwrap());

    let png = clerk.get(&picture("png?size=300")).await.expect(200);
    assert_eq!(
        (png.header("content-type"), png.header("cache-control")),
        ("image/png", "private, max-age=3600")
    );
    let file = town.folder().join("code.png");
    std::fs::write(&file, &png.body).unwrap();
    let read = Command::new("zbarimg").args(["--raw", "-q"]).arg(&file).output();
    let read = read.expect("zbarimg is missing: install zbar-tools");
    assert_eq!(String::from_utf8_lossy(&read.stdout).trim_end(), made["url"].as_str().unwrap());

    let svg = clerk.get(&picture("svg")).await.expect(200);
    assert_eq!(svg.header("content-type"), "image/svg+xml");
    assert!(svg.text().contains("<svg"));
    for size in ["127", "2049"] {
        let refused = clerk.get(&picture(&format!("png?size={size}"))).await.expect_problem(422, "invalid");
        assert_eq!(faults(&refused), ["/size out_of_range"]);
    }
    clerk.get(&picture("png?size=large")).await.expect_problem(400, "unreadable");
}

#[rstest]
#[tokio::test]
async fn every_fault_of_a_new_code_is_named_at_once(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let clerk = town.staff(Role::Reception).await;
    let refused = async |body: Value| {
        faults(&clerk.post("/api/v1/desk/qr-codes").json(&body).await.expect_problem(422, "invalid"))
    };
    let wrong = json!({ "purpose": "center", "center_id": "019c0000-0000-7000-8000-000000000000",
        "service_key": "no-such-service", "label": " ", "expires_at": "2026-03-02T02:00:00Z" });
    let expected = [
        "/center_id not_an_option",
        "/service_key not_an_option",
        "/label required",
        "/expires_at not_in_the_future",
    ];
    assert_eq!(refused(wrong).await, expected);

    let mut body = new_code(&town);
    body["purpose"] = json!("service");
    assert_eq!(refused(body.clone()).await, ["/service_key required"]);
    body["purpose"] = json!("Nonsense word");
    assert_eq!(refused(body.clone()).await, ["/purpose invalid"]);
    (body["purpose"], body["code"]) = (json!("center"), json!("CHOSEN"));
    assert_eq!(refused(body).await, ["/code unknown_field"]);
}

#[rstest]
#[tokio::test]
async fn a_code_made_twice_with_the_same_key_is_one(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let clerk = town.staff(Role::Reception).await;
    let send = async |body: &Value| clerk.post("/api/v1/desk/qr-codes").key("first").json(body).await;
    let mut body = new_code(&town);
    let first = send(&body).await.expect(201).json();
    assert_eq!(send(&body).await.expect(201).json(), first);
    body["label"] = json!("another wall");
    send(&body).await.expect_problem(422, "idempotency_key_reused");
}

#[rstest]
#[tokio::test]
async fn who_may_keep_and_see_codes(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let body = new_code(&town);
    let made = make(&town.staff(Role::Admin).await, &body).await;
    let one = format!("/api/v1/desk/qr-codes/{}", made["id"].as_str().unwrap());
    let reads = [
        "/api/v1/desk/qr-codes",
        &format!("{one}/image.svg"),
        &format!("{one}/image.png"),
        &format!("{one}/scans"),
    ];
    for role in Role::ALL {
        let person = town.staff(role).await;
        let (sees, keeps) = match role {
            Role::Admin | Role::Reception => (200, 201),
            Role::Auditor => (200, 403),
            _ => (403, 403),
        };
        for path in reads {
            assert_eq!(person.get(path).await.status, sees, "{role:?} {path}");
        }
        assert_eq!(person.post("/api/v1/desk/qr-codes").json(&body).await.status, keeps, "{role:?}");
        if keeps == 403 {
            person.post(&format!("{one}/revoke")).await.expect_problem(403, "forbidden");
        }
    }
    let citizen = town.citizen("13800000001").await;
    for path in reads {
        town.get(path).await.expect_problem(401, "unauthenticated");
        citizen.get(path).await.expect_problem(401, "unauthenticated");
    }
    citizen.post("/api/v1/desk/qr-codes").json(&body).await.expect_problem(401, "unauthenticated");
}

#[rstest]
#[tokio::test]
async fn a_county_does_not_reach_the_citys_codes(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let body = new_code(&town);
    let made = make(&town.staff(Role::Admin).await, &body).await;
    let county = county_admin(&town).await;
    let county = |path: &str| town.get(path).header("authorization", &county);
    assert_eq!(county("/api/v1/desk/qr-codes").await.expect(200).json(), json!({ "items": [] }));
    let picture = format!("/api/v1/desk/qr-codes/{}/image.svg", made["id"].as_str().unwrap());
    county(&picture).await.expect_problem(404, "not_found");
    county(&picture.replace("019", "01a")).await.expect_problem(404, "not_found");
}

#[rstest]
#[tokio::test]
async fn a_county_makes_and_revokes_nothing_for_the_city(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let body = new_code(&town);
    let made = make(&town.staff(Role::Admin).await, &body).await;
    let county = county_admin(&town).await;
    let county = |path: &str| town.post(path).header("authorization", &county);
    let refused = county("/api/v1/desk/qr-codes").json(&body).await.expect_problem(422, "invalid");
    assert_eq!(faults(&refused), ["/center_id not_an_option"]);
    let revoke = format!("/api/v1/desk/qr-codes/{}/revoke", made["id"].as_str().unwrap());
    county(&revoke).await.expect_problem(404, "not_found");
    scan(&town, &made["code"]).await.expect(303);
}

/// An administrator at 540527, as the header to send.
async fn county_admin(town: &Town) -> String {
    let change = town.app().change(Author::System).await.unwrap();
    let organ = organs::service::organ_by_code(change.db(), "540527").await.unwrap();
    let password = staff::password("a long enough password".into()).await.unwrap();
    let new = NewStaff {
        username: "county".into(),
        password,
        organ_id: organ.id,
        department_id: None,
        roles: vec![Role::Admin],
        holder: None,
    };
    let id = staff::add(&change, new).await.unwrap();
    change.commit(Event::new("staff.added", id), ()).await.unwrap();
    let login = json!({ "username": "county", "password": "a long enough password" });
    let tokens = town.post("/api/v1/auth/staff").json(&login).await.expect(200).json();
    format!("Bearer {}", tokens["access_token"].as_str().unwrap())
}

#[rstest]
#[tokio::test]
async fn the_list_is_read_page_by_page(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let clerk = town.staff(Role::Reception).await;
    let mut expected = Vec::new();
    for _ in 0..4 {
        expected.insert(0, make(&clerk, &new_code(&town)).await["id"].clone());
    }
    let (mut seen, mut path) = (Vec::new(), "/api/v1/desk/qr-codes?limit=2".to_owned());
    loop {
        let page = clerk.get(&path).await.expect(200).json();
        seen.extend(page["items"].as_array().unwrap().iter().map(|item| item["id"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/api/v1/desk/qr-codes?limit=2&after={next}");
    }
    // The last one is the code on the demonstration's wall.
    assert_eq!((seen.len(), &seen[..4]), (5, expected.as_slice()));
}

#[rstest]
#[tokio::test]
async fn a_verification_file_is_served_as_it_was_put(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (served, put) =
        (["/q/WxCheck_1-a.txt", "/WxCheck_1-a.txt"], "/api/v1/desk/verification-files/WxCheck_1-a");
    for path in served {
        town.get(path).await.expect_problem(404, "not_found");
    }
    let content = "3f2504e04f8911d39a0c0305e82c3301";
    let admin = town.staff(Role::Admin).await;
    admin.put(put).json(&json!({ "content": "older" })).await.expect(204);
    admin.put(put).json(&json!({ "content": content })).await.expect(204);
    for path in served {
        let file = town.get(path).await.expect(200);
        assert_eq!(
            (file.text().as_str(), file.header("content-type")),
            (content, "text/plain; charset=utf-8")
        );
    }
    town.get("/q/wxcheck_1-A.txt").await.expect_problem(404, "not_found");
    for (content, name) in [("", "a"), (&*"a".repeat(4097), "a"), ("a", "a.b"), ("a", "%E9%AA%8C")] {
        let path = format!("/api/v1/desk/verification-files/{name}");
        admin.put(&path).json(&json!({ "content": content })).await.expect_problem(422, "invalid");
    }
    for role in Role::ALL.into_iter().filter(|role| *role != Role::Admin) {
        let other = town.staff(role).await;
        other.put(put).json(&json!({ "content": "mine" })).await.expect_problem(403, "forbidden");
    }
    assert_eq!(town.get(served[0]).await.expect(200).text(), content);
}
