//! Finance enters budgets and arrivals and reads the ledger through the API; others read, or know nothing of it.

use hechang::{
    identity::actor::Role,
    ledger::service,
    platform::change::{Author, Event},
};
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{decision, payment, yuan};

const BUDGETS: &str = "/api/v1/desk/ledger/budgets";
const ARRIVALS: &str = "/api/v1/desk/ledger/arrivals";
const BALANCES: &str = "/api/v1/desk/ledger/balances";
const LANGUAGES: [&str; 3] = ["zh-CN", "bo-CN", "en"];

fn budget(fen: i64, basis: &str) -> Value {
    json!({ "year": 2026, "amount_fen": fen, "basis": basis })
}

async fn account(person: &Person<'_>, kind: &str) -> Value {
    let path = format!("/api/v1/desk/ledger/accounts?year=2026&kind={kind}");
    person.get(&path).await.expect(200).json()["items"][0].clone()
}

#[rstest]
#[tokio::test]
async fn finance_enters_what_allows_and_brings_money(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let finance = town.staff(Role::Finance).await;
    let first = finance
        .post(BUDGETS)
        .key("a")
        .json(&budget(35_000_000, "山财预〔2026〕12号"))
        .await
        .expect(201)
        .json();
    let again = finance
        .post(BUDGETS)
        .key("a")
        .json(&budget(35_000_000, "山财预〔2026〕12号"))
        .await
        .expect(201)
        .json();
    assert_eq!(again, first);
    assert_eq!(first["now"], true);
    // The same paper from another screen counts once; with another amount it is refused.
    let same =
        finance.post(BUDGETS).key("b").json(&budget(35_000_000, " 山财预〔2026〕12号 ")).await.expect(201);
    assert_eq!(same.json(), json!({ "id": first["id"], "now": false }));
    for language in LANGUAGES {
        let other = finance.post(BUDGETS).language(language).json(&budget(1, "山财预〔2026〕12号"));
        other.await.expect_problem(409, "posted_differently");
    }
    finance.post(BUDGETS).json(&budget(5_000_000, "山财预〔2026〕30号")).await.expect(201);
    finance.post(ARRIVALS).json(&budget(20_000_000, "山财预〔2026〕12号")).await.expect(201);
    let glance = finance.get(BALANCES).await.expect(200).json();
    let expected = json!({ "organ_code": "540500", "year": 2026, "budget_fen": 40_000_000, "earmarked_fen": 0,
        "committed_fen": 0, "paid_fen": 0, "left_fen": 40_000_000, "arrived_fen": 20_000_000, "in_bank_fen": 20_000_000,
        "with_people_fen": 0, "in_custody_fen": 0, "recovered_fen": 0 });
    assert_eq!(glance, expected);

    let account = account(&finance, "budget").await;
    assert_eq!(account["balance_fen"], 40_000_000);
    let path = format!("/api/v1/desk/ledger/entries?account={}&limit=1", account["id"].as_str().unwrap());
    let newest = finance.get(&path).await.expect(200).json();
    assert_eq!(newest["items"][0]["basis"], "山财预〔2026〕30号");
    assert_eq!(newest["items"][0]["business_date"], "2026-03-02");
    let path = format!("{path}&after={}", newest["next"].as_str().unwrap());
    let oldest = finance.get(&path).await.expect(200).json();
    assert_eq!(oldest["items"][0]["posting_id"], first["id"]);
    assert_eq!(oldest["items"][0]["balance_fen"], 35_000_000);
    assert!(oldest.get("next").is_none());
}

#[rstest]
#[tokio::test]
async fn every_wrong_field_is_named(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let finance = town.staff(Role::Finance).await;
    let wrong = json!({ "year": 2040, "amount_fen": 0, "basis": " ", "on": "2026-03-03" });
    for language in LANGUAGES {
        let problem =
            finance.post(BUDGETS).language(language).json(&wrong).await.expect_problem(422, "invalid");
        assert_eq!(
            faults(&problem),
            ["/year out_of_range", "/amount_fen out_of_range", "/basis required", "/on in_the_future"]
        );
    }
    for (body, fault) in [
        (json!({ "year": 2026, "amount_fen": 1.5, "basis": "一" }), "/amount_fen wrong_type"),
        (json!({ "year": 2026, "amount_fen": "1", "basis": "一" }), "/amount_fen wrong_type"),
        (json!({ "year": 2026, "amount_fen": -1, "basis": "一" }), "/amount_fen out_of_range"),
        (json!({ "year": 2026, "amount_fen": i64::MAX, "basis": "一" }), "/amount_fen out_of_range"),
        (json!({ "year": 2026, "amount_fen": 1, "basis": "" }), "/basis bad_length"),
        (json!({ "year": 2026, "amount_fen": 1, "basis": "一", "paid": 1 }), "/paid unknown_field"),
    ] {
        let problem = finance.post(BUDGETS).json(&body).await.expect_problem(422, "invalid");
        assert_eq!(faults(&problem), [fault], "{body}");
    }
    let unknown = json!({ "organ_code": "999999", "year": 2026, "amount_fen": 1, "basis": "一" });
    finance.post(BUDGETS).json(&unknown).await.expect_problem(404, "not_found");
    let nil = "00000000-0000-0000-0000-000000000000";
    finance.get(&format!("/api/v1/desk/ledger/entries?account={nil}")).await.expect_problem(404, "not_found");
    finance.get("/api/v1/desk/ledger/accounts?kind=gold").await.expect_problem(422, "invalid");
    finance.get("/api/v1/desk/ledger/accounts?after=x").await.expect_problem(422, "invalid");
}

#[rstest]
#[tokio::test]
async fn who_writes_who_reads_and_who_knows_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    town.staff(Role::Finance).await.post(BUDGETS).json(&budget(100, "一")).await.expect(201);
    for role in Role::ALL {
        let person = town.staff(role).await;
        let reads = matches!(role, Role::Finance | Role::Auditor | Role::Approver);
        for path in [BALANCES, "/api/v1/desk/ledger/accounts"] {
            let answer = person.get(path).await;
            if reads { drop(answer.expect(200)) } else { drop(answer.expect_problem(403, "forbidden")) }
        }
        if role != Role::Finance {
            person.post(BUDGETS).json(&budget(1, "二")).await.expect_problem(403, "forbidden");
            person.post(ARRIVALS).json(&budget(1, "二")).await.expect_problem(403, "forbidden");
        }
    }
    let citizen = town.citizen("13800000901").await;
    citizen.get(BALANCES).await.expect_problem(401, "unauthenticated");
    town.get(BALANCES).await.expect_problem(401, "unauthenticated");
    // The city looks into a county's; what is beside or above it doesn't exist.
    let finance = town.staff(Role::Finance).await;
    finance.get(&format!("{BALANCES}?organ=540527")).await.expect(200);
    finance.get(&format!("{BALANCES}?organ=540000")).await.expect_problem(404, "not_found");
    let above = json!({ "organ_code": "540000", "year": 2026, "amount_fen": 1, "basis": "三" });
    finance.post(BUDGETS).json(&above).await.expect_problem(404, "not_found");
}

#[rstest]
#[tokio::test]
async fn the_entries_name_what_they_are_about(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let finance = town.staff(Role::Finance).await;
    finance.post(BUDGETS).json(&budget(10_000, "一")).await.expect(201);
    finance.post(ARRIVALS).json(&budget(10_000, "一")).await.expect(201);
    let organ = hechang::organs::service::organ_by_code(town.app().db.read(), "540500").await.unwrap().id;
    let grant = decision(organ, &[&[yuan(40), yuan(60)]]);
    let change = town.app().change(Author::System).await.unwrap();
    let posted = service::commit(&change, &grant).await.unwrap();
    let paid = payment(&grant.plan[0]);
    service::pay(&change, &paid).await.unwrap();
    change.commit(Event::new("test.done", posted.id), ()).await.unwrap();

    let account = account(&finance, "spent").await;
    assert_eq!(account["subject_id"], json!(grant.plan[0].id));
    let path = format!("/api/v1/desk/ledger/entries?account={}", account["id"].as_str().unwrap());
    let entry = finance.get(&path).await.expect(200).json()["items"][0].clone();
    let told = ["act", "case_id", "grant_id", "instalment_id", "payment_id"].map(|key| entry[key].clone());
    let expected = [
        json!("payment"),
        json!(grant.case_id),
        json!(grant.grant_id),
        json!(grant.plan[0].id),
        json!(paid.id),
    ];
    assert_eq!(told, expected);
    let first = finance.get("/api/v1/desk/ledger/accounts?year=2026&limit=3").await.expect(200).json();
    let next = first["next"].as_str().unwrap();
    let rest = finance.get(&format!("/api/v1/desk/ledger/accounts?year=2026&limit=100&after={next}"));
    let rest = rest.await.expect(200).json();
    let kinds: Vec<_> = [&first, &rest]
        .iter()
        .flat_map(|page| page["items"].as_array().unwrap())
        .map(|account| account["kind"].as_str().unwrap().to_owned())
        .collect();
    let expected = ["authorized", "bank", "budget", "committed", "committed", "paid", "spent", "treasury"];
    assert_eq!(kinds, expected);
}
