//! Beginning an application from a service's page.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    post,
    web::{Data, Path},
};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    app::App,
    applications::{model::NewDraft, service},
    error::Problem,
    identity::cookie::PortalCitizen,
    organs::service::center_by_code,
    platform::once::Once,
    web::{language::Language, posted::Form},
};

/// The button of a service's page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BeginForm {
    /// Sent twice, it begins one application.
    key: String,
}

/// Begins a draft and goes on to it.
#[post("/c/{code}/s/{key}")]
pub async fn begin(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    path: Path<(String, String)>,
    form: Form<BeginForm>,
) -> Result<HttpResponse, Problem> {
    let (code, service_key) = path.into_inner();
    let center = center_by_code(app.db.read(), &code).await?;
    let new = NewDraft {
        service_key: service_key.clone(),
        center_id: center.id,
        qr_code: None,
        form: Value::Object(Map::new()),
        language,
    };
    let once = Once::keyed(&form.key, request.path());
    let work = async |change| service::draft(&app, change, &citizen, new.clone()).await;
    let dossier = once.run(app.change(&*citizen).await?, &app.cache, &(code, service_key), work).await?;
    let target = format!("/applications/{}", dossier.application.id);
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, target)).finish())
}
