//! What is acted on: a matter of the owner's with its papers, a draft, a visit, codes, schedules, a colleague.

use std::collections::BTreeMap;

use hechang::identity::actor::Role;
use hechang_tests::town::Town;
use serde_json::{Value, json};

use super::cast::OWNER;
use crate::{
    applications::ground::{at, drafts, example},
    appointments::ground::{SERVICE, books, center, slot},
    assistance::ground::{Office, named},
    custody::ground::drafts_for,
    investigation::ground::request,
    materials::ground::{adds, desk, submits},
    payments::ground::{Cash, answer},
    recovery::ground::{claim, decides},
    referrals::ground::adds_partner,
};

const DAY: &str = "2026-03-04";

type Ground = BTreeMap<String, String>;

fn made(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

fn put(ground: &mut Ground, name: &str, id: impl Into<String>) {
    ground.insert(name.to_owned(), id.into());
}

/// The usual in each place of a path, by the word before it and its name.
pub async fn lay(town: &Town) -> Ground {
    let mut ground = Ground::new();
    for (name, word) in [("c", "QGD"), ("s", SERVICE), ("services", SERVICE)] {
        put(&mut ground, name, word);
    }
    put(&mut ground, "nobody", uuid::Uuid::nil());
    lay_citizen(town, &mut ground).await;
    lay_center(town, &mut ground).await;
    lay_office(town, &mut ground).await;
    lay_case(town, &mut ground).await;
    lay_help(town, &mut ground).await;
    ground
}

/// What is the owner's.
async fn lay_citizen(town: &Town, ground: &mut Ground) {
    let (owner, here) = (town.citizen(OWNER).await, center(town).parse().unwrap());
    let (matter, papers) = submits(town, &owner).await;
    let draft = drafts(&owner, here, "legal-consultation", &example("legal-consultation")).await;
    let visit = books(&owner, &slot(town, DAY, "10:30").await).await;
    put(ground, "applications", matter.rsplit('/').next().unwrap());
    put(ground, "draft", made(&draft));
    put(ground, "mid", made(&papers[0]));
    for (name, seed) in [("draft paper", 7), ("other paper", 8)] {
        put(ground, name, made(&adds(&owner, &at(&draft), "papers", seed).await));
    }
    let clerk = town.staff(Role::Reception).await;
    let receipt = json!({ "kind": "materials-receipt", "fields": {} });
    let issued = clerk.post(&format!("{}/documents", desk(&matter))).json(&receipt).await.expect(201).json();
    put(ground, "documents", made(&issued));
    put(ground, "document kind", "service-receipt");
    put(ground, "appointments", made(&visit));
    put(ground, "visits", made(&visit));
}

/// What is at the center.
async fn lay_center(town: &Town, ground: &mut Ground) {
    let (admin, here) = (town.staff(Role::Admin).await, center(town));
    let codes = admin.get("/api/v1/desk/qr-codes").await.expect(200).json()["items"][0].clone();
    let schedules = admin.get(&format!("/api/v1/desk/centers/{here}/schedules")).await.expect(200).json();
    for (name, date) in [("closures", "2026-03-20"), ("other closure", "2026-03-23")] {
        let closure = json!({ "date": date, "reason": "repairs" });
        let closes = admin.post(&format!("/api/v1/desk/centers/{here}/closures")).json(&closure);
        put(ground, name, made(&closes.await.expect(201).json()));
    }
    put(ground, "slot", made(&slot(town, DAY, "11:00").await));
    put(ground, "qr-codes", made(&codes));
    for name in ["q", "qr"] {
        put(ground, name, codes["code"].as_str().unwrap());
    }
    put(ground, "schedules", made(&schedules["items"][0]));
    put(ground, "centers", here);
}

/// A recovery of what was paid, decided.
async fn recovery_of(town: &Town, paid: &Cash<'_>) -> String {
    let at = format!("{}/recoveries", paid.case.at());
    let opened = paid.case.handler.post(&at).json(&claim(&paid.case.person(0), 100)).await.expect(201).json();
    made(&decides(&named(town, "deputy-chief").await, &opened, true).await.expect(200).json())
}

/// A case of assistance that is being prepared, and another that is paid and followed up.
async fn lay_case(town: &Town, ground: &mut Ground) {
    let case = Office::of(town).await.case(town, "13900000478").await;
    for name in ["cases", "assistance"] {
        put(ground, name, made(&case.now));
    }
    for name in ["people", "accounts"] {
        put(ground, name, case.person(0));
    }
    for (name, task) in [("task", json!({ "kind": "inquiry", "text": "x" })), ("asked", request())] {
        let made_task = case.handler.post(&format!("{}/tasks", case.at())).json(&task).await.expect(201);
        put(ground, name, made(&made_task.json()));
    }
    let staff = ground["staff"].clone();
    put(ground, "posts", staff);
    let paying = Cash::granted(town, &[5_000]).await;
    paying.accounts().await;
    let batch = paying.sends(Some("山财拨〔2026〕1号")).await;
    paying.answers(&batch, &answer(&batch, &["成功"])).await.expect(200);
    put(ground, "batches", made(&batch));
    let (case, handler) = (made(&paying.case.now), &paying.case.handler);
    let plan = format!("/api/v1/desk/assistance/cases/{case}/follow-up");
    put(ground, "followed visit", made(&handler.get(&plan).await.expect(200).json()["visits"][0]));
    put(ground, "recovery", recovery_of(town, &paying).await);
    put(ground, "followed", case);
    put(ground, "no round", "1");
    let held = Cash::granted_by(town, Office::of(town).await, &[4_000], "138000006").await;
    put(ground, "custody", made(&drafts_for(town, &held.case).await));
    put(ground, "new", held.case.person(0));
    put(ground, "requests", uuid::Uuid::nil());
}

/// What the administrator keeps, and somebody who is kept out of the owner's matter.
async fn lay_office(town: &Town, ground: &mut Ground) {
    let (admin, supervisor) = (town.staff(Role::Admin).await, town.staff(Role::Approver).await);
    let adds = async |what: &str, body: Value| {
        made(&admin.post(&format!("/api/v1/desk/{what}")).json(&body).await.expect(201).json())
    };
    let member = json!({ "username": "somebody-new", "organ_code": "540500", "roles": ["reception"] });
    put(ground, "staff", adds("staff", member).await);
    let department = json!({ "organ_code": "540528", "line": "civil", "name": { "zh-CN": "民事检察部" } });
    put(ground, "departments", adds("departments", department).await);
    let center = json!({ "code": "JCX", "organ_code": "540528", "name": { "zh-CN": "加查县中心" },
        "address": { "zh-CN": "加查县" }, "phone": "12309", "opening_hours": [] });
    put(ground, "other center", adds("centers", center).await);
    let organs = admin.get("/api/v1/desk/organs?limit=100").await.expect(200).json();
    let county = organs["items"].as_array().unwrap().iter().find(|organ| organ["code"] == "540528");
    put(ground, "organs", made(county.unwrap()));
    let staff = admin.get("/api/v1/desk/staff").await.expect(200).json();
    let out = json!({ "staff_id": staff["items"][0]["id"], "reason": "kin" });
    let recusals = format!("/api/v1/desk/applications/{}/recusals", ground["applications"]);
    put(ground, "recusals", made(&supervisor.post(&recusals).json(&out).await.expect(201).json()));
}

/// A matter that was handed to a partner, a clue by a partner's member of staff, and somebody who must be told of their rights.
async fn lay_help(town: &Town, ground: &mut Ground) {
    let (admin, handler) = (town.staff(Role::Admin).await, town.staff(Role::Reviewer).await);
    adds_partner(&admin, "540500-FL", "womens_federation").await;
    let referral = json!({ "partner_code": "540500-FL", "measures": ["temporary_relief"], "letter": "please help",
        "share": {}, "papers": [ground["mid"]] });
    let to = format!("/api/v1/desk/applications/{}/referrals", ground["applications"]);
    put(ground, "referrals", made(&handler.post(&to).json(&referral).await.expect(201).json()));
    let clue = json!({ "name": "x", "village": "y", "hardship": "z", "consent_said": true });
    let partner = town.staff(Role::Partner).await;
    put(ground, "clue", made(&partner.post("/api/v1/partner/clues").json(&clue).await.expect(201).json()));
    let person = json!({ "name": "x", "case": "y", "stage": "trial" });
    put(ground, "rights", made(&handler.post("/api/v1/desk/rights").json(&person).await.expect(201).json()));
}
