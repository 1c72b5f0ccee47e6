//! Each kind of document as the office comes to issue it: fetched, copied in a reader, scanned from paper, verified by a stranger.

use std::collections::BTreeMap;

use hechang::{
    catalog::document::DocumentKind, config::Switch, identity::actor::Role, web::language::Language,
};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    people::Person,
    town::Town,
};
use rstest::rstest;
use serde_json::{Value, json};

use super::paper::{copied, scanned};
use crate::{
    custody::ground::{ACCOUNTS, Trust},
    followup::ground::visit,
    materials::ground::{desk, judges, submits},
    referrals::ground::{partners, referral},
};

const APPLICANT: &str = "次仁卓玛";
const CHILD: &str = "扎西0";
/// What else has to stand in each kind.
const SAID: [(&str, &[&str]); 14] = [
    ("acceptance-register", &[APPLICANT, "材料齐全，建议受理。"]),
    ("application", &[APPLICANT, "王某故意伤害案"]),
    ("approval-form", &[CHILD, "部门负责人", "分管副检察长、检察长", "人民币壹万贰仟元整"]),
    (
        "custody-agreement",
        &["(བཅོལ་མཁན།) 扎西0", APPLICANT, "协作单位540500-QGD", ACCOUNTS[0], "人民币壹万贰仟元整"],
    ),
    ("decision", &["རེ་ཞུ་འབུལ་མཁན་扎西0 གྱིས་", "王某故意伤害案", "12,000.00元（人民币壹万贰仟元整）"]),
    ("materials-receipt", &["次仁卓玛：", "次仁卓玛 ལགས།", "身份证明"]),
    ("oral-record", &[APPLICANT, "藏语", "央金", "多吉", "我被打伤。"]),
    ("payment-register", &[CHILD, ACCOUNTS[0], "12,000.00"]),
    ("referral-letter", &[APPLICANT, "协作单位540500-FL", "请帮助这位妇女渡过难关。"]),
    ("refusal", &["次仁卓玛 ལགས།", "R5", "决定不予救助"]),
    ("review-report", &[CHILD, "王某故意伤害案", "reviewer"]),
    ("service-receipt", &[APPLICANT, "国家司法救助决定书", "琼嘎顶社区"]),
    ("supplement-notice", &["次仁卓玛 ལགས།", "看不清，请重拍"]),
    ("visit-record", &[CHILD, "孩子上学了"]),
];

/// What the desk writes about an application.
async fn by_hand(clerk: &Person<'_>, application: &str) {
    let oral = json!({ "place": "琼嘎顶社区", "language": "藏语", "asked_by": "央金", "recorder": "多吉", "statement": "我被打伤。" });
    let served = json!({ "served": "国家司法救助决定书", "way": "当面送达", "place": "琼嘎顶社区" });
    for (kind, fields) in [
        ("application", json!({})),
        ("oral-record", oral),
        ("materials-receipt", json!({})),
        ("acceptance-register", json!({ "opinion": "材料齐全，建议受理。" })),
        ("service-receipt", served),
    ] {
        issues(clerk, application, kind, fields).await;
    }
}

async fn issues(clerk: &Person<'_>, application: &str, kind: &str, fields: Value) {
    let body = json!({ "kind": kind, "fields": fields });
    clerk.post(&format!("{}/documents", desk(application))).json(&body).await.expect(201);
}

/// Another application, for which a paper is asked again; answers its address.
async fn asked_again(town: &Town, clerk: &Person<'_>) -> String {
    let (application, papers) = submits(town, &town.citizen("13800000901").await).await;
    for (place, paper) in papers.iter().enumerate() {
        let verdict = match place {
            0 => json!({ "state": "rejected", "reason": "看不清，请重拍" }),
            _ => json!({ "state": "accepted" }),
        };
        judges(clerk, &application, paper, &verdict).await.expect(200);
    }
    let ask = format!("{}/actions/request_correction", desk(&application));
    let body = json!({ "requests": [{ "checklist_key": "identity", "text": "看不清，请重拍" }] });
    clerk.post(&ask).json(&body).await.expect(200);
    issues(clerk, &application, "supplement-notice", json!({})).await;
    application
}

/// A visit to the child after its money came.
async fn visited(trust: &Trust<'_>) {
    let plan = trust.handler.get(&format!("{}/follow-up", trust.cash.case.at())).await.expect(200).json();
    let finding = json!({ "person_id": trust.cash.case.person(1), "living": "stable", "situation": "孩子上学了",
        "spent": [], "left_fen": 0 });
    let record = json!({ "visited_on": "2026-03-02", "way": "home", "place": "琼嘎顶社区", "people": [finding], "next_step": "下月再去" });
    trust.handler.post(&format!("{}/records", visit(&plan["visits"][0]))).json(&record).await.expect(201);
}

/// A case in which every kind comes about: a child's grant in custody, its parent refused. Answers the newest document of each kind.
async fn all_kinds(town: &Town) -> BTreeMap<String, Value> {
    let trust = Trust::of_one(town).await;
    let application = format!("/api/v1/applications/{}", trust.application);
    by_hand(&trust.handler, &application).await;
    trust.funded().await;
    visited(&trust).await;
    partners(town).await;
    let papers = trust.handler.get(&desk(&application)).await.expect(200).json();
    let letter = referral(&papers["materials"][0]);
    trust.handler.post(&format!("{}/referrals", desk(&application))).json(&letter).await.expect(201);
    let other = asked_again(town, &trust.handler).await;
    let mut found = BTreeMap::new();
    for matter in [&application, &other] {
        let list =
            trust.handler.get(&format!("{}/documents?limit=100", desk(matter))).await.expect(200).json();
        for document in list["items"].as_array().unwrap() {
            found.entry(document["kind"].as_str().unwrap().to_owned()).or_insert_with(|| document.clone());
        }
    }
    found
}

fn bare(words: &str) -> String {
    words.split_whitespace().collect()
}

/// Everything that a reader copies from it.
fn stands_in(kind: &DocumentKind, number: Option<&str>, text: &str) {
    let known = SAID.iter().find(|(known, _)| *known == kind.key);
    let (_, said) = known.unwrap_or_else(|| panic!("what has to stand in {} isn't said", kind.key));
    let titles = [Language::Chinese, Language::Tibetan].map(|language| kind.title.get(language));
    let organ = ["山南市人民检察院", "ལྷོ་ཁ་གྲོང་ཁྱེར"];
    for words in titles.into_iter().chain(organ).chain(number).chain(said.iter().copied()) {
        assert!(text.contains(&bare(words)), "{words} isn't in the {}: {text}", kind.key);
    }
}

/// A stranger with a telephone follows the code, and then mistypes it.
async fn verifies(town: &Town, kind: &DocumentKind, number: Option<&str>, link: &str) {
    let path = link.strip_prefix(&town.app().public_url).unwrap_or_else(|| panic!("{link} is elsewhere"));
    for (language, speaks, words) in
        [("zh-CN", Language::Chinese, "这份文书是真的"), ("bo-CN", Language::Tibetan, "ཡིག་ཆ་འདི་ངོ་མ་ཡིན།")]
    {
        let page = town.browser(language).open(path).await.expect(200);
        page.shows(words).shows(kind.title.get(speaks)).shows(number.unwrap_or_default());
    }
    let changed = if path.ends_with('7') { "8" } else { "7" };
    let page = town.browser("zh-CN").open(&format!("{}{changed}", &path[..path.len() - 1])).await.expect(200);
    page.shows("没有查到这份文书");
    assert!(
        !page.text().contains("这份文书是真的") && !page.text().contains(kind.title.get(Language::Chinese))
    );
}

// Several threads: readers of PDFs block one of them, while connections are to be looked after.
#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn every_kind_is_opened_copied_scanned_and_verified(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let found = all_kinds(&town).await;
    let kinds = town.app().catalog.documents();
    assert_eq!((kinds.len(), found.len()), (14, 14), "{:?}", found.keys());
    let auditor = town.staff(Role::Auditor).await;
    for kind in kinds {
        let document = &found[&kind.key];
        let number = document["number"].as_str();
        assert_eq!(
            number.is_some_and(|number| number.contains("〔2026〕")),
            kind.number.is_some(),
            "{}",
            kind.key
        );
        let path = format!("/api/v1/desk/documents/{}/pdf?version=full", document["id"].as_str().unwrap());
        let pdf = auditor.get(&path).patiently().await.expect(200);
        let folder = tempfile::tempdir().unwrap();
        stands_in(kind, number, &copied(folder.path(), &pdf.body));
        let link = scanned(folder.path(), &pdf.body);
        assert_eq!(json!(link), document["verification_url"], "{}", kind.key);
        verifies(&town, kind, number, &link).await;
    }
}
