//! The console's pages of requests for correction: the list, and one with its answer.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post,
    web::{Data, Path, Query, ServiceConfig},
};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use crate::{
    app::App,
    error::{FieldFault, Problem},
    identity::{
        actor::Staff,
        cookie::ConsoleStaff,
        policy::{self, Action},
        portal::first_fault,
    },
    platform::{ids, once::Once, paging::PageQuery},
    privacy::{
        model::{Answer, Outcome},
        service,
    },
    web::{
        language::Language,
        pages::{Serde, context},
        posted::Form,
        problems::{fault_text, problem_text},
    },
};

/// The console's pages.
pub fn pages(config: &mut ServiceConfig) {
    config.service(list).service(show).service(answer);
}

/// Which requests.
#[derive(Deserialize)]
pub struct ListQuery {
    answered: Option<String>,
    after: Option<String>,
}

/// What staff answer, and the key that does it only once.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerForm {
    outcome: Outcome,
    text: String,
    key: String,
}

/// Those that wait, the nearest deadline first, or those that were answered.
#[get("/console/data-requests")]
pub async fn list(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    query: Query<ListQuery>,
) -> Result<HttpResponse, Problem> {
    let answered = query.answered.is_some();
    let page = PageQuery { limit: None, after: query.after.clone() };
    let found = service::requests_at_desk(&app, &staff, !answered, &page).await?;
    let content = context! { items => Serde(&found.items), next => found.next, answered };
    app.pages.render(&request, "privacy/desk_requests.html", content)
}

/// One request with its words.
#[get("/console/data-requests/{id}")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    draw(&app, &request, &staff, *id, StatusCode::OK, "", None).await
}

/// Answers it, or says what must be mended; what was typed stays.
#[post("/console/data-requests/{id}")]
pub async fn answer(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    form: Form<AnswerForm>,
) -> Result<HttpResponse, Problem> {
    let given = Answer { outcome: form.outcome, text: form.text.trim().to_owned() };
    if given.validate().is_err() {
        let fault = FieldFault::new("/text", "bad_length").with("min", 1).with("max", 1000);
        let fault = Some(fault_text(&fault, &app.texts, language));
        return draw(&app, &request, &staff, *id, StatusCode::UNPROCESSABLE_ENTITY, &form.text, fault).await;
    }
    let once = Once::keyed(&form.key, request.path());
    let work = async |change| service::answer_request(&app, change, &staff, *id, &given).await;
    match once.run(app.change(&*staff).await?, &app.cache, &given, work).await {
        Ok(_) => Ok(HttpResponse::SeeOther()
            .insert_header((header::LOCATION, format!("/console/data-requests/{id}")))
            .finish()),
        Err(problem) if matches!(problem.code, "invalid" | "data_request_answered") => {
            let said = || problem_text(&problem, &app.texts, language);
            let fault = first_fault(&app, language, &problem).unwrap_or_else(said);
            draw(&app, &request, &staff, *id, problem.status, &form.text, Some(fault)).await
        }
        Err(problem) => Err(problem),
    }
}

async fn draw(
    app: &App,
    request: &HttpRequest,
    staff: &Staff,
    id: Uuid,
    status: StatusCode,
    text: &str,
    fault: Option<String>,
) -> Result<HttpResponse, Problem> {
    let one = service::open_request(app.change(staff).await?, staff, id).await?;
    let answers = policy::may(staff, Action::WorkOnMatters);
    let content = context! {
        one => Serde(&one), overdue => one.done_at.is_none() && one.due_on < app.clock.today(), answers, text, fault,
        key => ids::new_id().to_string(),
    };
    app.pages.render_with(request, status, "privacy/desk_request.html", content)
}
