//! The page that a take-over code leads to: it says who wrote the application down, and gives it to whoever signs in.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header,
    post,
    web::{Data, Path, ServiceConfig},
};
use serde::Deserialize;

use crate::{
    app::App,
    error::Problem,
    identity::cookie::PortalCitizen,
    organs,
    platform::{ids, once::Once},
    referrals::service,
    web::{language::Language, pages::context, posted::Form},
};

/// The portal's pages.
pub fn pages(config: &mut ServiceConfig) {
    config.service(show).service(take);
}

/// The page's only button.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeForm {
    /// Sent twice, it begins one application.
    key: String,
}

/// Says who wrote the application down; nothing of the person.
#[get("/take/{code}")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    language: Language,
    code: Path<String>,
) -> Result<HttpResponse, Problem> {
    let by = service::behind(&app, &code).await?;
    let by = organs::service::organ_by_code(app.db.read(), &by).await?;
    let content =
        context! { code => code.as_str(), by => by.name.get(language), key => ids::new_id().to_string() };
    app.pages.render(&request, "referrals/take.html", content)
}

/// Takes the application over, and goes on to it.
#[post("/take/{code}")]
pub async fn take(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    code: Path<String>,
    form: Form<TakeForm>,
) -> Result<HttpResponse, Problem> {
    let once = Once::keyed(&form.key, request.path());
    let work = async |change| service::take_over(&app, change, &citizen, &code, language).await;
    let dossier = once.run(app.change(&*citizen).await?, &app.cache, &*code, work).await?;
    let target = format!("/applications/{}", dossier.application.id);
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, target)).finish())
}
