//! Finance enters the published wage; suggestions and proposals are measured by it from then on.

use hechang::identity::actor::Role;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    people::{self, Person},
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::{ground::Office, pages::desk};

const WAGES: &str = "/api/v1/desk/assistance/wages";
const PAGE: &str = "/console/assistance/wages";

fn wage(year: i32, yuan: i64) -> Value {
    json!({ "year": year, "yearly_fen": yuan * 100, "series": "城镇非私营单位就业人员年平均工资",
        "published_on": format!("{}-01-20", year + 1), "source": format!("{yuan}号公报") })
}

/// Somebody of another organ's finance, signed in with a password of their own.
pub async fn finance_of<'a>(town: &'a Town, organ: &str) -> Person<'a> {
    let admin = town.staff(Role::Admin).await;
    let body = json!({ "username": "elsewhere", "organ_code": organ, "roles": ["finance"], "id_number": people::resident_id() });
    let handed = admin.post("/api/v1/desk/staff").json(&body).await.expect(201).json();
    let first = handed["first_password"].as_str().unwrap();
    let finance = people::sign_in(town, "elsewhere", first).await;
    let change = json!({ "password": first, "new_password": "a quiet otter" });
    finance.post("/api/v1/me/password").json(&change).await.expect(204);
    people::sign_in(town, "elsewhere", "a quiet otter").await
}

#[rstest]
#[tokio::test]
async fn what_finance_enters_counts_from_then_on(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let office = Office::funded(&town, 500_000).await;
    let mut case = office.case(&town, "13800000176").await;
    let suggested = async |path: &str| {
        let found = office.handler.get(path).await.expect(200).json();
        (found[0]["cap_fen"].clone(), found[0]["because"][0].clone())
    };
    let path = format!("{}/suggestions", case.at());
    let (cap, because) = suggested(&path).await;
    assert_eq!((&cap, &because["confirmed"]), (&json!(45_000_000), &json!(false)), "the program's example");

    let entered = office.finance.post(WAGES).json(&wage(2025, 120_000)).await.expect(201).json();
    assert_eq!((&entered["region"], &entered["counts"]), (&json!("540000"), &json!(true)));
    let (cap, because) = suggested(&path).await;
    assert_eq!((&cap, &because["confirmed"]), (&json!(36_000_000), &json!(true)));
    assert_eq!((&because["year"], &because["source"]), (&json!(2025), &json!("120000号公报")));

    let above =
        office.handler.post(&format!("{}/proposals", case.at())).json(&case.proposal(&[360_001])).await;
    assert_eq!(faults(&above.expect_problem(422, "invalid")), ["/people/0/exception above_cap"]);
    case.proposes(&[25_000]).await;
    town.clock.advance(chrono::TimeDelta::minutes(1));
    office.finance.post(WAGES).json(&wage(2025, 60_000)).await.expect(201);
    office.finance.post(WAGES).json(&wage(2024, 90_000)).await.expect(201);
    assert_eq!(suggested(&path).await.0, 36_000_000, "a proposal keeps the wage it was made with");
    let known = office.finance.get(WAGES).await.expect(200).json()["items"].clone();
    let known: Vec<_> =
        known.as_array().unwrap().iter().map(|one| (&one["yearly_fen"], &one["counts"])).collect();
    let fen = [6_000_000, 12_000_000, 9_000_000, 15_000_000].map(Value::from);
    let yes_no = [true, false, false, false].map(Value::from);
    assert_eq!(known, fen.iter().zip(&yes_no).collect::<Vec<_>>());
    let change = json!({ "verdict": "change", "reasons": "困难", "people": case.awards(&[300_000]) });
    case.step(&office.head, change).await;
    let other = office.case(&town, "13800000177").await;
    assert_eq!(suggested(&format!("{}/suggestions", other.at())).await.0, 18_000_000);
}

#[rstest]
#[tokio::test]
async fn a_region_without_a_wage_gets_one_from_its_finance(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let finance = town.staff(Role::Finance).await;
    town.staff(Role::Reviewer).await.post(WAGES).json(&wage(2025, 1)).await.expect(403);
    town.staff(Role::Reviewer).await.get(WAGES).await.expect(403);
    town.staff(Role::Auditor).await.post(WAGES).json(&wage(2025, 1)).await.expect(403);
    assert_eq!(town.staff(Role::Auditor).await.get(WAGES).await.expect(200).json()["items"][0]["year"], 2024);

    let wrong =
        json!({ "year": 2026, "yearly_fen": 0, "series": " ", "published_on": "2026-03-03", "source": " " });
    let wrong = finance.post(WAGES).json(&wrong).await.expect_problem(422, "invalid");
    assert_eq!(
        faults(&wrong),
        [
            "/year year_not_over",
            "/yearly_fen not_positive",
            "/series required",
            "/published_on in_the_future",
            "/published_on before_its_year_is_over",
            "/source required",
        ]
    );
    // An organ of a region that the program has no wage of.
    let other = json!({ "code": "630500", "kind": "procuratorate", "level": "county", "parent_code": "540500", "name": { "zh-CN": "外区检察院" } });
    town.staff(Role::Admin).await.post("/api/v1/desk/organs").json(&other).await.expect(201);
    let theirs = finance_of(&town, "630500").await;
    assert_eq!(theirs.get(WAGES).await.expect(200).json()["items"], json!([]));
    let entered = theirs.post(WAGES).json(&wage(2025, 100_000)).await.expect(201).json();
    assert_eq!((&entered["region"], &entered["counts"]), (&json!("630000"), &json!(true)));

    let once = |key: &'static str| finance.post(WAGES).key(key);
    let first = once("w1").json(&wage(2025, 120_000)).await.expect(201).json();
    assert_eq!(once("w1").json(&wage(2025, 120_000)).await.expect(201).json(), first);
    assert_eq!(finance.get(WAGES).await.expect(200).json()["items"].as_array().unwrap().len(), 2);
}

#[rstest]
#[tokio::test]
async fn finance_enters_it_on_a_page(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let finance = desk(&town, "finance").await;
    finance.open("/console/ledger").await.expect(200).shows(PAGE);
    let form = finance.open(PAGE).await.expect(200);
    form.shows("2024年度").shows("150,000.00").shows("这个数字还没有与来源核对");
    let wrong = finance.send(&form, PAGE, &[("year", "2025"), ("amount", "十二万")]).await.expect(422);
    for field in ["amount", "series", "published_on", "source"] {
        wrong.shows(&format!("f-{field}-fault"));
    }
    let early =
        [("amount", "120,000"), ("series", "非私营"), ("published_on", "2025-12-01"), ("source", "公报")];
    let early = finance.send(&wrong, PAGE, &early).await.expect(422);
    early.shows("f-published_on-fault").shows("公布日期应在所属年度结束之后");
    let done = finance.send(&early, PAGE, &[("published_on", "2026-01-20")]).await.expect(200);
    done.shows("已录入").shows("2025年度").shows("120,000.00").shows("10,000.00").shows("现行标准");
    let read = desk(&town, "auditor").await.open(PAGE).await.expect(200);
    assert!(!read.shows("2025年度").text().contains("录入公布的工资"), "an auditor only reads");
}
