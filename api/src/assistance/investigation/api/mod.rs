//! The API's faces of investigation.

pub mod files;
pub mod requests;
pub mod tasks;

use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    assistance::investigation::{model::TaskKind, service},
    error::Problem,
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    web::{etag, language::Language},
};

/// A kind of task.
#[derive(Serialize, ToSchema)]
#[schema(as = InvestigationKind)]
pub struct KindView {
    key: TaskKind,
    title: String,
    /// What to look at.
    help: String,
    /// Whether a second member of staff has to be there.
    two_people: bool,
    /// Whether a note says where.
    place: bool,
    /// Whether it ends with a paper.
    papers: bool,
    /// Within how many working days it is done, when nobody says another day; absent for a request.
    #[serde(skip_serializing_if = "Option::is_none")]
    days: Option<u32>,
}

/// The kinds of task.
#[derive(Serialize, ToSchema)]
#[schema(as = InvestigationKinds)]
pub struct Kinds {
    items: Vec<KindView>,
}

/// The kinds of task, what each asks for, and the time limits as they count today.
#[utoipa::path(tag = "investigation", responses((status = 200, body = Kinds), (status = 401), (status = 403)))]
#[get("/api/v1/desk/investigation/kinds")]
pub async fn kinds(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::SeeMatters)?;
    let rules = service::rules()?;
    let limits = rules.limits(app.clock.today());
    let kind = |kind: TaskKind| {
        let rule = rules.kind(kind)?;
        Some(KindView {
            key: kind,
            title: rule.title.get(language).to_owned(),
            help: rule.help.get(language).to_owned(),
            two_people: rule.two_people,
            place: rule.place,
            papers: rule.papers,
            days: limits.and_then(|limits| limits.days.get(&kind)).copied(),
        })
    };
    let items = TaskKind::ALL.into_iter().filter_map(kind).collect();
    Ok(etag::personal_content(&request, &Kinds { items })?)
}
