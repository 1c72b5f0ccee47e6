//! Answers that have to fit each other (security.md IN-4): a date of birth that names the field of a resident ID card's number beside
//! it by `x-born-by`. A slip here is told and not refused: somebody who can't read copies a card, and the desk has the card's picture.

use chrono::NaiveDate;
use serde_json::Value;

use super::{Form, formats::born_of_resident_id, outline};

impl Form {
    /// The dates of birth that the number beside them contradicts: JSON Pointers, in the form's order.
    pub fn contradictions(&self, form: &Value) -> Vec<String> {
        let mut found = Vec::new();
        for (section, questions) in outline::properties(&self.schema) {
            let Some(answers) = form.get(section) else { continue };
            for (name, question) in outline::properties(questions) {
                if contradicts(question, name, answers) {
                    found.push(outline::below(&outline::below("", section), name));
                }
            }
        }
        found
    }
}

fn contradicts(question: &Value, name: &str, answers: &Value) -> bool {
    let text = |name: &str| answers.get(name).and_then(Value::as_str);
    let number = question.get("x-born-by").and_then(Value::as_str).and_then(text);
    let (told, known) = (text(name), number.and_then(born_of_resident_id));
    let told: Option<NaiveDate> = told.and_then(|told| told.parse().ok());
    told.zip(known).is_some_and(|(told, known)| told != known)
}
