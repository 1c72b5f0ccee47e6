//! Who acts for the applicant, beside the papers that bear it out; confirming it, each power by itself.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    app::App,
    applications::service::service_of,
    catalog::Service,
    desk::{
        console::{Reader, go, matter, papers},
        service,
    },
    error::{FieldFault, Problem},
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    materials,
    representation::{
        self,
        model::{Finding, State},
    },
    web::{
        etag::IfMatch,
        language::Language,
        pages::{Serde, context},
        posted::Form,
        problems,
    },
};

/// Characters of a reason.
const LONGEST: usize = 500;

/// What staff found, and the version that they saw.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FindingForm {
    state: State,
    may_apply: Option<String>,
    may_collect: Option<String>,
    reason: String,
    version: i32,
}

/// Shows it.
#[get("/console/applications/{id}/representation")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    draw(reader, *id, None, None).await
}

/// Confirms or refuses, or says what must be mended; what was typed stays.
#[post("/console/applications/{id}/representation")]
pub async fn judge(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    form: Form<FindingForm>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let finding = form.finding();
    let based_on = IfMatch::on_version(form.version);
    let too_long = finding.reason.as_ref().is_some_and(|reason| reason.chars().count() > LONGEST);
    let judged = if too_long {
        Err(Problem::invalid(vec![FieldFault::new("/reason", "too_long").with("max", LONGEST)]))
    } else {
        let change = app.change(&*staff).await?;
        let judged = representation::service::judge(change, &staff, *id, &based_on, &finding).await;
        judged.map(drop).map_err(Problem::from)
    };
    match judged {
        Ok(()) => Ok(go(&format!("/console/applications/{id}/representation"))),
        Err(problem) if matches!(problem.code, "invalid" | "precondition_failed") => {
            draw(reader, *id, Some(&finding), Some(problem)).await
        }
        Err(problem) => Err(problem),
    }
}

impl FindingForm {
    fn finding(&self) -> Finding {
        let reason = self.reason.trim();
        Finding {
            state: self.state,
            may_apply: self.may_apply.is_some(),
            may_collect: self.may_collect.is_some(),
            reason: Some(reason.to_owned()).filter(|reason| !reason.is_empty()),
        }
    }
}

async fn draw(
    reader: Reader<'_>,
    id: Uuid,
    typed: Option<&Finding>,
    problem: Option<Problem>,
) -> Result<HttpResponse, Problem> {
    let Reader { app, request, staff, language } = reader;
    let found = representation::service::at_desk(app, staff, id).await?;
    let dossier = service::open(app.change(staff).await?, staff, id).await?.dossier;
    let service = service_of(app, &dossier.application)?;
    let pictures = materials::service::with_preview(app.db.read(), id).await?;
    let evidence = papers::lines(service, &dossier, &pictures, &[], language);
    let evidence: Vec<_> = evidence.into_iter().filter(|line| proves(service, line.key)).collect();
    let fault = problem.as_ref().and_then(|problem| problem.errors.first());
    let fault = fault.map(|fault| problems::fault_text(fault, &app.texts, language));
    let said = problem.as_ref().filter(|problem| problem.errors.is_empty());
    let content = context! {
        head => Serde(matter::head(reader, service, &dossier.application).await?),
        found => Serde(&found), relation => relation(service, found.relation.as_deref(), language), version => found.version, evidence => Serde(&evidence),
        typed => typed.map(Serde), judges => policy::may(staff, Action::WorkOnMatters), fault,
        problem => said.map(|problem| Serde(problems::describe(problem, &app.texts, language, ""))),
    };
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    app.pages.render_with(request, status, "desk/representation.html", content)
}

/// What they are to the applicant, in the words of the form.
fn relation<'a>(service: &'a Service, choice: Option<&str>, language: Language) -> Option<&'a str> {
    let place = service.representation.as_ref()?.relation.replace('/', "/properties/");
    let choices = service.form.schema(language).pointer(&format!("{place}/oneOf"))?.as_array()?;
    let chosen = choices.iter().find(|one| one.get("const").and_then(Value::as_str) == choice)?;
    chosen.get("title")?.as_str()
}

fn proves(service: &Service, line: &str) -> bool {
    service.representation.as_ref().is_some_and(|known| known.evidence.iter().any(|key| key == line))
}
