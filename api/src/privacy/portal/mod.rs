//! The citizen's pages of their data: the notice, the account, consent, a copy, deletion; corrections and the phone have files of
//! their own.

mod correcting;
mod phone;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post,
    web::{Bytes, Data, Path, Query, ServiceConfig},
};
use futures_util::Stream;
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    app::App,
    applications::service::{consents_of, get, service_of},
    error::{FieldFault, Problem},
    identity::{self, cookie::PortalCitizen, fresh::PortalFresh, portal::Nothing},
    platform::paging::PageQuery,
    privacy::{kept, service},
    web::{
        cookies,
        language::Language,
        pages::{Serde, context},
        posted::Form,
        problems::fault_text,
    },
};

/// Requests on the account's own page.
const SHOWN: u64 = 5;

/// The portal's pages.
pub fn pages(config: &mut ServiceConfig) {
    config
        .service(notice)
        .service(account)
        .service(ask_for_copy)
        .service(export)
        .service(ask_about_consent)
        .service(withdraw_consent)
        .service(ask_to_delete)
        .service(delete_account)
        .service(correcting::requests)
        .service(correcting::ask)
        .service(correcting::send)
        .service(phone::ask)
        .service(phone::send_code)
        .service(phone::enter_code)
        .service(phone::change);
}

/// The whole text of a service's notice, with its version; for everybody.
#[get("/notice/{key}")]
pub async fn notice(
    app: Data<App>,
    request: HttpRequest,
    language: Language,
    key: Path<String>,
) -> Result<HttpResponse, Problem> {
    let service = app.catalog.service(&key).ok_or_else(Problem::not_found)?;
    let content = context! {
        title => service.title.get(language), version => service.consent.version.as_str(),
        text => service.consent.text.get(language), kept => Serde(kept::of_service(&app, service, language)),
    };
    app.pages.render(&request, "privacy/notice.html", content)
}

/// The account: what is kept of whom, what was agreed to, what was asked.
#[get("/account")]
pub async fn account(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let phone = identity::service::phone_of(app.db.read(), &app.vault, citizen.id).await?.masked();
    let agreed = service::agreed_to(&app, &citizen, &page, language).await?;
    let newest = PageQuery { limit: Some(SHOWN), after: None };
    let requests = service::requests_of(&app, citizen.id, &newest).await?;
    let content = context! {
        phone, consents => Serde(&agreed.items), next => agreed.next, requests => Serde(&requests.items),
        more => requests.next.is_some(),
    };
    app.pages.render(&request, "privacy/account.html", content)
}

/// Says what a copy has in it, before it is made.
#[get("/account/export")]
pub async fn ask_for_copy(
    app: Data<App>,
    request: HttpRequest,
    _citizen: PortalFresh,
) -> Result<HttpResponse, Problem> {
    app.pages.render(&request, "privacy/copy.html", context! {})
}

/// A copy of everything, as a file to keep.
#[post("/account/export")]
pub async fn export(
    app: Data<App>,
    citizen: PortalFresh,
    language: Language,
    _form: Form<Nothing>,
) -> Result<HttpResponse, Problem> {
    Ok(as_file(service::export(app, citizen.0.who, language).await?))
}

/// A download that nobody else keeps; packed already.
pub(super) fn as_file(archive: impl Stream<Item = std::io::Result<Bytes>> + 'static) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/zip")
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"hechang-my-data.zip\""))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .streaming(archive)
}

/// Says what taking consent back means, before it is done.
#[get("/account/consents/{id}")]
pub async fn ask_about_consent(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let one = get(&app, &citizen, *id).await?.application;
    let given = consents_of(app.db.read(), &[one.id]).await?;
    let service = service_of(&app, &one)?;
    let stops =
        service.workflow.actions(one.state, &[crate::catalog::Performer::Citizen]).contains(&"withdraw");
    let content = context! {
        id => id.to_string(), title => service.title.get(language), key => service.key.as_str(),
        living => given.iter().any(|row| row.withdrawn_at.is_none()), stops,
    };
    app.pages.render(&request, "privacy/consent.html", content)
}

/// Takes consent back.
#[post("/account/consents/{id}")]
pub async fn withdraw_consent(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    id: Path<Uuid>,
    _form: Form<Nothing>,
) -> Result<HttpResponse, Problem> {
    let change = app.change(&*citizen).await?;
    let withdrawn = service::withdraw_consent(&app, change, &citizen, *id).await?;
    let told = service::meaning(&app, &withdrawn, language)?;
    app.pages.render(&request, "privacy/consent_withdrawn.html", context! { told => Serde(&told) })
}

/// Says what goes and what stays, before the account is deleted.
#[get("/account/deletion")]
pub async fn ask_to_delete(
    app: Data<App>,
    request: HttpRequest,
    _citizen: PortalFresh,
) -> Result<HttpResponse, Problem> {
    app.pages.render(&request, "privacy/deletion.html", context! { fault => () })
}

/// The tick that says: delete it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeletionForm {
    sure: Option<String>,
}

/// Deletes the account and says what stays.
#[post("/account/deletion")]
pub async fn delete_account(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalFresh,
    language: Language,
    form: Form<DeletionForm>,
) -> Result<HttpResponse, Problem> {
    if form.sure.is_none() {
        let fault = fault_text(&FieldFault::new("/sure", "tick_to_delete"), &app.texts, language);
        let content = context! { fault };
        return app.pages.render_with(
            &request,
            StatusCode::UNPROCESSABLE_ENTITY,
            "privacy/deletion.html",
            content,
        );
    }
    let change = app.change(&*citizen).await?;
    let told = service::delete_account(&app, change, &citizen, language).await?;
    let mut page = app.pages.render(
        &request,
        "privacy/deleted.html",
        context! { signed_in => (), told => Serde(&told) },
    )?;
    page.add_cookie(&cookies::gone(&app.config, cookies::SESSION))
        .map_err(crate::error::Internal::from_error)?;
    page.headers_mut().insert(
        header::HeaderName::from_static("clear-site-data"),
        header::HeaderValue::from_static("\"cache\", \"storage\""),
    );
    Ok(page)
}
