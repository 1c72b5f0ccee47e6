//! The console's pages of organs, departments, partners and centers.

mod center_form;
mod centers;
mod departments;
mod organ_form;
mod organs;

use std::collections::BTreeMap;

use actix_web::{HttpResponse, http::header, web::ServiceConfig};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{
    app::App,
    error::{FieldFault, Problem},
    organs::keeping::model::Names,
    web::{language::Language, posted::Pairs, problems::fault_text},
};

const LIST: &str = "/console/organs";

/// The pages.
pub fn pages(config: &mut ServiceConfig) {
    config
        .service(organs::list)
        .service(organ_form::ask)
        .service(organ_form::add)
        .service(organs::show)
        .service(organ_form::edit)
        .service(organ_form::alter)
        .service(organs::ask_close)
        .service(organs::close)
        .service(departments::ask)
        .service(departments::add)
        .service(departments::edit)
        .service(departments::act)
        .service(centers::ask)
        .service(centers::add)
        .service(centers::edit)
        .service(centers::alter)
        .service(centers::ask_close)
        .service(centers::close);
}

fn field<'a>(pairs: &'a Pairs, name: &str) -> &'a str {
    pairs.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
}

/// A field that may stay empty.
fn filled(pairs: &Pairs, name: &str) -> Option<String> {
    Some(field(pairs, name).to_owned()).filter(|text| !text.is_empty())
}

/// A word of a closed list, as the API writes it.
fn word<T: DeserializeOwned>(pairs: &Pairs, name: &str) -> Option<T> {
    serde_json::from_value(json!(field(pairs, name))).ok()
}

/// The same, naming the field when none was chosen.
fn chosen<T: DeserializeOwned>(pairs: &Pairs, name: &str) -> Result<T, Problem> {
    word(pairs, name)
        .ok_or_else(|| Problem::invalid(vec![FieldFault::new(format!("/{name}"), "not_an_option")]))
}

/// A name in three boxes.
fn names(pairs: &Pairs, name: &str) -> Names {
    Names {
        zh_cn: field(pairs, &format!("{name}_zh")).to_owned(),
        bo_cn: filled(pairs, &format!("{name}_bo")),
        en: filled(pairs, &format!("{name}_en")),
    }
}

/// The same back into its boxes.
fn boxes(name: &str, names: Option<&Names>) -> Vec<(String, Value)> {
    let (zh, bo, en) = names.map_or(("", None, None), |names| {
        (names.zh_cn.as_str(), names.bo_cn.as_deref(), names.en.as_deref())
    });
    [("zh", Some(zh)), ("bo", bo), ("en", en)]
        .into_iter()
        .map(|(language, text)| (format!("{name}_{language}"), json!(text.unwrap_or_default())))
        .collect()
}

/// What was typed, to be shown again.
fn typed(pairs: &Pairs) -> Value {
    Value::Object(pairs.iter().map(|(name, value)| (name.clone(), json!(value.trim()))).collect())
}

/// Words for each wrong field, by the name of its box.
fn faults(app: &App, language: Language, found: &[FieldFault]) -> BTreeMap<String, String> {
    let place = |fault: &FieldFault| {
        let pointer = fault.pointer.trim_start_matches('/').replace('/', "_");
        pointer.replace("zh-CN", "zh").replace("bo-CN", "bo")
    };
    found.iter().map(|fault| (place(fault), fault_text(fault, &app.texts, language))).collect()
}

/// Why something can't be closed, in words.
fn reasons(app: &App, language: Language, found: &[FieldFault]) -> Vec<String> {
    found.iter().map(|fault| fault_text(fault, &app.texts, language)).collect()
}

/// Choices of a closed list, with their words in the locales.
fn choices<'a>(
    app: &App,
    language: Language,
    prefix: &str,
    all: impl IntoIterator<Item = &'a str>,
    chosen: &str,
) -> Vec<Value> {
    let choice = |word: &str| {
        let label = app.texts.say(language, &format!("{prefix}-{word}"));
        json!({ "value": word, "label": label, "chosen": word == chosen })
    };
    all.into_iter().map(choice).collect()
}

/// A page is shown again with what is wrong, or the problem has a page of its own.
fn mendable(problem: Problem) -> Result<Problem, Problem> {
    if problem.errors.is_empty() { Err(problem) } else { Ok(problem) }
}

fn see_other(page: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, page)).finish()
}
