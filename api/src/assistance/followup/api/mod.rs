//! The API's faces of follow-up.

pub mod help;
pub mod pictures;
pub mod plan;
pub mod visits;

use actix_web::{HttpRequest, HttpResponse, get, http::StatusCode, web::Data};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    app::App,
    assistance::{
        followup::{model::FollowUp, view::FollowUpView},
        rules::{HelpKind, Rules, Word},
    },
    error::{Internal, Problem},
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    web::{
        etag,
        language::{Language, Text},
    },
};

/// A word to choose.
#[derive(Serialize, ToSchema)]
pub struct WordView {
    key: String,
    title: String,
}

/// A degree of hardship.
#[derive(Serialize, ToSchema)]
pub struct GradeView {
    key: String,
    title: String,
    /// When visits are due, in months after the last payment.
    months: Vec<u32>,
}

/// A kind of help with its measures.
#[derive(Serialize, ToSchema)]
pub struct HelpKindView {
    kind: HelpKind,
    title: String,
    measures: Vec<WordView>,
}

/// Everything that is chosen in follow-up.
#[derive(Serialize, ToSchema)]
#[schema(as = FollowUpWords)]
pub struct WordsView {
    grades: Vec<GradeView>,
    ways: Vec<WordView>,
    living: Vec<WordView>,
    purposes: Vec<WordView>,
    help: Vec<HelpKindView>,
}

/// The choices: grades with their visits as they count today, ways, the scale of living, purposes, measures of help.
#[utoipa::path(tag = "follow-up", responses((status = 200, body = WordsView), (status = 401), (status = 403)))]
#[get("/api/v1/desk/follow-up/words")]
pub async fn words(
    app: Data<App>,
    staff: Staff,
    request: HttpRequest,
    language: Language,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::SeeMatters)?;
    let rules = &Rules::compiled_in().map_err(Internal::from_error)?.visits;
    let word =
        |key: &str, title: &Text| WordView { key: key.to_owned(), title: title.get(language).to_owned() };
    let all = |words: &[Word]| words.iter().map(|one| word(&one.key, &one.title)).collect::<Vec<_>>();
    let grades = rules.grades(app.clock.today()).map(|grades| grades.grades.as_slice()).unwrap_or_default();
    let help = rules.help.iter().map(|help| HelpKindView {
        kind: help.kind,
        title: help.title.get(language).to_owned(),
        measures: all(&help.measures),
    });
    let grades = grades.iter().map(|grade| GradeView {
        key: grade.key.clone(),
        title: grade.title.get(language).to_owned(),
        months: grade.months.clone(),
    });
    let view = WordsView {
        grades: grades.collect(),
        ways: rules.ways.iter().map(|way| word(&way.key, &way.title)).collect(),
        living: all(&rules.living),
        purposes: all(&rules.purposes),
        help: help.collect(),
    };
    Ok(etag::personal_content(&request, &view)?)
}

async fn told(
    app: &App,
    request: &HttpRequest,
    status: StatusCode,
    follow_up: &FollowUp,
) -> Result<HttpResponse, Problem> {
    let view = FollowUpView::of(app, follow_up).await?;
    Ok(etag::personal(request, status, follow_up.planned.plan.version, &view))
}
