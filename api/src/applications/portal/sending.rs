//! Checking everything, consent, sending; and taking an application back.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    app::App,
    applications::{
        error::ApplicationError,
        guardianship,
        model::{Application, Consent, Dossier},
        service::{self, service_of},
        summary,
    },
    catalog::{Service, State},
    error::{FieldFault, Problem},
    identity::cookie::PortalCitizen,
    platform::{ids, once::Once},
    web::{
        language::Language,
        pages::{Serde, context},
        posted::Form,
        problems::fault_text,
    },
};

/// Consent, and the key that sends only once.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendForm {
    consent_version: Option<String>,
    accepted: Option<String>,
    sensitive_accepted: Option<String>,
    guardian_accepted: Option<String>,
    key: String,
}

impl SendForm {
    /// On the page each text has a tick of its own, and a tick that isn't there is a no.
    fn consent(&self) -> Option<Consent> {
        let version = self.consent_version.clone()?;
        Some(Consent {
            version,
            accepted: self.accepted.is_some(),
            sensitive: Some(self.sensitive_accepted.is_some()),
            guardian: Some(self.guardian_accepted.is_some()),
        })
    }
}

/// Why an application is taken back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawForm {
    reason: String,
}

/// A gap with the page where it is mended.
#[derive(Serialize)]
struct Gap {
    href: String,
    label: String,
    text: String,
}

/// Everything on one page, before it is sent.
#[get("/applications/{id}/check")]
pub async fn check(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let dossier = service::get(&app, &citizen, *id).await?;
    draw(&app, &request, StatusCode::OK, &dossier, language, &[])
}

/// Sends it, or says everything that is missing.
#[post("/applications/{id}/check")]
pub async fn send(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    id: Path<Uuid>,
    form: Form<SendForm>,
) -> Result<HttpResponse, Problem> {
    let consent = form.consent();
    let ticks = (&form.accepted, &form.sensitive_accepted, &form.guardian_accepted);
    let once = Once::keyed(&form.key, request.path());
    let work = async |change| service::submit(&app, change, &citizen, *id, consent.as_ref(), language).await;
    match once.run(app.change(&*citizen).await?, &app.cache, &ticks, work).await {
        Ok(_) => Ok(HttpResponse::SeeOther()
            .insert_header((header::LOCATION, format!("/applications/{id}?sent=1")))
            .finish()),
        Err(problem) if problem.code == "invalid" => {
            let dossier = service::get(&app, &citizen, *id).await?;
            draw(&app, &request, StatusCode::UNPROCESSABLE_ENTITY, &dossier, language, &problem.errors)
        }
        Err(problem) => Err(problem),
    }
}

fn draw(
    app: &App,
    request: &HttpRequest,
    status: StatusCode,
    dossier: &Dossier,
    language: Language,
    faults: &[FieldFault],
) -> Result<HttpResponse, Problem> {
    let one = &dossier.application;
    let service = service_of(app, one)?;
    if !matches!(one.state, State::Draft | State::Correction) {
        return Err(ApplicationError::NotFound.into());
    }
    let gaps: Vec<_> = faults.iter().map(|fault| gap(app, service, one.id, fault, language)).collect();
    let content = context! {
        id => one.id.to_string(), title => service.title.get(language), first => one.state == State::Draft,
        consent => Serde(&consent_texts(app, service, one, language)),
        gaps => Serde(&gaps), sections => Serde(&summary::sections(app, service, &one.form, language)),
        doubts => Serde(&summary::doubts(service, &service.form.contradictions(&one.form), language)),
        papers => Serde(&summary::papers(service, dossier, language)), key => ids::new_id().to_string(),
    };
    app.pages.render_with(request, status, "applications/check.html", content)
}

/// The texts that are agreed to, each with its tick.
#[derive(Serialize)]
struct ConsentTexts<'a> {
    version: &'a str,
    text: &'a str,
    sensitive: Option<&'a str>,
    guardian: Option<&'a str>,
}

fn consent_texts<'a>(
    app: &App,
    service: &'a Service,
    one: &Application,
    language: Language,
) -> ConsentTexts<'a> {
    let child = guardianship::of_child(service, &one.form, app.clock.today());
    let consent = &service.consent;
    ConsentTexts {
        version: &consent.version,
        text: consent.text.get(language),
        sensitive: consent.sensitive.as_ref().map(|text| text.get(language)),
        guardian: consent.guardian.as_ref().filter(|_| child).map(|text| text.get(language)),
    }
}

fn gap(app: &App, service: &Service, id: Uuid, fault: &FieldFault, language: Language) -> Gap {
    let mut segments = fault.pointer.split('/').skip(1);
    let text = fault_text(fault, &app.texts, language);
    let (kind, key) = (segments.next().unwrap_or_default(), segments.next().unwrap_or_default());
    let label = summary::label(service, &fault.pointer, language);
    let href = match kind {
        "form" => format!("/applications/{id}/form/{key}?mend=1"),
        "checklist" => format!("/applications/{id}/papers/{key}"),
        _ => "#consent".to_owned(),
    };
    Gap { href, label, text }
}

/// Asks why.
#[get("/applications/{id}/withdraw")]
pub async fn ask_to_withdraw(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let dossier = service::get(&app, &citizen, *id).await?;
    let title = service_of(&app, &dossier.application)?.title.get(language);
    let content = context! { id => id.to_string(), title, reason => "", fault => () };
    app.pages.render(&request, "applications/withdraw.html", content)
}

/// Takes it back.
#[post("/applications/{id}/withdraw")]
pub async fn withdraw(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    id: Path<Uuid>,
    form: Form<WithdrawForm>,
) -> Result<HttpResponse, Problem> {
    let reason = form.reason.trim();
    if reason.is_empty() || reason.chars().count() > 500 {
        let dossier = service::get(&app, &citizen, *id).await?;
        let title = service_of(&app, &dossier.application)?.title.get(language);
        let fault = FieldFault::new("/reason", "bad_length").with("min", 1).with("max", 500);
        let fault = fault_text(&fault, &app.texts, language);
        let content = context! { id => id.to_string(), title, reason => form.reason.as_str(), fault };
        return app.pages.render_with(
            &request,
            StatusCode::UNPROCESSABLE_ENTITY,
            "applications/withdraw.html",
            content,
        );
    }
    service::withdraw(&app, app.change(&*citizen).await?, &citizen, *id, reason).await?;
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, format!("/applications/{id}"))).finish())
}
