//! Schedules and closed days of a center.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path, Query},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    appointments::{
        console::{choices, choose, mendable, told},
        model::{NewClosure, NewSchedule, ScheduleChange},
        portal::see_other,
        service,
        view::{ScheduleView, VisitorView},
    },
    error::Problem,
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    organs,
    platform::paging::{Page, PageQuery},
    web::{
        body,
        etag::IfMatch,
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// Which center, what was just done, and whose visits a closed day touches.
#[derive(Clone, Default, Deserialize)]
pub struct KeepingQuery {
    center: Option<Uuid>,
    done: Option<String>,
    closed: Option<chrono::NaiveDate>,
    after: Option<String>,
}

/// A button without fields but where to go back to.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackForm {
    center: Uuid,
}

/// A center's schedules and closed days.
#[get("/console/schedules")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    query: Query<KeepingQuery>,
) -> Result<HttpResponse, Problem> {
    draw(&app, &request, &staff, language, &query, None).await
}

/// What was typed into a form that must be mended.
struct Mend<'a> {
    /// `schedule` or `closure`.
    form: &'static str,
    typed: Value,
    problem: &'a Problem,
}

async fn draw(
    app: &App,
    request: &HttpRequest,
    staff: &ConsoleStaff,
    language: Language,
    query: &KeepingQuery,
    mend: Option<Mend<'_>>,
) -> Result<HttpResponse, Problem> {
    let (center, all) = choose(app, staff, query.center).await?;
    let page = PageQuery { limit: Some(100), after: query.after.clone() };
    let Page { items, next } = service::schedules(app, staff, center.id, &page).await?;
    let first = PageQuery { limit: Some(100), after: None };
    let closures = service::closures(app, staff, center.id, &first).await?.items;
    let (today, title) = (app.clock.today(), |key: &str| {
        app.catalog.service(key).map_or(key.to_owned(), |service| service.title.get(language).to_owned())
    });
    let affected = match query.closed {
        Some(date) => service::affected(app, staff, center.id, date, &first).await?.items,
        None => Vec::new(),
    };
    let affected: Vec<_> = affected.into_iter().map(|visitor| VisitorView::on(visitor, today)).collect();
    let lines: Vec<_> = items
        .into_iter()
        .map(|one| json!({ "title": one.service_key.as_deref().map(title), "one": ScheduleView::from(one) }))
        .collect();
    let services = app.catalog.services().filter(|service| service.bookable);
    let services: Vec<_> = services
        .map(|service| json!({ "value": service.key, "label": service.title.get(language) }))
        .collect();
    let status = mend.as_ref().map_or(StatusCode::OK, |mend| mend.problem.status);
    let wrong = mend.as_ref().map(|mend| told(app, language, mend.problem));
    let content = context! {
        center => center.id.to_string(), name => center.name.get(language), centers => Serde(&choices(&all, &center, language)),
        missing => organs::service::calendar_warnings(app.db.read(), today).await?, may_change => policy::may(staff, Action::KeepSchedules),
        lines => Serde(&lines), next, closures => Serde(&closures), services => Serde(&services), today => today.to_string(),
        done => query.done.as_deref().filter(|done| ["added", "changed"].contains(done)),
        closed => query.closed.map(|date| date.to_string()), affected => Serde(&affected),
        wrong => Serde(&wrong), mending => mend.as_ref().map(|mend| mend.form),
        typed => Serde(mend.map_or_else(|| json!({}), |mend| mend.typed)),
    };
    app.pages.render_with(request, status, "appointments/schedules.html", content)
}

/// The fields of a form as the API's body: what is left empty is left out, numbers are numbers.
fn decoded<T>(pairs: &Pairs, numbers: &[&str]) -> Result<T, Problem>
where
    T: DeserializeOwned + validator::Validate,
{
    let filled = pairs.iter().filter(|(name, value)| name != "center" && !value.trim().is_empty());
    let body: Map<String, Value> = filled
        .map(|(name, value)| {
            let number = value.trim().parse::<i64>().ok().filter(|_| numbers.contains(&name.as_str()));
            (name.clone(), number.map_or_else(|| json!(value.trim()), |number| json!(number)))
        })
        .collect();
    body::decode(&serde_json::to_vec(&body).unwrap_or_default())
}

fn field<T: std::str::FromStr>(pairs: &Pairs, name: &str) -> Result<T, Problem> {
    let value = pairs.iter().find(|(field, _)| field == name).and_then(|(_, value)| value.parse().ok());
    value.ok_or_else(|| Problem::bad_request("unreadable"))
}

fn typed(pairs: &Pairs) -> Value {
    Value::Object(pairs.iter().map(|(name, value)| (name.clone(), json!(value))).collect())
}

/// Adds a schedule.
#[post("/console/schedules")]
pub async fn add(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    form: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let center = field(&form, "center")?;
    let added = async {
        let new: NewSchedule = decoded(&form, &["weekday", "slot_minutes", "capacity"])?;
        Ok(service::create(&app, app.change(&*staff).await?, &staff, center, new).await?)
    };
    match added.await {
        Ok(_) => Ok(see_other(&format!("/console/schedules?center={center}&done=added"))),
        Err(problem) if mendable(&problem) => {
            let query = KeepingQuery { center: Some(center), ..KeepingQuery::default() };
            let mend = Mend { form: "schedule", typed: typed(&form), problem: &problem };
            draw(&app, &request, &staff, language, &query, Some(mend)).await
        }
        Err(problem) => Err(problem),
    }
}

/// Changes a schedule's capacity and end.
#[post("/console/schedules/{id}")]
pub async fn change(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    form: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let (center, version): (Uuid, i32) = (field(&form, "center")?, field(&form, "version")?);
    let changed = async {
        let rest: Pairs = form.iter().filter(|(name, _)| name != "version").cloned().collect();
        let wanted: ScheduleChange = decoded(&rest, &["capacity"])?;
        let based_on = IfMatch::on_version(version);
        Ok(service::change(app.change(&*staff).await?, &staff, *id, &based_on, &wanted).await?)
    };
    match changed.await {
        Ok(_) => Ok(see_other(&format!("/console/schedules?center={center}&done=changed"))),
        Err(problem) if mendable(&problem) => {
            let query = KeepingQuery { center: Some(center), ..KeepingQuery::default() };
            let mend = Mend { form: "change", typed: json!({}), problem: &problem };
            draw(&app, &request, &staff, language, &query, Some(mend)).await
        }
        Err(problem) => Err(problem),
    }
}

/// Closes a day, and shows whom to call.
#[post("/console/closures")]
pub async fn close(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    form: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let center = field(&form, "center")?;
    let closed = async {
        let new: NewClosure = decoded(&form, &[])?;
        Ok(service::close(app.change(&*staff).await?, &staff, center, new).await?)
    };
    match closed.await {
        Ok(closure) => Ok(see_other(&format!("/console/schedules?center={center}&closed={}", closure.date))),
        Err(problem) if mendable(&problem) => {
            let query = KeepingQuery { center: Some(center), ..KeepingQuery::default() };
            let mend = Mend { form: "closure", typed: typed(&form), problem: &problem };
            draw(&app, &request, &staff, language, &query, Some(mend)).await
        }
        Err(problem) => Err(problem),
    }
}

/// Opens a day again.
#[post("/console/closures/{id}/reopen")]
pub async fn reopen(
    app: Data<App>,
    staff: ConsoleStaff,
    id: Path<Uuid>,
    form: Form<BackForm>,
) -> Result<HttpResponse, Problem> {
    service::reopen(app.change(&*staff).await?, &staff, *id).await?;
    Ok(see_other(&format!("/console/schedules?center={}&done=changed", form.center)))
}
