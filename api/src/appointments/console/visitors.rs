//! Today's visitors, and check-in at the door.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path, Query},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    appointments::{
        console::{choices, choose, mendable, told},
        portal::see_other,
        service,
        view::VisitorView,
    },
    error::Problem,
    identity::{cookie::ConsoleStaff, policy},
    platform::paging::{Page, PageQuery},
    web::{
        language::Language,
        pages::{Serde, context},
        posted::Form,
    },
};

/// Which visitors.
#[derive(Deserialize)]
pub struct VisitorQuery {
    center: Option<Uuid>,
    day: Option<NaiveDate>,
    limit: Option<u64>,
    after: Option<String>,
}

/// Where to go back to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActForm {
    center: Uuid,
    day: NaiveDate,
}

/// A ticket that was typed or scanned.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketForm {
    ticket_code: String,
}

/// A line of the list.
#[derive(Serialize)]
struct Line {
    #[serde(flatten)]
    visitor: VisitorView,
    title: String,
}

/// Who comes to a center on a day, by the hour.
#[get("/console/visits")]
pub async fn list(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    query: Query<VisitorQuery>,
) -> Result<HttpResponse, Problem> {
    let (center, all) = choose(&app, &staff, query.center).await?;
    let today = app.clock.today();
    let day = query.day.unwrap_or(today);
    let page = PageQuery { limit: query.limit.or(Some(100)), after: query.after.clone() };
    let Page { items, next } = service::visitors(&app, &staff, center.id, day, &page).await?;
    let lines: Vec<_> = items
        .into_iter()
        .map(|visitor| Line {
            title: title(&app, &visitor.appointment.service_key, language),
            visitor: VisitorView::on(visitor, today),
        })
        .collect();
    let content = context! {
        center => center.id.to_string(), name => center.name.get(language), day => day.to_string(),
        centers => Serde(&choices(&all, &center, language)), lines => Serde(&lines), next,
    };
    app.pages.render(&request, "appointments/visits.html", content)
}

fn title(app: &App, key: &str, language: Language) -> String {
    app.catalog.service(key).map_or(key, |service| service.title.get(language)).to_owned()
}

/// Calls a visitor, or writes down what became of the visit.
#[post("/console/visits/{id}/{action}")]
pub async fn act(
    app: Data<App>,
    staff: ConsoleStaff,
    path: Path<(Uuid, String)>,
    form: Form<ActForm>,
) -> Result<HttpResponse, Problem> {
    let (id, action) = path.into_inner();
    service::act(app.change(&*staff).await?, &staff, id, &action).await?;
    Ok(see_other(&format!("/console/visits?center={}&day={}", form.center, form.day)))
}

/// Asks for a ticket.
#[get("/console/check-in")]
pub async fn ask(app: Data<App>, request: HttpRequest, staff: ConsoleStaff) -> Result<HttpResponse, Problem> {
    policy::require(&staff, policy::Action::ReceiveVisitors)?;
    draw(&app, &request, StatusCode::OK, "", Value::Null, Value::Null)
}

/// Lets in whoever shows it, and says their number.
#[post("/console/check-in")]
pub async fn check_in(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    form: Form<TicketForm>,
) -> Result<HttpResponse, Problem> {
    match service::check_in(app.change(&*staff).await?, &staff, &form.ticket_code)
        .await
        .map_err(Problem::from)
    {
        Ok(one) => {
            let title = title(&app, &one.service_key, language);
            let from = crate::platform::local_time::LocalTime::of(one.starts_at);
            let done =
                json!({ "queue_no": one.queue_no, "title": title, "from": from, "center": one.center_id });
            draw(&app, &request, StatusCode::OK, "", done, Value::Null)
        }
        Err(problem) if mendable(&problem) => {
            let wrong = told(&app, language, &problem);
            draw(&app, &request, problem.status, &form.ticket_code, Value::Null, wrong)
        }
        Err(problem) => Err(problem),
    }
}

fn draw(
    app: &App,
    request: &HttpRequest,
    status: StatusCode,
    typed: &str,
    done: Value,
    wrong: Value,
) -> Result<HttpResponse, Problem> {
    let content = context! { typed, done => Serde(done), wrong => Serde(wrong) };
    app.pages.render_with(request, status, "appointments/check_in.html", content)
}
