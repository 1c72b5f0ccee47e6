//! Help besides money, by the API.

use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Path},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    assistance::{
        followup::{
            error::FollowUpError,
            model::{Help, NewHelp},
            service,
            view::HelpView,
        },
        rules::Rules,
    },
    error::{Internal, Problem},
    identity::actor::Staff,
    organs,
    platform::once::Once,
    web::{body::Body, etag, language::Language},
};

/// The help that somebody got.
#[derive(Serialize, ToSchema)]
pub struct HelpList {
    /// The first first.
    items: Vec<HelpView>,
}

/// The help that somebody of a case got, with what partners reported by referrals for their application.
#[utoipa::path(tag = "follow-up", responses((status = 200, body = HelpList), (status = 401), (status = 404)))]
#[get("/api/v1/desk/follow-up/people/{person}/help")]
pub async fn list(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
    person: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let (_, help) = service::help_of(&app, &staff, *person).await?;
    let items = shown(&app, help, language).await?;
    Ok(etag::personal_content(&request, &HelpList { items })?)
}

async fn shown(app: &App, help: Vec<Help>, language: Language) -> Result<Vec<HelpView>, Internal> {
    let givers: Vec<_> = help.iter().map(|one| one.organ_id).collect();
    let givers = organs::service::organs_of(app.db.read(), &givers).await?;
    let rules = &Rules::compiled_in().map_err(Internal::from_error)?.visits;
    Ok(help.into_iter().map(|one| HelpView::of(app, rules, &givers, one, language)).collect())
}

/// Records help: economic, social, psychological, for daily life or legal.
#[utoipa::path(tag = "follow-up", request_body = NewHelp, params(("Idempotency-Key" = Option<String>, Header)), responses(
    (status = 201, body = HelpView), (status = 401), (status = 403), (status = 404),
    (status = 422, description = "`/measure`, `/partner_code`: `not_an_option`; `/given_on`: `in_the_future`")))]
#[post("/api/v1/desk/follow-up/people/{person}/help")]
pub async fn give(
    app: Data<App>,
    staff: Staff,
    once: Once,
    language: Language,
    person: Path<Uuid>,
    body: Body<NewHelp>,
) -> Result<HttpResponse, Problem> {
    let work = async |change| -> Result<Help, FollowUpError> {
        service::give_help(change, &staff, *person, body.0.clone()).await
    };
    let help = once.run(app.change(&staff).await?, &app.cache, &body.0, work).await?;
    let view = shown(&app, vec![help], language).await?.pop();
    Ok(HttpResponse::Created().json(view))
}
