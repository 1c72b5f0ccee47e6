//! The API's faces of assistance.

pub mod matters;
pub mod scales;
pub mod wages;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post, put,
    web::{Data, Json, Path, Query},
};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::{
    app::App,
    assistance::{
        error::AssistanceError,
        model::{CaseFile, CaseState, Description, NewCase, NewPerson, NewProposal, NewVerdict, PostsBody},
        service,
        view::{CaseLine, CaseView, HolderView, SuggestionView},
    },
    error::Problem,
    identity::{actor::Staff, fresh::Fresh},
    platform::{
        once::Once,
        paging::{Page, PageQuery},
    },
    web::{
        body::Body,
        etag::{self, IfMatch},
        language::Language,
    },
};

/// Which cases.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct StateQuery {
    /// Only this state.
    state: Option<CaseState>,
}

/// By which grade of the office's own scale.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct GradeQuery {
    /// The grade's key, where the office has a scale.
    pub grade: Option<String>,
}

/// Opens a case from accepted applications in the same underlying case; one that was only accepted is under review from then on.
#[utoipa::path(tag = "assistance", request_body = NewCase, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = CaseView), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`application_in_a_case`, `application_not_under_review`, `person_in_the_case`"), (status = 422)))]
#[post("/api/v1/desk/assistance/cases")]
pub async fn open(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    once: Once,
    language: Language,
    body: Body<NewCase>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<CaseFile, AssistanceError> {
        service::open(&app, change, &staff, body.0.clone()).await
    };
    let file = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    let (location, version) = (format!("/api/v1/desk/assistance/cases/{}", file.case.id), file.case.version);
    let view = CaseView::of(&app, &staff, file, language).await?;
    let mut answer = etag::personal(&request, StatusCode::CREATED, version, &view);
    let location = header::HeaderValue::from_str(&location).map_err(crate::error::Internal::from_error)?;
    answer.headers_mut().insert(header::LOCATION, location);
    Ok(answer)
}

/// The cases that the reader may open, the newest first.
#[utoipa::path(tag = "assistance", responses(
    (status = 200, body = Page<CaseLine>), (status = 401), (status = 422)))]
#[get("/api/v1/desk/assistance/cases")]
pub async fn list(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    asked: Query<StateQuery>,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let page = service::list(&app, &staff, asked.state, &page).await?;
    Ok(etag::personal_content(&request, &page.map(CaseLine::from))?)
}

/// One case. That it was looked at is on the audit record.
#[utoipa::path(tag = "assistance", responses((status = 200, body = CaseView), (status = 401), (status = 404)))]
#[get("/api/v1/desk/assistance/cases/{id}")]
pub async fn show(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let file = service::look(&app, app.change(&staff).await?, &staff, *id).await?;
    told(&app, &staff, &request, file, language).await
}

/// Adds somebody who has no application of their own.
#[utoipa::path(tag = "assistance", request_body = NewPerson, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = CaseView), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`case_not_preparing`, `person_in_the_case`"), (status = 422)))]
#[post("/api/v1/desk/assistance/cases/{id}/people")]
pub async fn add_person(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    once: Once,
    language: Language,
    id: Path<Uuid>,
    body: Body<NewPerson>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<CaseFile, AssistanceError> {
        service::add_person(change, &staff, *id, body.0.clone()).await
    };
    let file = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    told(&app, &staff, &request, file, language).await
}

/// Says under what somebody may be assisted, and what shows the groups they belong to.
#[utoipa::path(tag = "assistance", request_body = Description, params(("If-Match" = String, Header)), responses(
    (status = 200, body = CaseView), (status = 401), (status = 403), (status = 404), (status = 409, description = "`case_not_preparing`"),
    (status = 412), (status = 422), (status = 428)))]
#[put("/api/v1/desk/assistance/cases/{id}/people/{person}")]
pub async fn describe_person(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    place: Path<(Uuid, Uuid)>,
    based_on: IfMatch,
    body: Body<Description>,
) -> Result<HttpResponse, Problem> {
    let change = app.change(&staff).await?;
    let file = service::describe_person(change, &staff, *place, &based_on, body.0).await?;
    told(&app, &staff, &request, file, language).await
}

/// What the rules say about everybody, each amount with its reasons.
#[utoipa::path(tag = "assistance", responses(
    (status = 200, body = Vec<SuggestionView>), (status = 401), (status = 404)))]
#[get("/api/v1/desk/assistance/cases/{id}/suggestions")]
pub async fn suggest(
    app: Data<App>,
    staff: Staff,
    id: Path<Uuid>,
    asked: Query<GradeQuery>,
) -> Result<Json<Vec<SuggestionView>>, Problem> {
    let found = service::suggest(&app, &staff, *id, asked.grade.as_deref()).await?;
    Ok(Json(found.into_iter().map(SuggestionView::from).collect()))
}

/// Puts a proposal on the table: everybody with an amount or a refusal.
#[utoipa::path(tag = "assistance", request_body = NewProposal, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = CaseView), (status = 401), (status = 403), (status = 404),
    (status = 409, description = "`case_not_preparing`, `application_not_under_review`"), (status = 422, description = "every broken rule by pointer")))]
#[post("/api/v1/desk/assistance/cases/{id}/proposals")]
pub async fn propose(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    once: Once,
    language: Language,
    id: Path<Uuid>,
    body: Body<NewProposal>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<CaseFile, AssistanceError> {
        service::propose(&app, change, &staff, *id, body.0.clone()).await
    };
    let file = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    told(&app, &staff, &request, file, language).await
}

/// Takes the next step of the chain; the last one decides. Asks for a proof of at most five minutes ago.
#[utoipa::path(tag = "assistance", request_body = NewVerdict, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 200, body = CaseView), (status = 401), (status = 403, description = "`forbidden`, `holder_unknown`, `step_up_needed`, `four_eyes`, `another_post`"), (status = 404),
    (status = 409, description = "`nothing_to_decide`, `application_not_under_review`, `already_assisted`, `budget_short`"), (status = 422)))]
#[post("/api/v1/desk/assistance/cases/{id}/steps")]
pub async fn decide(
    app: Data<App>,
    staff: Fresh,
    request: HttpRequest,
    once: Once,
    language: Language,
    id: Path<Uuid>,
    body: Body<NewVerdict>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<CaseFile, AssistanceError> {
        service::decide(&app, change, &staff, *id, body.0.clone()).await
    };
    let file = once.run(app.change(&*staff).await?, &app.cache, &body.0, work).await?;
    told(&app, &staff, &request, file, language).await
}

/// Those who decide at the reader's organ and below it, with their posts.
#[utoipa::path(tag = "assistance", responses((status = 200, body = Vec<HolderView>), (status = 401), (status = 403)))]
#[get("/api/v1/desk/assistance/posts")]
pub async fn posts(app: Data<App>, staff: Staff) -> Result<Json<Vec<HolderView>>, Problem> {
    let holders = service::posts(app.db.read(), &staff).await?;
    Ok(Json(holders.into_iter().map(HolderView::from).collect()))
}

/// Gives somebody who decides these posts and no others.
#[utoipa::path(tag = "assistance", request_body = PostsBody, responses(
    (status = 204), (status = 401), (status = 403), (status = 404), (status = 422)))]
#[post("/api/v1/desk/assistance/posts/{staff_id}")]
pub async fn set_posts(
    app: Data<App>,
    staff: Staff,
    staff_id: Path<Uuid>,
    body: Body<PostsBody>,
) -> Result<HttpResponse, Problem> {
    service::set_posts(app.change(&staff).await?, &staff, *staff_id, &body.posts).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn told(
    app: &App,
    staff: &Staff,
    request: &HttpRequest,
    file: CaseFile,
    language: Language,
) -> Result<HttpResponse, Problem> {
    let version = file.case.version;
    let view = CaseView::of(app, staff, file, language).await?;
    Ok(etag::personal(request, StatusCode::OK, version, &view))
}
