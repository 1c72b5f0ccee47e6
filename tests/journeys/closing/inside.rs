//! What the archive bundle holds of a case besides its decision: somebody finds it there years later, without this program.

use hechang::config::Switch;
use hechang_entity::material;
use hechang_tests::{
    ask::faults,
    database::Db::{self, Postgres, Sqlite},
    samples,
    town::Town,
};
use rstest::rstest;
use sea_orm::EntityTrait;
use serde_json::json;

use super::{
    archive::Archive,
    ground::{Finished, asks, scans},
};
use crate::{
    assistance::ground::Office,
    followup::ground::Followed,
    investigation::ground::{Looked, note, sends, with},
    payments::ground::{Cash, answer, at},
    referrals::ground::{FEDERATION, does, hired, id, partners, referral},
};

#[rstest]
#[tokio::test]
async fn what_was_found_is_inside(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let mut looked = Looked::into(&town, "13800000971").await;
    let visit = looked.visit().await;
    sends(looked.handler(), &visit, 11).await.expect(201);
    looked.notes(&visit, &with(note(), json!({ "finish": true }))).await.expect(200);
    let corrected = json!({ "text": "一家六口", "correction": "写错了人数" });
    looked.notes(&visit, &with(note(), corrected)).await.expect(200);
    let (task, request) = looked.request().await;
    looked.county_does(&request, "receive", json!({})).await.expect(200);
    sends(&looked.county, &request, 12).await.expect(201);
    looked.county_does(&request, "answer", json!({ "text": "年收入一万元" })).await.expect(200);
    let found = json!({ "held_on": "2026-03-02", "text": "对方核实：年收入一万元", "finish": true });
    looked.notes(&task, &found).await.expect(200);
    let hearing = json!({ "kind": "hearing", "text": "听取意见" });
    let hearing = looked.task(hearing).await;
    let held = json!({ "held_on": "2026-03-02", "text": "听证员一致同意救助", "place": "市院", "second": "approver", "finish": true });
    sends(looked.handler(), &hearing, 13).await.expect(201);
    looked.notes(&hearing, &held).await.expect(200);

    looked.case.proposes(&[0]).await;
    looked.case.approved(&[&looked.office.head, &looked.office.deputy]).await;
    scans(&town).await;
    let at = format!("{}/closing", looked.case.at());
    asks(&looked.case.handler, &at).await.expect(201);
    looked.office.head.post(&format!("{at}/confirm")).patiently().await.expect(200);
    let archive = Archive::of(&looked.case.handler, &at).await;
    let record = archive.record("investigation");
    let tasks = record["tasks"].as_array().unwrap();
    let told: Vec<_> = tasks.iter().map(|one| one["task"]["kind"].as_str().unwrap()).collect();
    assert_eq!(told, ["home_visit", "request_organ", "hearing"]);
    assert!(tasks.iter().all(|one| one["task"]["state"] == "done"));
    let home = &tasks[0];
    let second = home["notes"][0]["second_id"].as_str().unwrap();
    assert_eq!(record["staff"][second], "approver");
    assert_eq!(
        home["notes"][1]["words"],
        json!({ "text": "一家六口", "place": note()["place"], "correction": "写错了人数" })
    );
    assert_eq!(
        (&home["task"]["asked"], &home["task"]["due_on"]),
        (&json!("看家里的情况"), &json!("2026-03-09"))
    );
    let asked = &tasks[1]["request"];
    assert_eq!((&asked["answer"], &asked["state"]), (&json!("年收入一万元"), &json!("answered")));
    assert!(record["organs"][asked["to"].as_str().unwrap()].is_string());
    assert!(record["staff"][asked["answered_by"].as_str().unwrap()].is_string());
    for (place, seed) in (1..).zip([11, 12, 13]) {
        let path = format!("investigation/{place:03}/001-照片.jpg");
        assert_eq!(archive.file(&path), samples::jpeg(seed));
        assert_eq!(archive.part(&path)["media_type"], "image/jpeg");
    }
    let answer = archive.part("investigation/002/001-照片.jpg")["title"].as_str().unwrap();
    assert!(answer.contains("答复"), "{answer}");
}

#[rstest]
#[tokio::test]
async fn by_what_the_money_went_is_inside(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let cash = Cash::granted(&town, &[12_000]).await;
    let other = Cash::granted_by(&town, Office::of(&town).await, &[3_000], "138000004").await;
    cash.accounts().await;
    other.accounts().await;
    let (own, another) = (cash.case.person(0), other.case.person(0));
    let sent = cash.sends(Some("山财拨〔2026〕91号")).await;
    let lines = sent["lines"].as_array().unwrap();
    let words: Vec<_> =
        lines.iter().map(|line| if line["person_id"] == own { "失败" } else { "成功" }).collect();
    cash.answers(&sent, &answer(&sent, &words)).await.expect(200);
    let handed = cash.funds("in_person", None).await;
    let line = format!("{}/lines/{}", at(&handed), handed["lines"][0]["id"].as_str().unwrap());
    let paid = json!({ "outcome": "paid", "on": "2026-03-02", "witness": "cashier" });
    cash.maker.post(&line).json(&paid).await.expect(200);
    let photo = cash.maker.post(&format!("{line}/receipt"));
    photo.upload(&[], "thumb.jpg", "image/jpeg", samples::jpeg(14)).await.expect(200);

    let case = Finished::of(&town, Followed { cash }).await;
    case.closes().await;
    let archive = Archive::of(case.handler(), &case.at()).await;
    let record = archive.record("payments");
    let batches = record["batches"].as_array().unwrap();
    let told: Vec<_> = batches.iter().map(|batch| (&batch["number"], &batch["batch"]["way"])).collect();
    let expected = [(&sent["number"], &json!("bank")), (&handed["number"], &json!("in_person"))];
    assert_eq!(told, expected);
    let [failed] = batches[0]["lines"].as_array().unwrap().as_slice() else { panic!("{record:#}") };
    assert_eq!((&failed["line"]["person_id"], &failed["line"]["amount"]), (&json!(own), &json!(1_200_000)));
    let outcome = (&failed["line"]["state"], &failed["line"]["reason"], &failed["line"]["settled_on"]);
    assert_eq!(outcome, (&json!("failed"), &json!("户名不符"), &json!("2026-03-02")));
    assert!(failed["reference"].as_str().unwrap().starts_with(batches[0]["number"].as_str().unwrap()));
    let paid = &batches[1]["lines"][0]["line"];
    assert_eq!(paid["state"], "paid");
    assert_eq!(record["staff"][paid["witness_id"].as_str().unwrap()], "cashier");
    assert_eq!(archive.file("payments/001-receipt.jpeg"), samples::jpeg(14));
    assert_eq!(archive.part("payments/001-receipt.jpeg")["media_type"], "image/jpeg");
    let page = String::from_utf8(archive.file("index.html").to_vec()).unwrap();
    assert!(page.contains("领款凭证"), "the page lists it");
    assert!(!record.to_string().contains(&another), "nothing of another case");
}

#[rstest]
#[tokio::test]
async fn help_by_others_is_inside(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let case = Finished::of_one(&town).await;
    partners(&town).await;
    let droma = hired(&town, FEDERATION, "droma").await;
    let paper = material::Entity::find().one(town.app().db.read()).await.unwrap().unwrap();
    let application = case.followed.cash.case.now["application_ids"][0].as_str().unwrap();
    let path = format!("/api/v1/desk/applications/{application}/referrals");
    let asked = referral(&json!({ "id": paper.id }));
    let handed = case.handler().post(&path).json(&asked).await.expect(201).json();
    for action in ["receive", "accept"] {
        does(&droma, "partner", id(&handed), action, json!({})).await.expect(200);
    }
    let report = json!({ "words": "每周一次心理疏导", "measures": ["counselling"] });
    does(&droma, "partner", id(&handed), "report", report).await.expect(200);
    let open = case.asks().await.expect_problem(409, "case_unfinished");
    assert_eq!(faults(&open), [format!("/referrals/{} referral_open", id(&handed))]);
    does(case.handler(), "desk", id(&handed), "close", json!({})).await.expect(200);
    case.closes().await;
    let archive = Archive::of(case.handler(), &case.at()).await;
    let record = archive.record("referrals");
    let [told] = record["referrals"].as_array().unwrap().as_slice() else { panic!("{record:#}") };
    let handoff = &told["handoff"];
    assert_eq!((&handoff["id"], &handoff["state"]), (&handed["id"], &json!("closed")));
    assert_eq!((&handoff["measures"], &handoff["taken"]), (&asked["measures"], &json!(["counselling"])));
    assert_eq!(handoff["content"]["letter"], asked["letter"]);
    assert_eq!(handoff["content"]["person"]["village"], asked["share"]["village"]);
    assert_eq!(record["organs"][handoff["to"].as_str().unwrap()], format!("协作单位{FEDERATION}"));
    assert_eq!(record["staff"][handoff["sent_by"].as_str().unwrap()], "reviewer");
    assert_eq!(told["papers"][0]["id"], json!(paper.id));
    let actions: Vec<_> = told["steps"].as_array().unwrap().iter().map(|step| &step["action"]).collect();
    assert_eq!(actions, ["send", "receive", "accept", "report", "close"]);
    assert_eq!(told["steps"][3]["words"], "每周一次心理疏导");
}

#[rstest]
#[tokio::test]
async fn the_form_is_inside_as_it_was_sent(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let case = Finished::of_one(&town).await;
    case.closes().await;
    let archive = Archive::of(case.handler(), &case.at()).await;
    let record = archive.record("forms");
    let [told] = record.as_array().unwrap().as_slice() else { panic!("{record:#}") };
    let own = case.owner().get("/api/v1/applications").await.expect(200).json()["items"][0].clone();
    assert_eq!((&told["application_id"], &told["receipt"]), (&own["id"], &own["receipt_no"]));
    assert_eq!(told["title"], "国家司法救助");
    let [sent] = told["sent"].as_array().unwrap().as_slice() else { panic!("{told:#}") };
    assert_eq!(sent["form"], own["form"]);
    let answers = sent["answers"][0]["items"][0].as_array().unwrap();
    let name = answers.iter().find(|answer| answer["pointer"] == "/applicant/name").unwrap();
    assert_eq!(name["value"], own["form"]["applicant"]["name"]);
    assert_eq!(name["label"], "姓名");
}
