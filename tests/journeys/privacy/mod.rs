//! A citizen's say over their own data, what is erased when, and who acts for whom.

mod consent;
mod copy;
mod deletion;
mod erased;
mod representation;
mod requests;
mod retention;
mod shared_phone;
mod words;

use hechang_tests::{people::Person, town::Town};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::applications::ground::{adds_all_papers, adds_paper, at, consent, drafts, example};

/// The service in which somebody can act for another.
const ASSISTANCE: &str = "judicial-assistance";
/// A service without papers.
const QUESTION: &str = "legal-consultation";

/// A complete form in which a mother applies for a child who is born on this day.
fn for_child(born: &str) -> Value {
    let mut form = example(ASSISTANCE);
    form["applicant"]["birth_date"] = json!(born);
    form["applicant"]["applying_as"] = json!("guardian");
    form["agent"] = json!({ "kind": "parent", "name": "次仁曲珍", "id_type": "other", "id_number": "无", "phone": "13800000009" });
    form
}

/// A complete form in which somebody with a power of attorney applies.
fn by_agent(collect: bool) -> Value {
    let mut form = example(ASSISTANCE);
    form["applicant"]["applying_as"] = json!("agent");
    form["agent"] = json!({
        "kind": "relative", "name": "旺堆", "id_type": "other", "id_number": "无", "phone": "13800000009", "may_collect": collect,
    });
    form
}

/// A draft with this form and every paper, also those that acting for somebody needs.
async fn complete(town: &Town, person: &Person<'_>, center: Uuid, form: &Value) -> Value {
    let draft = drafts(person, center, ASSISTANCE, form).await;
    adds_all_papers(town, &draft).await;
    for line in ["relationship_proof", "power_of_attorney"] {
        adds_paper(town, &draft, line).await;
    }
    draft
}

/// A question, sent.
async fn asks(town: &Town, person: &Person<'_>, center: Uuid) -> Value {
    let draft = drafts(person, center, QUESTION, &example(QUESTION)).await;
    person.post(&format!("{}/submit", at(&draft))).json(&consent(town, QUESTION)).await.expect(200).json()
}
