//! Eleven people of four applications in one case: one decision and one batch, of which each applicant sees their own family alone.

use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::ground::{Case, Office, accepted_with, named};
use crate::{
    applications::ground::{at, id},
    payments::ground::{Cash, answer, states},
};

/// How many each family is.
const FAMILIES: [usize; 4] = [5, 3, 2, 1];

/// One of the applicants, with what is theirs.
struct Family<'a> {
    owner: Person<'a>,
    application: Value,
}

impl Family<'_> {
    /// Those of a case who belong to this family: their names, and what each was granted in fen.
    fn own<'b>(&self, cash: &'b Cash<'_>) -> Vec<(&'b str, i64)> {
        let people = cash.case.now["people"].as_array().unwrap().iter().enumerate();
        let own = people.filter(|(_, person)| person["application_id"] == self.application["id"]);
        own.map(|(place, person)| (person["name"].as_str().unwrap(), yuan(place) * 100)).collect()
    }

    async fn outcome(&self) -> Value {
        self.owner.get(&format!("{}/decision", at(&self.application))).await.expect(200).json()
    }

    async fn documents(&self) -> Vec<Value> {
        let list = self.owner.get("/api/v1/me/documents").await.expect(200).json();
        list["items"].as_array().unwrap().clone()
    }
}

/// A grant that nobody else has.
fn yuan(place: usize) -> i64 {
    1_001 + 100 * i64::try_from(place).unwrap()
}

async fn families(town: &Town) -> Vec<Family<'_>> {
    let mut all = Vec::new();
    for place in 0..FAMILIES.len() {
        let name = |form: &mut Value| {
            form["applicant"]["name"] = json!(format!("户主{}", ["甲", "乙", "丙", "丁"][place]));
        };
        let (owner, application) = accepted_with(town, &format!("138000007{place:02}"), name).await;
        all.push(Family { owner, application });
    }
    all
}

/// A case of everybody, each with a category.
async fn opens<'a>(office: &Office<'a>, families: &[Family<'_>]) -> Case<'a> {
    let mut case =
        office.case_of(&families.iter().map(|family| &family.application).collect::<Vec<_>>()).await;
    for (place, (family, size)) in families.iter().zip(FAMILIES).enumerate() {
        for member in 1..size {
            let who = json!({ "name": format!("家人{place}{member}"), "id_number": format!("54050219800101{place}{member}11"), "birth_date": "1980-01-01" });
            let body = json!({ "application_id": family.application["id"], "who": who });
            case.now =
                office.handler.post(&format!("{}/people", case.at())).json(&body).await.expect(200).json();
        }
    }
    case.described("A4").await
}

/// Enters and confirms an account for everybody.
async fn accounts(cash: &Cash<'_>) {
    for (place, person) in cash.case.now["people"].as_array().unwrap().iter().enumerate() {
        let number = format!("622202150800012{place:04}");
        let body = json!({ "relation": "own", "holder": person["name"], "bank": "农行山南乃东支行", "number": number });
        cash.maker.put(&cash.account(place)).if_match("\"0\"").json(&body).await.expect(200);
        let confirm = format!("{}/confirm", cash.account(place));
        cash.checker.post(&confirm).json(&json!({ "number": number })).await.expect(200);
    }
}

/// What a family reads is theirs to the last name, and nothing of the others.
async fn sees_its_own(family: &Family<'_>, cash: &Cash<'_>, others: &[&Family<'_>]) {
    let outcome = family.outcome().await;
    let told: Vec<_> = outcome["people"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["name"].as_str().unwrap(), one["paid_fen"].as_i64().unwrap()))
        .collect();
    assert_eq!(told, family.own(cash));
    let text = outcome.to_string();
    for (name, fen) in others.iter().flat_map(|other| other.own(cash)) {
        assert!(!text.contains(name) && !text.contains(&fen.to_string()), "{name} is told in {text}");
    }
    let documents = family.documents().await;
    let kinds: Vec<_> = documents.iter().map(|one| one["kind"].as_str().unwrap()).collect();
    let (decisions, accepted): (Vec<_>, Vec<_>) = kinds.into_iter().partition(|kind| *kind == "decision");
    assert_eq!((decisions.len(), accepted), (told.len(), vec!["materials-receipt", "application"]));
    for other in others {
        let decision = format!("{}/decision", at(&other.application));
        family.owner.get(&decision).await.expect_problem(404, "not_found");
        let theirs = &other.documents().await[0];
        let pdf = format!("/api/v1/me/documents/{}/pdf", theirs["id"].as_str().unwrap());
        family.owner.get(&pdf).await.expect_problem(404, "not_found");
    }
    let list = family.owner.get("/api/v1/applications").await.expect(200).json();
    let mine = list["items"].as_array().unwrap();
    assert_eq!((mine.len(), &mine[0]["id"]), (1, &json!(id(&family.application))));
    assert_eq!(mine[0]["state"], "paid");
}

#[rstest]
#[tokio::test]
async fn eleven_people_are_granted_and_paid_together(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let (office, families) = (Office::funded(&town, 1_000_000).await, families(&town).await);
    let mut case = opens(&office, &families).await;
    assert_eq!(case.now["people"].as_array().unwrap().len(), FAMILIES.iter().sum::<usize>());
    case.proposes(&(0..11).map(yuan).collect::<Vec<_>>()).await;
    case.approved(&[&office.head, &office.deputy]).await;
    assert_eq!(case.now["state"], "granted");

    let checker = named(&town, "cashier").await;
    let cash = Cash { maker: office.finance, checker, case, owners: Vec::new() };
    accounts(&cash).await;
    let batch = cash.sends(Some("山财拨〔2026〕71号")).await;
    assert_eq!(batch["amount_fen"], (0..11).map(yuan).sum::<i64>() * 100);
    cash.answers(&batch, &answer(&batch, &["成功"; 11])).await.expect(200);
    assert_eq!(states(&cash.now(&batch).await), ["paid"; 11]);
    for (place, family) in families.iter().enumerate() {
        let others: Vec<_> =
            families.iter().enumerate().filter(|(other, _)| *other != place).map(|(_, one)| one).collect();
        sees_its_own(family, &cash, &others).await;
    }
    let sums = cash.maker.get("/api/v1/desk/ledger/balances?organ=540500&year=2026").await.expect(200).json();
    assert_eq!((&sums["with_people_fen"], &sums["committed_fen"]), (&batch["amount_fen"], &json!(0)));
}
