//! What the law keeps, in the citizen's words.

use std::collections::BTreeSet;

use crate::{
    app::App,
    applications::{model::Application, service::final_states},
    catalog::{
        Service,
        retention::{Keep, Rule},
    },
    error::Internal,
    platform::clock::local_date,
    privacy::model::Kept,
    web::language::Language,
};

/// What is kept of a matter, and until when: counted from its end, and unknown while it goes on.
pub fn of_matter(app: &App, one: &Application, language: Language) -> Result<Kept, Internal> {
    let rule = app.catalog.retention().of_matter(&one.service_key, one.state);
    let rule = rule.ok_or_else(|| Internal::msg("no rule says how long a matter is kept"))?;
    let service = app.catalog.service(&one.service_key);
    let ended = service.is_some_and(|service| final_states(service).any(|state| state == one.state));
    Ok(Kept {
        receipt_no: one.receipt_no.as_ref().map(ToString::to_string),
        what: rule.what.get(language).to_owned(),
        why: rule.why.get(language).to_owned(),
        how_long: how_long(app, rule.keep, language),
        until: rule.keep.after(one.updated_at).filter(|_| ended).map(local_date),
    })
}

/// What is kept of a service's matters, for the notice: each rule that one can end under, once.
pub fn of_service(app: &App, service: &Service, language: Language) -> Vec<Kept> {
    let mut known = BTreeSet::new();
    let rules =
        final_states(service).filter_map(|state| app.catalog.retention().of_matter(&service.key, state));
    let rules = rules.filter(|rule| known.insert(rule.key.as_str()));
    let kept = |rule: &Rule| Kept {
        receipt_no: None,
        what: rule.what.get(language).to_owned(),
        why: rule.why.get(language).to_owned(),
        how_long: how_long(app, rule.keep, language),
        until: None,
    };
    rules.map(kept).collect()
}

fn how_long(app: &App, keep: Keep, language: Language) -> String {
    let amount = keep.amount.to_string();
    app.texts.say_with(language, &format!("kept-{}s", keep.unit.word()), &[("amount", amount.as_str())])
}
