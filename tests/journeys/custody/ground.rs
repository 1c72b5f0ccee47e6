//! Two children of one applicant whose grants a village committee will hold.

use hechang::{
    identity::{
        actor::Role,
        holder::Holder,
        staff::{self, NewStaff},
    },
    organs,
    platform::change::{Author, Event},
};
use hechang_tests::{
    ask::Answer,
    people::{Person, resident_id, sign_in},
    samples,
    town::Town,
};
use serde_json::{Value, json};

use crate::{
    assistance::ground::{Case, Office, accepted, named},
    payments::ground::{Cash, answer},
    referrals::ground::adds_partner,
};

pub const DESK: &str = "/api/v1/desk/custody";
pub const PARTNER: &str = "/api/v1/partner/custody";
pub const VILLAGE: &str = "540500-QGD";
pub const ACCOUNTS: [&str; 4] =
    ["6228480000000000018", "6228480000000000026", "6228480000000000034", "6228480000000000042"];
const PASSWORD: &str = "a red scarf on the mountain pass";
const OWNER: &str = "13800000900";

/// Everybody who takes part.
pub struct Trust<'a> {
    town: &'a Town,
    pub owner: Person<'a>,
    pub application: String,
    pub handler: Person<'a>,
    pub head: Person<'a>,
    pub deputy: Person<'a>,
    pub custodian: Person<'a>,
    pub cash: Cash<'a>,
}

impl<'a> Trust<'a> {
    /// Children born on these days, each granted so many yuan.
    pub async fn of(town: &'a Town, children: &[(&str, i64)]) -> Self {
        let office = Office::funded(town, 1_000_000).await;
        let (owner, application) = accepted(town, OWNER).await;
        let mut case = office.case_of(&[&application]).await;
        for (place, (born, _)) in children.iter().enumerate() {
            let who = json!({ "name": format!("扎西{place}"), "id_number": format!("5405022015010100{place}1"), "birth_date": born });
            let body = json!({ "application_id": application["id"], "who": who });
            let path = format!("{}/people", case.at());
            case.now = office.handler.post(&path).json(&body).await.expect(200).json();
        }
        let mut case = case.described("A3").await;
        let yuan: Vec<_> = [0].into_iter().chain(children.iter().map(|(_, yuan)| *yuan)).collect();
        case.proposes(&yuan).await;
        case.approved(&[&office.head, &office.deputy]).await;
        assert_eq!(case.now["state"], "granted");
        adds_partner(&town.staff(Role::Admin).await, VILLAGE, "village_committee").await;
        let custodian = hired(town, VILLAGE, "village-keeper").await;
        let checker = named(town, "cashier").await;
        Self {
            town,
            owner,
            application: application["id"].as_str().unwrap().to_owned(),
            handler: office.handler,
            head: office.head,
            deputy: office.deputy,
            custodian,
            cash: Cash { maker: office.finance, checker, case, owners: Vec::new() },
        }
    }

    /// One child of twelve, granted 12,000 yuan.
    pub async fn of_one(town: &'a Town) -> Self {
        Self::of(town, &[("2014-05-01", 12_000)]).await
    }

    /// What an agreement for a child says.
    pub fn terms(&self, child: usize) -> Value {
        terms(&self.cash.case.person(child + 1), VILLAGE, ACCOUNTS[child])
    }

    pub async fn drafts(&self, child: usize) -> Value {
        self.handler.post(DESK).json(&self.terms(child)).await.expect(201).json()
    }

    pub async fn signs(&self, mandate: &Value, number: &str) -> Answer {
        let body = json!({ "number": number, "on": "2026-03-02" });
        self.head.post(&format!("{}/sign", at(mandate))).json(&body).await
    }

    /// A signed mandate whose money has come.
    pub async fn funded(&self) -> Value {
        let mandate = self.drafts(0).await;
        self.signs(&mandate, ACCOUNTS[0]).await.expect(200);
        self.pays_all().await;
        let now = self.now(&mandate).await;
        assert_eq!((&now["state"], &now["balance_fen"]), (&json!("active"), &json!(1_200_000)));
        now
    }

    /// Pays everything that may be paid, by transfer.
    pub async fn pays_all(&self) -> Value {
        self.pays_by("山财拨〔2026〕90号").await
    }

    /// The same with money that arrived by this paper.
    pub async fn pays_by(&self, basis: &str) -> Value {
        let batch = self.cash.sends(Some(basis)).await;
        let words = vec!["成功"; batch["lines"].as_array().unwrap().len()];
        self.cash.answers(&batch, &answer(&batch, &words)).await.expect(200);
        self.cash.now(&batch).await
    }

    pub async fn now(&self, mandate: &Value) -> Value {
        self.handler.get(&at(mandate)).await.expect(200).json()
    }

    /// The handler asks for so many yuan; answers the request's place.
    pub async fn asks(&self, mandate: &Value, yuan: i64) -> String {
        let body = need(yuan);
        let now =
            self.handler.post(&format!("{}/requests", at(mandate))).json(&body).await.expect(201).json();
        last(&now)["id"].as_str().unwrap().to_owned()
    }

    pub async fn steps(&self, by: &Person<'_>, mandate: &Value, request: &str, act: &str) -> Answer {
        let side = if act == "verify" { PARTNER } else { DESK };
        let path = format!("{side}/{}/requests/{request}/actions/{act}", id(mandate));
        by.post(&path).json(&json!({})).await
    }

    /// Takes a request to where it is paid out.
    pub async fn releases(&self, mandate: &Value, request: &str) {
        self.steps(&self.custodian, mandate, request, "verify").await.expect(200);
        self.steps(&self.head, mandate, request, "approve").await.expect(200);
        self.steps(&self.cash.maker, mandate, request, "release").await.expect(200);
    }

    pub async fn files(&self, by: &Person<'_>, side: &str, mandate: &Value, request: &str) -> Answer {
        let path = format!("{side}/{}/requests/{request}/voucher", id(mandate));
        by.post(&path).upload(&[], "receipt.jpg", "image/jpeg", samples::jpeg(9)).await
    }

    /// Everybody signs in anew, after the time has moved.
    pub async fn comes_back(&mut self) {
        self.owner = self.town.citizen(OWNER).await;
        self.handler = self.town.staff(Role::Reviewer).await;
        self.head = named(self.town, "approver").await;
        self.deputy = named(self.town, "deputy-chief").await;
        self.cash.maker = self.town.staff(Role::Finance).await;
        self.cash.checker = named(self.town, "cashier").await;
        self.custodian = sign_in(self.town, "village-keeper", PASSWORD).await;
    }
}

/// What is asked for.
pub fn need(yuan: i64) -> Value {
    json!({ "purpose": "learning", "amount_fen": yuan * 100, "words": "下学期的书本费" })
}

fn terms(person: &str, custodian: &str, number: &str) -> Value {
    json!({
        "person_id": person, "custodian_code": custodian, "purposes": ["living", "learning"], "plan": [],
        "account": { "holder": "扎西代管户", "bank": "农行山南乃东支行", "number": number },
        "parties": { "guardian": "次仁卓玛", "contact": "琼嘎顶村委会", "contact_phone": "0893-7820000" },
    })
}

/// An agreement for the first person of a case, with a partner of its own.
pub async fn drafts_for(town: &Town, case: &Case<'_>) -> Value {
    adds_partner(&town.staff(Role::Admin).await, VILLAGE, "village_committee").await;
    let body = terms(&case.person(0), VILLAGE, ACCOUNTS[0]);
    case.handler.post(DESK).json(&body).await.expect(201).json()
}

/// A new custodian of a partner's.
pub async fn hired<'a>(town: &'a Town, organ: &str, name: &str) -> Person<'a> {
    let password = staff::password(PASSWORD.to_owned()).await.unwrap();
    let change = town.app().change(Author::System).await.unwrap();
    let organ = organs::service::organ_by_code(change.db(), organ).await.unwrap();
    let new = NewStaff {
        username: name.to_owned(),
        password,
        organ_id: organ.id,
        department_id: None,
        roles: vec![Role::Custodian],
        holder: Holder::of(change.vault(), &resident_id()).unwrap(),
    };
    staff::add(&change, new).await.unwrap();
    change.commit(Event::new("test.prepared", organ.id), ()).await.unwrap();
    sign_in(town, name, PASSWORD).await
}

pub fn id(mandate: &Value) -> &str {
    mandate["id"].as_str().unwrap()
}

pub fn at(mandate: &Value) -> String {
    format!("{DESK}/{}", id(mandate))
}

/// The newest request of a mandate.
pub fn last(mandate: &Value) -> &Value {
    mandate["requests"].as_array().unwrap().last().unwrap()
}
