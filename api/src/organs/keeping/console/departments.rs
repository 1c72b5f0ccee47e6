//! Departments.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    boxes, choices, chosen, faults, field, mendable, names, organs::said, reasons, see_other, typed,
};
use crate::{
    app::App,
    error::{FieldFault, Problem},
    identity::{actor::Staff, cookie::ConsoleStaff, fresh::ConsoleFresh},
    organs::{
        keeping::{
            api::commit,
            model::{DepartmentChange, DepartmentView, NewDepartment},
            service,
        },
        model::Line,
    },
    platform::{change::Change, ids, once::Once},
    web::{
        etag::IfMatch,
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// Asks for a new department of an organ.
#[get("/console/organs/{id}/departments/new")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    draw_new(&app, &request, &staff, language, *id, &json!({}), &[]).await
}

async fn draw_new(
    app: &App,
    request: &HttpRequest,
    staff: &Staff,
    language: Language,
    organ: Uuid,
    typed: &Value,
    wrong: &[FieldFault],
) -> Result<HttpResponse, Problem> {
    let organ = service::organ(app.db.read(), staff, organ).await?;
    let content = context! {
        organ => Serde(json!({ "id": organ.id, "name": said(&organ.name, language) })), lines => Serde(lines(app, language, typed)),
        typed => Serde(typed), faults => Serde(faults(app, language, wrong)), key => ids::new_id().to_string(),
    };
    app.pages.render_with(request, status(wrong), "organs/department_new.html", content)
}

fn status(wrong: &[FieldFault]) -> StatusCode {
    if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

fn lines(app: &App, language: Language, typed: &Value) -> Vec<Value> {
    let line = typed.get("line").and_then(Value::as_str).unwrap_or_default();
    choices(app, language, "line", Line::ALL.iter().map(|line| line.word()), line)
}

/// Opens a department.
#[post("/console/organs/{id}/departments/new")]
pub async fn add(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    form: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let added = async {
        let organ = service::organ(app.db.read(), &staff, *id).await?;
        let new = NewDepartment {
            organ_code: organ.code,
            line: chosen(&form, "line")?,
            name: names(&form, "name"),
        };
        let (once, body) = (Once::keyed(field(&form, "key"), request.path()), new.clone());
        let work = async |change: Change| -> Result<DepartmentView, Problem> {
            let (made, event) = service::add_department(&change, &staff, new).await?;
            Ok(change.commit(event, made).await?)
        };
        once.run(app.change(&*staff).await?, &app.cache, &body, work).await
    };
    match added.await {
        Ok(_) => Ok(see_other(&format!("/console/organs/{id}"))),
        Err(problem) => {
            let problem = mendable(problem)?;
            draw_new(&app, &request, &staff, language, *id, &typed(&form), &problem.errors).await
        }
    }
}

/// A department, to be changed or closed.
#[get("/console/departments/{id}")]
pub async fn edit(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleFresh,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let department = service::department(app.db.read(), &staff, *id).await?;
    let mut all = Map::from_iter(boxes("name", Some(&department.name)));
    all.insert("line".into(), json!(department.line));
    all.insert("version".into(), json!(department.version.to_string()));
    draw(&app, &request, language, &department, &Value::Object(all), None)
}

fn draw(
    app: &App,
    request: &HttpRequest,
    language: Language,
    department: &DepartmentView,
    typed: &Value,
    wrong: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let found = wrong.map(|problem| problem.errors.as_slice()).unwrap_or_default();
    let in_use = wrong.is_some_and(|problem| problem.status == StatusCode::CONFLICT);
    let content = context! {
        id => department.id.to_string(), name => said(&department.name, language), organ_id => department.organ_id.to_string(),
        closed => department.closed_at.is_some(), lines => Serde(lines(app, language, typed)), typed => Serde(typed),
        faults => Serde(faults(app, language, found)), reasons => in_use.then(|| reasons(app, language, found)),
    };
    let status = wrong.map_or(StatusCode::OK, |problem| problem.status);
    app.pages.render_with(request, status, "organs/department.html", content)
}

/// Changes a department, or closes it: `act` says which.
#[post("/console/departments/{id}")]
pub async fn act(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleFresh,
    language: Language,
    id: Path<Uuid>,
    form: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let department = service::department(app.db.read(), &staff, *id).await?;
    match done(&app, &staff, *id, &form).await {
        Ok(()) => Ok(see_other(&format!("/console/organs/{}", department.organ_id))),
        Err(problem) => {
            let problem = mendable(problem)?;
            draw(&app, &request, language, &department, &typed(&form), Some(&problem))
        }
    }
}

async fn done(app: &App, staff: &ConsoleFresh, id: Uuid, form: &Pairs) -> Result<(), Problem> {
    let change = app.change(&staff.0.who).await?;
    let event = if field(form, "act") == "close" {
        service::close_department(&change, staff, id).await?
    } else {
        let version = field(form, "version").parse().map_err(|_| Problem::bad_request("unreadable"))?;
        let wanted = DepartmentChange { line: chosen(form, "line")?, name: names(form, "name") };
        service::change_department(&change, staff, id, &IfMatch::on_version(version), wanted).await?.1
    };
    Ok(commit(change, event, ()).await?)
}
