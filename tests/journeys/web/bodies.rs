//! What is sent to us: JSON as one reads it who wants no surprises, by bearer token alone (security.md WEB-5, IN-3, IN-5, IN-8, IN-10).

use hechang::{config::Switch, identity::actor::Role};
use hechang_tests::{
    ask::{Ask, Method, faults},
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use crate::{
    applications::ground::{at, drafts, example, submits},
    identity::factor::{enter, login},
    personal_data::finding::center,
};

const KIND: &str = "judicial-assistance";

fn raw(person: &Person<'_>, method: Method, path: &str, body: impl Into<String>) -> Ask {
    person.ask(method, path).body("application/json", body.into())
}

#[rstest]
#[tokio::test]
async fn a_cookie_is_nobody_to_the_api_and_only_json_is_read(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let (name, password) = login(&town, Role::Admin);
    let browser = town.browser("en");
    enter(&browser, &name, &password, "").await;
    for path in ["/api/v1/me", "/api/v1/desk/staff", "/api/v1/desk/applications", "/api/v1/me/devices"] {
        let asked = browser.ask(Method::GET, path).await;
        asked.expect_problem(401, "unauthenticated");
    }
    let person = town.citizen("13800000001").await;
    let draft = json!({ "service_key": KIND, "center_id": center(&town).await, "form": {} }).to_string();
    for kind in
        ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml", ""]
    {
        let asked = person.post("/api/v1/applications").body(kind, draft.clone());
        asked.await.expect_problem(415, "json_expected");
    }
    assert!(person.get("/api/v1/applications").await.json()["items"].as_array().unwrap().is_empty());
    person.post("/api/v1/applications").body("application/json; charset=utf-8", draft).await.expect(201);
}

#[rstest]
#[tokio::test]
async fn json_with_surprises_changes_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let person = town.citizen("13800000001").await;
    let center = center(&town).await;
    let with = |form: &str| format!(r#"{{"service_key":"{KIND}","center_id":"{center}","form":{form}}}"#);
    let deep = format!("{}{}", r#"{"a":"#.repeat(10_000), "}".repeat(10_000)).replace("{\"a\":}", "{}");
    for (name, body) in [
        ("a member twice", with(r#"{"applicant":{},"applicant":{}}"#)),
        ("twice at the top", format!(r#"{{"form":{{}},{}"#, &with("{}")[1..])),
        ("NUL", with(r#"{"applicant":{"name":"a\u0000b"}}"#)),
        ("escape", with(r#"{"applicant":{"name":"a\u001b[31m"}}"#)),
        ("half a pair", with(r#"{"applicant":{"name":"\ud800"}}"#)),
        ("endless", with(r#"{"a":1e999}"#)),
        ("not a number", with("NaN")),
        ("deep", with(&deep)),
        ("mark of order", format!("\u{feff}{}", with("{}"))),
        ("something after", with("{}") + "{}"),
        ("nothing", String::new()),
        ("not UTF-8", String::from_utf8_lossy(b"{\xff}").replace('\u{fffd}', "\u{1}")),
    ] {
        raw(&person, Method::POST, "/api/v1/applications", body).await.expect_problem(400, "unreadable");
        assert!(
            person.get("/api/v1/applications").await.json()["items"].as_array().unwrap().is_empty(),
            "{name}"
        );
    }
    let large = with(&format!(r#"{{"applicant":{{"name":"{}"}}}}"#, "a".repeat(1 << 20)));
    raw(&person, Method::POST, "/api/v1/applications", large).await.expect_problem(413, "body_too_large");
    for (body, fault) in [
        (
            json!({ "service_key": KIND, "center_id": center, "form": {}, "state": "paid" }),
            "/state unknown_field",
        ),
        (json!({ "service_key": KIND, "center_id": 1, "form": {} }), "/center_id wrong_type"),
        (json!({ "service_key": KIND, "form": {} }), "/center_id required"),
    ] {
        let refused = person.post("/api/v1/applications").json(&body).await.expect_problem(422, "invalid");
        assert_eq!(faults(&refused), [fault]);
    }
}

#[rstest]
#[tokio::test]
async fn names_of_every_script_come_back_composed_and_amounts_keep_their_range(
    #[values(Sqlite, Postgres)] db: Db,
) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let person = town.citizen("13800000001").await;
    let mut form = example(KIND);
    for (typed, kept) in [
        ("བཀྲ་ཤིས་སྒྲོལ་མ།", "བཀྲ་ཤིས་སྒྲོལ་མ།"),
        ("𠮷野𤭢", "𠮷野𤭢"),
        ("Zoe\u{301}", "Zo\u{e9}"),
        ("\u{202e}扎西", "\u{202e}扎西"),
    ] {
        form["applicant"]["name"] = json!(typed);
        let drafted = drafts(&person, center(&town).await, KIND, &form).await;
        assert_eq!(drafted["form"]["applicant"]["name"], kept);
        person.delete(&at(&drafted)).await;
    }
    // Shown, a direction that somebody put into their name ends with it.
    let page = town.get("/").page().await.expect(200).text();
    let sheet =
        page.split("href=\"").find(|rest| rest.contains(".css\"")).unwrap().split('"').next().unwrap();
    let sheet = town.get(sheet).await.expect(200).text();
    let isolated = sheet.split('}').find(|rule| rule.contains("unicode-bidi: isolate")).unwrap();
    assert!(isolated.contains("dd") && isolated.contains("td"), "{isolated}");
}

#[rstest]
#[tokio::test]
async fn an_amount_has_a_sign_a_range_and_no_fractions(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let person = town.citizen("13800000002").await;
    let amount = first_amount(&example(KIND)).expect("an amount in the example");
    let drafted = drafts(&person, center(&town).await, KIND, &example(KIND)).await;
    let consent = &town.app().catalog.service(KIND).unwrap().consent.version;
    let consent = json!({ "consent": { "version": consent, "accepted": true } });
    for wrong in [json!(-1), json!(1.5), json!("1"), json!(i64::MAX), json!(1e300), json!(u64::MAX)] {
        let mut form = example(KIND);
        *form.pointer_mut(&amount).unwrap() = wrong.clone();
        // A draft may be half wrong; what is sent may not.
        let tag = person.get(&at(&drafted)).await.etag();
        let saved = person.put(&at(&drafted)).if_match(&tag).json(&json!({ "form": form })).await;
        let refused = if saved.status == 200 {
            person.post(&format!("{}/submit", at(&drafted))).json(&consent).await
        } else {
            saved
        };
        let refused = refused.expect_problem(422, "invalid");
        assert!(
            faults(&refused).iter().any(|fault| fault.contains(&amount)),
            "{wrong}: {:?}",
            faults(&refused)
        );
    }
}

/// The pointer of the first amount of money in a form.
fn first_amount(form: &Value) -> Option<String> {
    fn within(value: &Value, place: &str) -> Option<String> {
        match value {
            Value::Object(members) => members.iter().find_map(|(name, value)| {
                let here = format!("{place}/{name}");
                if name.ends_with("_fen") { Some(here) } else { within(value, &here) }
            }),
            _ => None,
        }
    }
    within(form, "")
}

#[rstest]
#[tokio::test]
async fn what_is_said_twice_is_refused(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let person = town.citizen("13800000001").await;
    let reviewer = town.staff(Role::Reviewer).await;
    for path in [
        "/api/v1/applications?limit=1&limit=2",
        "/api/v1/applications?limit=1&limit%00=2&limit=3",
        "/api/v1/applications?limit=%00",
    ] {
        person.get(path).await.expect_problem(400, "unreadable");
    }
    reviewer
        .get("/api/v1/desk/applications?state=draft&state=submitted")
        .await
        .expect_problem(400, "unreadable");
    for (header, value) in [("idempotency-key", "k2"), ("authorization", "Bearer x"), ("if-match", "\"1\"")] {
        let ask = person.get("/api/v1/me").header("idempotency-key", "k1").header("if-match", "\"2\"");
        ask.header(header, value).await.expect_problem(400, "unreadable");
    }
    for wrong in ["0", "101", "-1", "1e9", "99999999999999999999", "x"] {
        let refused = person.get(&format!("/api/v1/applications?limit={wrong}")).await;
        assert!([400, 422].contains(&refused.status), "{wrong}: {}", refused.status);
    }
}

#[rstest]
#[tokio::test]
async fn line_ends_in_parameters_reach_no_header_and_no_calendar(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let sent = submits(&town, &town.citizen("13812345678").await, center(&town).await).await;
    assert!(sent["receipt_no"].is_string());
    for path in [
        "/sign-in?next=/me%0d%0aSet-Cookie:%20a=b",
        "/track?receipt=HC%0d%0aSet-Cookie:%20a=b",
        "/console/sign-in?next=%0d%0aLocation:%20//evil.test",
        "/me?next=%0aX:y",
        "/q/AAAA%0d%0aX-Evil:%201",
        "/?lang=en%0d%0aX-Evil:1",
        "/console/search?q=%0d%0aX-Evil:1",
        "/console/audit?person=%0d%0aX-Evil:1",
    ] {
        let answer = town.get(path).page().await;
        assert!(answer.status < 500, "{path}: {}", answer.status);
        for (name, value) in &answer.headers {
            assert!(!name.as_str().contains("evil"), "{path}");
            let value = value.to_str().unwrap_or_default();
            assert!(!value.contains("a=b") || value.contains("%20a"), "{path}: {name}: {value}");
        }
    }
}
