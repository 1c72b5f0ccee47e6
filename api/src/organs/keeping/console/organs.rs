//! Organs and partners: the list, one of them, and closing it.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path, Query},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{LIST, mendable, reasons, see_other};
use crate::{
    app::App,
    error::{FieldFault, Problem},
    identity::{actor::Staff, cookie::ConsoleStaff, fresh::ConsoleFresh},
    organs::keeping::{
        api::commit,
        model::{Names, OrganView},
        service,
    },
    platform::paging::PageQuery,
    web::{
        language::{Language, Text},
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// The administrator's organ and those below it.
#[get("/console/organs")]
pub async fn list(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let page = service::organs(app.db.read(), &staff, &page).await?;
    let lines: Vec<_> = page.items.iter().map(|organ| line(organ, language)).collect();
    app.pages.render(&request, "organs/list.html", context! { lines => Serde(lines), next => page.next })
}

pub(super) fn line(organ: &OrganView, language: Language) -> Value {
    json!({
        "id": organ.id, "code": organ.code, "name": said(&organ.name, language), "kind": organ.kind, "level": organ.level,
        "partner": organ.partner, "parent": organ.parent_code, "closed": organ.closed_at.is_some(),
    })
}

/// A name in the reader's language.
pub(super) fn said(names: &Names, language: Language) -> String {
    Text::from(names.clone()).get(language).to_owned()
}

/// An organ with its departments and centers.
#[get("/console/organs/{id}")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let db = app.db.read();
    let organ = service::organ(db, &staff, *id).await?;
    let departments = service::departments(db, &staff, *id).await?;
    let departments = departments.iter().map(|department| {
        json!({ "id": department.id, "name": said(&department.name, language), "line": department.line, "closed": department.closed_at.is_some() })
    });
    let centers = service::centers_at(db, &staff, *id).await?;
    let centers = centers.iter().map(|center| {
        json!({ "id": center.id, "code": center.code, "name": said(&center.name, language), "closed": center.closed_at.is_some() })
    });
    let content = context! {
        organ => Serde(line(&organ, language)), view => Serde(&organ), own => organ.id == staff.organ_id,
        short_name => organ.short_name.as_ref().map(|short| said(short, language)),
        departments => Serde(departments.collect::<Vec<_>>()), centers => Serde(centers.collect::<Vec<_>>()),
    };
    app.pages.render(&request, "organs/show.html", content)
}

/// Asks whether it is to be closed, or says why it can't be.
#[get("/console/organs/{id}/close")]
pub async fn ask_close(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleFresh,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let obstacles = service::organ_obstacles(&app, app.db.read(), &staff, *id).await?;
    draw_close(&app, &request, &staff, language, *id, StatusCode::OK, &obstacles).await
}

async fn draw_close(
    app: &App,
    request: &HttpRequest,
    staff: &Staff,
    language: Language,
    id: Uuid,
    status: StatusCode,
    obstacles: &[FieldFault],
) -> Result<HttpResponse, Problem> {
    let organ = service::organ(app.db.read(), staff, id).await?;
    let content = context! {
        organ => Serde(line(&organ, language)), reasons => reasons(app, language, obstacles),
    };
    app.pages.render_with(request, status, "organs/close.html", content)
}

/// Closes an organ for good.
#[post("/console/organs/{id}/close")]
pub async fn close(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleFresh,
    language: Language,
    id: Path<Uuid>,
    _form: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let change = app.change(&staff.0.who).await?;
    match service::close_organ(&app, &change, &staff, *id).await {
        Ok(event) => {
            commit(change, event, ()).await?;
            Ok(see_other(&format!("{LIST}/{id}")))
        }
        Err(error) => {
            drop(change);
            let problem = mendable(error.into())?;
            draw_close(&app, &request, &staff, language, *id, problem.status, &problem.errors).await
        }
    }
}
