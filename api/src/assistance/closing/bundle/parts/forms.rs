//! Forms as they were sent, with the questions beside the answers.

use serde_json::{Value, json};

use super::{Part, record};
use crate::{
    app::App,
    applications::{
        model::{Sent, SentForm},
        summary,
    },
    assistance::closing::bundle::Contents,
    error::Internal,
    web::language::Language::Chinese,
};

/// The forms of all applications of the case.
pub fn forms<'a>(app: &App, contents: &Contents) -> Result<Part<'a>, Internal> {
    let all: Vec<_> = contents.forms.iter().map(|sent| application(app, contents, sent)).collect();
    record(app, "forms", &json!(all))
}

fn application(app: &App, contents: &Contents, sent: &Sent) -> Value {
    let service = app.catalog.service(&sent.service_key);
    let form = |one: &SentForm| {
        let answers = service.map(|service| summary::sections(app, service, &one.form, Chinese));
        json!({ "at": one.at, "form": one.form, "answers": answers })
    };
    json!({
        "application_id": sent.application_id, "receipt": contents.receipts.get(&sent.application_id),
        "service": sent.service_key, "title": service.map(|service| service.title.get(Chinese)),
        "sent": sent.forms.iter().map(form).collect::<Vec<_>>(),
    })
}
