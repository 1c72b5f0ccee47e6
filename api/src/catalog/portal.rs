//! A service's page: who may apply, what it takes, how long.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use serde::Serialize;

use crate::{
    app::App,
    catalog::{ChecklistLine, Limit, Service},
    error::Problem,
    organs::service::center_by_code,
    platform::ids,
    web::{
        language::Language,
        pages::{Serde, context},
    },
};

/// A line of the checklist in the reader's language.
#[derive(Serialize)]
struct Paper<'a> {
    title: &'a str,
    help: &'a str,
    /// `needed`, `sometimes` or `optional`.
    need: &'static str,
}

/// A step, with how long it takes at most.
#[derive(Serialize)]
struct Stage<'a> {
    title: &'a str,
    amount: Option<u32>,
    unit: Option<String>,
}

fn paper(line: &ChecklistLine, language: Language) -> Paper<'_> {
    let need = match (line.required, &line.required_if) {
        (true, _) => "needed",
        (false, Some(_)) => "sometimes",
        (false, None) => "optional",
    };
    Paper { title: line.title.get(language), help: line.help.get(language), need }
}

fn stages(service: &Service, language: Language) -> Vec<Stage<'_>> {
    let limit =
        |step: &crate::catalog::Step| step.limit.as_deref().and_then(|key| service.workflow.limit(key));
    let unit = |limit: &Limit| serde_json::to_value(limit.unit).ok()?.as_str().map(str::to_owned);
    let stage = |step| {
        let limit: Option<&Limit> = limit(step);
        Stage {
            title: step.title.get(language),
            amount: limit.map(|limit| limit.amount),
            unit: limit.and_then(unit),
        }
    };
    service.steps.iter().map(stage).collect()
}

/// A service at a center, with the button that begins an application.
#[get("/c/{code}/s/{key}")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    language: Language,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (code, key) = path.into_inner();
    let center = center_by_code(app.db.read(), &code).await?;
    let service = app.catalog.service(&key).ok_or_else(Problem::not_found)?;
    let papers: Vec<_> = service.checklist.iter().map(|line| paper(line, language)).collect();
    let who: Vec<_> = service.who_may_apply.iter().map(|text| text.get(language)).collect();
    let content = context! {
        center => context! { code => center.code, name => Serde(&center.name) },
        service => context! { key => service.key.as_str(), title => service.title.get(language),
            summary => service.summary.get(language), bookable => service.bookable,
            notice_version => service.consent.version.as_str() },
        who => Serde(&who), papers => Serde(&papers), stages => Serde(&stages(service, language)),
        // Sent twice, the form begins one application.
        begin_key => ids::new_id().to_string(),
    };
    app.pages.render(&request, "service/service.html", content)
}
