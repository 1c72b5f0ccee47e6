//! Centers.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{center_form, faults, field, mendable, organs::said, reasons, see_other, typed};
use crate::{
    app::App,
    error::{FieldFault, Problem},
    identity::{
        actor::Staff,
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    organs::{
        keeping::{
            api::commit,
            center_model::{CenterChange, KeptCenter, NewCenter},
            service,
        },
        model::Kind,
        service as organs,
    },
    platform::{change::Change, ids, once::Once},
    web::{
        etag::IfMatch,
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// Whose center is to be made.
#[derive(Deserialize)]
pub struct Making {
    organ: Option<String>,
}

/// Asks for a new center.
#[get("/console/centers/new")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    making: Query<Making>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::KeepOrgans)?;
    let organ = making.organ.as_deref().unwrap_or(&staff.organ_code);
    draw_new(&app, &request, &staff, language, &json!({ "organ_code": organ }), &[]).await
}

async fn draw_new(
    app: &App,
    request: &HttpRequest,
    staff: &Staff,
    language: Language,
    typed: &Value,
    wrong: &[FieldFault],
) -> Result<HttpResponse, Problem> {
    let chosen = typed.get("organ_code").and_then(Value::as_str).unwrap_or_default();
    let reach = organs::organs_from(app.db.read(), staff.organ_id).await?;
    let keepers = reach.iter().filter(|organ| organ.kind == Kind::Procuratorate).map(|organ| {
        let label = format!("{} {}", organ.code, organ.name.get(language));
        json!({ "value": organ.code, "label": label, "chosen": organ.code == chosen })
    });
    let content = context! {
        organs => Serde(keepers.collect::<Vec<_>>()), typed => Serde(typed), key => ids::new_id().to_string(),
        faults => Serde(faults(app, language, wrong)),
    };
    app.pages.render_with(request, status(wrong), "organs/center_new.html", content)
}

fn status(wrong: &[FieldFault]) -> StatusCode {
    if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

/// Makes a center.
#[post("/console/centers/new")]
pub async fn add(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    form: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let added = async {
        let new = new_center(&form)?;
        let (once, body) = (Once::keyed(field(&form, "key"), request.path()), new.clone());
        let work = async |change: Change| -> Result<KeptCenter, Problem> {
            let (made, event) = service::add_center(&change, &staff, new).await?;
            Ok(change.commit(event, made).await?)
        };
        once.run(app.change(&*staff).await?, &app.cache, &body, work).await
    };
    match added.await {
        Ok(made) => Ok(see_other(&format!("/console/centers/{}", made.id))),
        Err(problem) => {
            let wrong = center_form::by_weekday(&mendable(problem)?.errors, &form);
            draw_new(&app, &request, &staff, language, &typed(&form), &wrong).await
        }
    }
}

fn new_center(form: &Pairs) -> Result<NewCenter, Problem> {
    let place = center_form::read(form).map_err(Problem::invalid)?;
    let CenterChange { name, address, phone, latitude, longitude, opening_hours } = place;
    let (code, organ_code) = (field(form, "code").to_owned(), field(form, "organ_code").to_owned());
    Ok(NewCenter { code, organ_code, name, address, phone, latitude, longitude, opening_hours })
}

/// A center, to be changed.
#[get("/console/centers/{id}")]
pub async fn edit(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let center = service::center(app.db.read(), &staff, *id).await?;
    draw(&app, &request, language, &center, &center_form::written(&center), &[])
}

fn draw(
    app: &App,
    request: &HttpRequest,
    language: Language,
    center: &KeptCenter,
    typed: &Value,
    wrong: &[FieldFault],
) -> Result<HttpResponse, Problem> {
    let content = context! {
        id => center.id.to_string(), code => center.code.as_str(), name => said(&center.name, language),
        organ_code => center.organ_code.as_str(), closed => center.closed_at.is_some(), typed => Serde(typed),
        faults => Serde(faults(app, language, wrong)),
    };
    app.pages.render_with(request, status(wrong), "organs/center.html", content)
}

/// Changes a center.
#[post("/console/centers/{id}")]
pub async fn alter(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    form: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let version = field(&form, "version").parse().map_err(|_| Problem::bad_request("unreadable"))?;
    let changed = async {
        let wanted = center_form::read(&form).map_err(Problem::invalid)?;
        let change = app.change(&*staff).await?;
        let based_on = IfMatch::on_version(version);
        let (_, event) = service::change_center(&change, &staff, *id, &based_on, wanted).await?;
        Ok(commit(change, event, ()).await?)
    };
    match changed.await {
        Ok(()) => Ok(see_other(&format!("/console/centers/{id}"))),
        Err(problem) => {
            let wrong = center_form::by_weekday(&mendable(problem)?.errors, &form);
            let center = service::center(app.db.read(), &staff, *id).await?;
            draw(&app, &request, language, &center, &typed(&form), &wrong)
        }
    }
}

/// Asks whether it is to be closed, or says why it can't be.
#[get("/console/centers/{id}/close")]
pub async fn ask_close(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let center = service::center(app.db.read(), &staff, *id).await?;
    let obstacles = service::center_obstacles(app.db.read(), &staff, *id, app.clock.now()).await?;
    draw_close(&app, &request, language, &center, StatusCode::OK, &obstacles)
}

fn draw_close(
    app: &App,
    request: &HttpRequest,
    language: Language,
    center: &KeptCenter,
    status: StatusCode,
    obstacles: &[FieldFault],
) -> Result<HttpResponse, Problem> {
    let content = context! {
        id => center.id.to_string(), name => said(&center.name, language), reasons => reasons(app, language, obstacles),
    };
    app.pages.render_with(request, status, "organs/center_close.html", content)
}

/// Closes a center for good.
#[post("/console/centers/{id}/close")]
pub async fn close(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    _form: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let change = app.change(&*staff).await?;
    match service::close_center(&change, &staff, *id).await {
        Ok(event) => {
            commit(change, event, ()).await?;
            Ok(see_other(&format!("/console/centers/{id}")))
        }
        Err(error) => {
            drop(change);
            let problem = mendable(error.into())?;
            let center = service::center(app.db.read(), &staff, *id).await?;
            draw_close(&app, &request, language, &center, problem.status, &problem.errors)
        }
    }
}
