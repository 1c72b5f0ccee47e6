//! Who may open a matter: its line of work, whether it is guarded, who is kept out.

use std::collections::BTreeSet;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use minijinja::context;
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    applications::service::service_of,
    desk::{
        console::{Reader, go, matter},
        model::{AccessChange, NewRecusal},
        service,
    },
    error::{Internal, Problem},
    identity::{
        self,
        cookie::ConsoleStaff,
        policy::{self, Action, recusal::Recusal},
    },
    organs::model::Line,
    web::{language::Language, pages::Serde, posted::Form, problems},
};

/// A line of work, none when empty; whether few may open it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessForm {
    line: String,
    guarded: String,
}

/// Who is kept out, oneself when empty; why.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecusalForm {
    staff_id: String,
    reason: String,
}

/// The page.
#[get("/console/applications/{id}/access")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    draw(reader, *id, StatusCode::OK, None, "").await
}

/// Hands it to a line of work, guards it or opens it to all.
#[post("/console/applications/{id}/access")]
pub async fn change(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    form: Form<AccessForm>,
) -> Result<HttpResponse, Problem> {
    let line = Line::ALL.into_iter().find(|line| line.word() == form.line);
    let wanted = AccessChange { line, guarded: form.guarded == "yes" };
    service::set_access(app.change(&*staff).await?, &staff, *id, wanted).await.map_err(Problem::from)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    back(reader, *id).await
}

/// Keeps somebody out.
#[post("/console/applications/{id}/recusals")]
pub async fn recuse(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    form: Form<RecusalForm>,
) -> Result<HttpResponse, Problem> {
    let who = Some(form.staff_id.as_str()).filter(|who| !who.is_empty()).map(str::parse::<Uuid>);
    let staff_id = who.transpose().map_err(|_| Problem::bad_request("unreadable"))?;
    let new = NewRecusal { staff_id, reason: form.reason.clone() };
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let made = service::recuse(app.change(&*staff).await?, &staff, *id, &new).await;
    match made.map_err(Problem::from) {
        Ok(_) => back(reader, *id).await,
        Err(problem) if problem.code == "invalid" => {
            draw(reader, *id, StatusCode::UNPROCESSABLE_ENTITY, Some(problem), &form.reason).await
        }
        Err(problem) => Err(problem),
    }
}

/// Lets somebody in again.
#[post("/console/applications/{id}/recusals/{recusal}/end")]
pub async fn let_in(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    path: Path<(Uuid, Uuid)>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, Problem> {
    let (id, recusal) = path.into_inner();
    service::end_recusal(app.change(&*staff).await?, &staff, id, recusal).await.map_err(Problem::from)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    back(reader, id).await
}

/// A form with a button alone.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// Back to the page; to the queue for whoever may open the matter no more.
async fn back(reader: Reader<'_>, id: Uuid) -> Result<HttpResponse, Problem> {
    let still = service::access(reader.app, reader.staff, id).await.map(drop).map_err(Problem::from);
    match still {
        Ok(()) => Ok(go(&format!("/console/applications/{id}/access"))),
        Err(problem) if problem.status == StatusCode::NOT_FOUND => Ok(go("/console")),
        Err(problem) => Err(problem),
    }
}

async fn draw(
    reader: Reader<'_>,
    id: Uuid,
    status: StatusCode,
    problem: Option<Problem>,
    reason: &str,
) -> Result<HttpResponse, Problem> {
    let Reader { app, request, staff, language } = reader;
    let access = service::access(app, staff, id).await.map_err(Problem::from)?;
    let application = service::matter(app, staff, id).await.map_err(Problem::from)?.dossier.application;
    let supervises = policy::may(staff, Action::Protect);
    let service = service_of(app, &application)?;
    let lines = Line::ALL.map(|line| json!({ "key": line.word(), "chosen": access.line == Some(line) }));
    let others = if supervises { matter::colleagues(reader, &application).await? } else { Vec::new() };
    let others = others.into_iter().filter(|one| one.id != staff.id);
    let others: Vec<_> = others.map(|one| json!({ "id": one.id, "name": one.username })).collect();
    let content = context! {
        head => Serde(matter::head(reader, service, &application).await?),
        guarded => access.guarded, lines => Serde(lines), others => Serde(others),
        recusals => Serde(told(app, &access.recusals).await?),
        works => policy::may(staff, Action::WorkOnMatters), supervises, reason,
        oversees => policy::may(staff, Action::Oversee),
        problem => problem.as_ref().map(|problem| Serde(problems::describe(problem, &app.texts, language, ""))),
    };
    app.pages.render_with(request, status, "desk/access.html", content)
}

/// Recusals with the names of whom they are about and who made them.
async fn told(app: &App, recusals: &[Recusal]) -> Result<Vec<Value>, Internal> {
    let people: BTreeSet<_> = recusals.iter().flat_map(|one| [one.staff_id, one.made_by]).collect();
    let names = identity::staff::usernames(app.db.read(), &people).await?;
    let told = recusals.iter().map(|one| {
        json!({
            "id": one.id, "who": names.get(&one.staff_id), "by": names.get(&one.made_by),
            "reason": one.reason, "made_at": one.made_at, "ended_at": one.ended_at,
        })
    });
    Ok(told.collect())
}
