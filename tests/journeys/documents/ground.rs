//! What every kind is filled in with.

use hechang::{
    app::App,
    documents::{
        DocumentError,
        model::{Document, NewDocument, Subject},
        service,
    },
    organs,
    platform::change::{Author, Event},
};
use serde_json::{Value, json};
use uuid::Uuid;

pub const NAME: &str = "扎西次仁";

/// The city's organ.
pub async fn city(app: &App) -> Uuid {
    organs::service::organ_by_code(app.db.read(), "540500").await.unwrap().id
}

/// Those that staff issue from an application alone.
fn from_applications() -> Vec<(&'static str, Value)> {
    vec![
        (
            "application",
            json!({ "applicant": NAME, "form": [{ "section": "申请人", "label": "姓名", "value": NAME }] }),
        ),
        (
            "oral-record",
            json!({ "applicant": NAME, "place": "琼嘎顶社区", "language": "藏语", "asked_by": "央金",
            "recorder": "多吉", "statement": "我叫扎西次仁。\n去年冬天被打伤。" }),
        ),
        ("materials-receipt", json!({ "applicant": NAME, "papers": [{ "title": "身份证明", "count": 2 }] })),
        (
            "supplement-notice",
            json!({ "applicant": NAME, "due_on": "2026-04-01",
            "requests": [{ "about": "身份证明", "text": "请重新拍清楚" }] }),
        ),
        ("acceptance-register", json!({ "applicant": NAME, "opinion": "材料齐全，建议受理。" })),
    ]
}

/// Every kind with what it needs.
pub fn samples() -> Vec<(&'static str, Value)> {
    from_applications().into_iter().chain(of_cases()).collect()
}

fn of_cases() -> Vec<(&'static str, Value)> {
    let (facts, case) = ("被打伤，构成轻伤二级。", "扎西次仁被故意伤害案");
    vec![
        (
            "review-report",
            json!({ "applicant": NAME, "case_name": case, "facts": facts, "loss": "医疗费三万元，家有老人。",
            "inquiry": "入户走访属实。", "category": "第一类情形", "amount": 3_000_000, "conclusion": "符合救助条件。", "handler": "央金" }),
        ),
        (
            "approval-form",
            json!({ "applicant": NAME, "case_name": case, "category": "第一类情形", "amount": 3_000_000,
            "opinion": "建议救助。", "handler": "央金",
            "steps": [{ "level": "部门负责人", "by": "多吉", "opinion": "同意", "on": "2026-03-02" }] }),
        ),
        (
            "decision",
            json!({ "applicant": NAME, "id_number": "540502198603150027", "case_name": case, "category": "第一类情形",
            "amount": 3_000_050, "reason": facts, "pay_way": "银行转账",
            "shares": [{ "organ_name": "山南市人民检察院", "amount": 2_000_050 }, { "organ_name": "乃东区人民检察院", "amount": 1_000_000 }] }),
        ),
        (
            "refusal",
            json!({ "applicant": NAME, "case_name": case, "ground": "第八条第五项", "reason": "困难非由案件造成。" }),
        ),
        (
            "payment-register",
            json!({ "case_name": case, "decision": "山南检控申救〔2026〕1号", "total": 3_000_050, "handler": "德吉",
            "payments": [{ "recipient": NAME, "account": "6228480000000000018", "amount": 3_000_050, "on": "2026-03-02" }] }),
        ),
        (
            "custody-agreement",
            json!({ "applicant": NAME, "guardian": "卓玛", "custodian": "琼嘎顶村委会", "account": "6228480000000000018",
            "amount": 3_000_050, "plan": "每学期三千元。", "end": "年满十八周岁，或者用完。" }),
        ),
        (
            "referral-letter",
            json!({ "applicant": NAME, "receiver": "山南市民政局", "situation": "无收入。", "needs": "临时救助。" }),
        ),
        (
            "visit-record",
            json!({ "applicant": NAME, "visited_on": "2026-03-02", "way": "入户", "visitors": "央金、多吉", "living": "已复学。" }),
        ),
        (
            "service-receipt",
            json!({ "applicant": NAME, "served": "国家司法救助决定书", "way": "当面送达", "place": "琼嘎顶社区" }),
        ),
    ]
}

/// What a kind is filled in with.
pub fn sample(kind: &str) -> Value {
    samples().into_iter().find(|(known, _)| *known == kind).unwrap().1
}

/// Issues a document of the city.
pub async fn issues(app: &App, kind: &str, fields: Value) -> Result<Document, DocumentError> {
    let change = app.change(Author::System).await.unwrap();
    let new = NewDocument { kind, organ: city(app).await, about: Subject::default(), fields };
    let issued = service::issue(app, &change, new).await?;
    Ok(change.commit(Event::new("test.issued", issued.id), issued).await.unwrap())
}
