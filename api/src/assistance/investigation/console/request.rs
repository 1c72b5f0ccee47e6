//! One request, for the asked procuratorate.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use uuid::Uuid;

use super::{once, sound, told};
use crate::{
    app::App,
    assistance::{
        console::{
            Reader,
            fields::{self, Fields},
            go, mendable,
        },
        investigation::{
            model::{NewAnswer, RequestAction, RequestFile, RequestState},
            service, view,
        },
    },
    error::{FieldFault, Problem},
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    platform::ids,
    web::{
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// The page. Looking at it is on the audit record.
#[get("/console/investigation/requests/{id}")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    draw(reader, *id, &Fields::default(), None).await
}

/// Receives it, answers it, or sends it back; or says what must be mended.
#[post("/console/investigation/requests/{id}/actions")]
pub async fn act(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::Investigate)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let fields = Fields(posted.into_inner());
    match acted(reader, *id, &fields).await {
        // What is returned is theirs no more.
        Ok(file) if file.request.state == RequestState::Returned => Ok(go("/console/investigation")),
        Ok(_) => Ok(go(&place(*id))),
        Err(problem) if mendable(&problem) => draw(reader, *id, &fields, Some(&problem)).await,
        Err(problem) => Err(problem),
    }
}

async fn acted(reader: Reader<'_>, id: Uuid, fields: &Fields) -> Result<RequestFile, Problem> {
    let action: Option<RequestAction> = fields.choice("action")?;
    let Some(action) = action else {
        return Err(Problem::invalid(vec![FieldFault::new("/action", "required")]));
    };
    let text = fields.some("text").filter(|_| action != RequestAction::Receive);
    let new = sound(NewAnswer { text })?;
    let body = serde_json::json!({ "action": action, "new": new });
    let work = async |change| service::act(change, reader.staff, id, action, new.clone()).await;
    once(reader, fields, &body, work).await
}

pub(super) fn place(request: Uuid) -> String {
    format!("/console/investigation/requests/{request}")
}

pub(super) async fn draw(
    reader: Reader<'_>,
    id: Uuid,
    typed: &Fields,
    problem: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let Reader { app, staff, language, .. } = reader;
    let file = service::look_at_request(app.change(staff).await?, staff, id).await?;
    let (faults, summary) = told(reader, problem);
    let received = file.request.state == RequestState::Received;
    let views = view::requests(app, staff, std::slice::from_ref(&file), language).await?;
    let content = context! {
        request => Serde(views.into_iter().next()), key => ids::new_id().to_string(),
        uploads => received && policy::may(staff, Action::Investigate),
        typed => Serde(typed.value()), faults => Serde(faults), summary => Serde(summary),
        problem => fields::other(reader, problem).map(Serde),
    };
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    app.pages.render_with(reader.request, status, "investigation/request.html", content)
}
