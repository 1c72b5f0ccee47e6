//! What a citizen has asked about their data, and asking for a correction.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use uuid::Uuid;
use validator::Validate;

use crate::{
    app::App,
    applications::{
        model::Application,
        service::{get, service_of},
    },
    catalog::State,
    error::{FieldFault, Problem},
    identity::cookie::PortalCitizen,
    platform::{ids, once::Once, paging::PageQuery},
    privacy::{model::Correction, service},
    web::{
        language::Language,
        pages::{Serde, context},
        posted::Form,
        problems::fault_text,
    },
};

/// What is wrong, and the key that asks only once.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectionForm {
    text: String,
    key: String,
}

/// Everything that was asked, with deadline and answer.
#[get("/account/requests")]
pub async fn requests(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let found = service::requests_of(&app, citizen.id, &page).await?;
    let content = context! { requests => Serde(&found.items), next => found.next };
    app.pages.render(&request, "privacy/requests.html", content)
}

/// Asks what is wrong.
#[get("/account/corrections/{id}")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let one = get(&app, &citizen, *id).await?.application;
    draw(&app, &request, language, &one, StatusCode::OK, "", None)
}

/// Sends it to the organ that has the matter.
#[post("/account/corrections/{id}")]
pub async fn send(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    id: Path<Uuid>,
    form: Form<CorrectionForm>,
) -> Result<HttpResponse, Problem> {
    let wanted = Correction { application_id: *id, text: form.text.trim().to_owned() };
    if wanted.validate().is_err() {
        let one = get(&app, &citizen, *id).await?.application;
        let fault = FieldFault::new("/text", "bad_length").with("min", 1).with("max", 1000);
        let fault = fault_text(&fault, &app.texts, language);
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return draw(&app, &request, language, &one, status, &form.text, Some(fault));
    }
    let once = Once::keyed(&form.key, request.path());
    let work = async |change| service::ask_for_correction(&app, change, &citizen, &wanted).await;
    once.run(app.change(&*citizen).await?, &app.cache, &wanted, work).await?;
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, "/account/requests")).finish())
}

fn draw(
    app: &App,
    request: &HttpRequest,
    language: Language,
    one: &Application,
    status: StatusCode,
    text: &str,
    fault: Option<String>,
) -> Result<HttpResponse, Problem> {
    let content = context! {
        id => one.id.to_string(), title => service_of(app, one)?.title.get(language),
        receipt_no => one.receipt_no.as_ref().map(ToString::to_string),
        own_hands => matches!(one.state, State::Draft | State::Correction), text, fault, key => ids::new_id().to_string(),
    };
    app.pages.render_with(request, status, "privacy/correction.html", content)
}
