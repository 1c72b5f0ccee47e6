//! The list of codes, the page to print, pictures, and taking a code down.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header,
    post,
    web::{Data, Path, Query},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    error::Problem,
    identity::cookie::ConsoleStaff,
    organs,
    platform::paging::{Page, PageQuery},
    qr::{
        console::go,
        image,
        model::{Listed, QrCode, Target, works},
        service,
    },
    web::{
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// Pixels a side of the picture to download: 10 cm at 300 dots an inch.
const FOR_PRINT: u32 = 1200;

/// The codes of the organ and those below it, the newest first.
#[get("/console/qr-codes")]
pub async fn list(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let Page { items, next } = service::list(app.db.read(), &staff, &page).await?;
    let mut lines = Vec::new();
    for Listed { code, scans } in items {
        let mut line = told(&app, &code, language).await?;
        if let Some(line) = line.as_object_mut() {
            line.insert("scans".into(), json!(scans));
        }
        lines.push(line);
    }
    let content = context! { lines => Serde(lines), next, keeps => service::keeps_codes(&staff), admin => service::keeps_files(&staff) };
    app.pages.render(&request, "qr/list.html", content)
}

/// A code in the reader's words: where it hangs, where it leads, whether it still works.
async fn told(app: &App, code: &QrCode, language: Language) -> Result<Value, Problem> {
    let center = organs::service::center(app.db.read(), code.center_id).await?;
    let service = code.service_key.as_deref().and_then(|key| app.catalog.service(key));
    let state = match (code.revoked_at, works(code, app.clock.now())) {
        (Some(_), _) => "revoked",
        (None, false) => "expired",
        (None, true) => "works",
    };
    let (name, address) = (center.name.clone(), service::address(app, &code.code));
    let leads_to = Target { code: code.clone(), center }.page(&app.catalog);
    Ok(json!({
        "id": code.id, "code": code.code, "label": code.label, "address": address,
        "center": name, "service": service.map(|service| &service.title),
        "place": service.map_or_else(|| name.get(language), |service| service.title.get(language)),
        "leads_to": leads_to, "state": state, "expires_at": code.expires_at, "revoked_at": code.revoked_at,
    }))
}

/// A page to print: the code large, with the center's name and what it is for in three languages.
#[get("/console/qr-codes/{id}")]
pub async fn poster(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let code = service::code(app.db.read(), &staff, *id).await?;
    let told = told(&app, &code, language).await?;
    let words = Language::ALL.map(|language| {
        let text = |key: &str| told.get(key)?.get(language.tag())?.as_str().map(str::to_owned);
        json!({
            "tag": language.tag(), "center": text("center"), "service": text("service"),
            "scan": app.texts.say(language, "qr-poster-scan"), "what": app.texts.say(language, "qr-poster-what"),
        })
    });
    let content =
        context! { code => Serde(&told), words => Serde(words), keeps => service::keeps_codes(&staff) };
    app.pages.render(&request, "qr/poster.html", content)
}

/// The picture that scales to any paper.
#[get("/console/qr-codes/{id}/image.svg")]
pub async fn picture_svg(
    app: Data<App>,
    staff: ConsoleStaff,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let code = service::code(app.db.read(), &staff, *id).await?;
    let picture = image::svg(&service::address(&app, &code.code))?;
    Ok(HttpResponse::Ok().content_type("image/svg+xml").body(picture))
}

/// The picture to download.
#[get("/console/qr-codes/{id}/image.png")]
pub async fn picture_png(
    app: Data<App>,
    staff: ConsoleStaff,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let code = service::code(app.db.read(), &staff, *id).await?;
    let picture = image::png(&service::address(&app, &code.code), FOR_PRINT)?;
    let name = format!("attachment; filename=\"hechang-{}.png\"", code.code);
    Ok(HttpResponse::Ok()
        .content_type("image/png")
        .insert_header((header::CONTENT_DISPOSITION, name))
        .body(picture))
}

/// Asks once more: what hangs on walls stops to work.
#[get("/console/qr-codes/{id}/revoke")]
pub async fn ask_to_revoke(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let code = service::code(app.db.read(), &staff, *id).await?;
    if !service::keeps_codes(&staff) {
        return Err(Problem::forbidden());
    }
    let content = context! { code => Serde(told(&app, &code, language).await?) };
    app.pages.render(&request, "qr/revoke.html", content)
}

/// Takes it down for good; doing so again changes nothing.
#[post("/console/qr-codes/{id}/revoke")]
pub async fn revoke(
    app: Data<App>,
    staff: ConsoleStaff,
    id: Path<Uuid>,
    _form: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    service::revoke(app.change(&*staff).await?, &staff, *id).await?;
    Ok(go(&format!("/console/qr-codes/{id}")))
}
