//! What a journey with partners begins with.

use hechang::{
    identity::{
        actor::Role,
        staff::{self, NewStaff},
    },
    organs,
    platform::change::{Author, Event},
};
use hechang_tests::{
    browser::Browser,
    people::{Person, sign_in},
    town::Town,
};
use serde_json::{Value, json};

pub const FEDERATION: &str = "540500-FL";
pub const WELFARE: &str = "540500-MZ";
const PASSWORD: &str = "a red scarf on the mountain pass";

/// An administrator enters a partner of the city's.
pub async fn adds_partner(admin: &Person<'_>, code: &str, kind: &str) {
    let organ = json!({ "code": code, "kind": "partner", "level": "city", "parent_code": "540500", "partner": kind,
        "name": { "zh-CN": format!("协作单位{code}"), "bo-CN": format!("མཉམ་ལས{code}"), "en": format!("Partner {code}") } });
    admin.post("/api/v1/desk/organs").json(&organ).await.expect(201);
}

/// Two partners.
pub async fn partners(town: &Town) {
    let admin = town.staff(Role::Admin).await;
    adds_partner(&admin, FEDERATION, "womens_federation").await;
    adds_partner(&admin, WELFARE, "civil_affairs").await;
}

/// A new member of a partner's staff.
pub async fn hires(town: &Town, organ: &str, name: &str) {
    let password = staff::password(PASSWORD.to_owned()).await.unwrap();
    let change = town.app().change(Author::System).await.unwrap();
    let organ = organs::service::organ_by_code(change.db(), organ).await.unwrap();
    let new = NewStaff {
        username: name.to_owned(),
        password,
        organ_id: organ.id,
        department_id: None,
        roles: vec![Role::Partner],
        holder: None,
    };
    staff::add(&change, new).await.unwrap();
    change.commit(Event::new("test.prepared", organ.id), ()).await.unwrap();
}

/// The same, signed in.
pub async fn hired<'a>(town: &'a Town, organ: &str, name: &str) -> Person<'a> {
    hires(town, organ, name).await;
    sign_in(town, name, PASSWORD).await
}

/// A partner's member of staff at a screen.
pub async fn at_screen<'a>(town: &'a Town, name: &str, language: &'static str) -> Browser<'a> {
    let browser = town.browser(language);
    let page = browser.open("/console/sign-in").await;
    let fields = [("username", name), ("password", PASSWORD)];
    browser.send(&page, "/console/sign-in", &fields).await.expect(200);
    browser
}

/// A matter handed to the federation: name, masked phone, village, one paper.
pub fn referral(paper: &Value) -> Value {
    json!({
        "partner_code": FEDERATION, "measures": ["counselling", "temporary_relief"], "letter": "请帮助这位妇女渡过难关。",
        "share": { "name": true, "phone": "masked", "village": "琼嘎顶社区" }, "papers": [paper["id"]],
    })
}

/// Does something at the desk.
pub async fn does(
    who: &Person<'_>,
    side: &str,
    id: &str,
    action: &str,
    body: Value,
) -> hechang_tests::ask::Answer {
    who.post(&format!("/api/v1/{side}/referrals/{id}/actions/{action}")).json(&body).await
}

/// The lines of a list.
pub async fn listed(who: &Person<'_>, path: &str) -> Vec<Value> {
    who.get(path).await.expect(200).json()["items"].as_array().unwrap().clone()
}

/// The id of what was made.
pub fn id(made: &Value) -> &str {
    made["id"].as_str().unwrap()
}
