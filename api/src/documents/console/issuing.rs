//! Issuing a document: what is asked, with what the application has for a beginning.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::go;
use crate::{
    app::App,
    catalog::document::{DocumentKind, Field, FieldKind},
    desk,
    documents::{model::FromMatter, service},
    error::{FieldFault, Problem},
    identity::{
        actor::Staff,
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    platform::{ids, once::Once},
    web::{
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
        problems::fault_text,
    },
};

/// What a page of questions needs.
struct Asking<'a> {
    app: &'a App,
    request: &'a HttpRequest,
    staff: &'a Staff,
    language: Language,
    id: Uuid,
    kind: &'a DocumentKind,
}

fn kind<'a>(app: &'a App, key: &str) -> Result<&'a DocumentKind, Problem> {
    app.catalog.document(key).filter(|kind| kind.at_desk).ok_or_else(Problem::not_found)
}

/// Asks.
#[get("/console/applications/{id}/documents/new/{kind}")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    path: Path<(Uuid, String)>,
) -> Result<HttpResponse, Problem> {
    let (id, key) = path.into_inner();
    let asking =
        Asking { app: &app, request: &request, staff: &staff, language, id, kind: kind(&app, &key)? };
    draw(asking, None, &[]).await
}

async fn draw(
    asking: Asking<'_>,
    typed: Option<&Pairs>,
    wrong: &[FieldFault],
) -> Result<HttpResponse, Problem> {
    let Asking { app, request, staff, language, id, kind } = asking;
    let dossier = desk::service::matter(app, staff, id).await?.dossier;
    policy::require(staff, Action::IssueDocuments)?;
    let fields = service::choices(app, kind, &dossier).await?;
    let fault = |key: &str| wrong.iter().find(|fault| fault.pointer == format!("/fields/{key}"));
    let fields = fields.iter().map(|(field, known)| {
        let value = typed.map_or_else(|| known.clone().unwrap_or_default(), |typed| json!(sent(typed, &field.key)));
        let control = match field.kind {
            FieldKind::Text => "textarea",
            FieldKind::Date => "date",
            _ => "text",
        };
        json!({
            "key": field.key, "label": field.label.get(language), "control": control, "optional": field.optional,
            "value": value.as_str().unwrap_or_default(), "longest": field.kind.longest(),
            "fault": fault(&field.key).map(|fault| fault_text(fault, &app.texts, language)),
        })
    });
    let elsewhere = wrong.iter().filter(|one| {
        !kind.fields.iter().any(|field| field.asked && one.pointer == format!("/fields/{}", field.key))
    });
    let elsewhere = elsewhere.map(|one| missing(kind, one, language, app));
    let content = context! {
        id => id.to_string(), kind => kind.key.as_str(), title => kind.title.get(language), numbered => kind.number.is_some(),
        for_citizen => kind.for_citizen, fields => Serde(fields.collect::<Vec<_>>()),
        elsewhere => Serde(elsewhere.collect::<Vec<_>>()), key => ids::new_id().to_string(),
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    app.pages.render_with(request, status, "documents/new.html", content)
}

/// What the application itself lacks, in words.
fn missing(kind: &DocumentKind, fault: &FieldFault, language: Language, app: &App) -> Value {
    let key = fault.pointer.split('/').nth(2).unwrap_or_default();
    let label = kind.field(key).map(|field| field.label.get(language)).unwrap_or_default();
    json!({ "label": label, "text": fault_text(fault, &app.texts, language) })
}

fn sent<'a>(typed: &'a Pairs, key: &str) -> &'a str {
    let name = format!("field_{key}");
    typed.iter().find(|(sent, _)| *sent == name).map_or("", |(_, value)| value.as_str())
}

/// Issues it, or says what is missing; what was typed stays.
#[post("/console/applications/{id}/documents/new/{kind}")]
pub async fn issue(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    path: Path<(Uuid, String)>,
    form: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let (id, key) = path.into_inner();
    let kind = kind(&app, &key)?;
    let asked = FromMatter { kind: kind.key.clone(), fields: read(kind, &form) };
    let press = form.iter().find(|(name, _)| name == "key").map_or("", |(_, value)| value.as_str());
    let once = Once::keyed(press, request.path());
    let work = async |change| service::issue_from_matter(&app, change, &staff, id, &asked).await;
    match once.run(app.change(&*staff).await?, &app.cache, &asked, work).await {
        Ok(issued) => Ok(go(&format!("/console/documents/{}", issued.id))),
        Err(problem) if problem.code == "invalid" => {
            let asking = Asking { app: &app, request: &request, staff: &staff, language, id, kind };
            draw(asking, Some(&form), &problem.errors).await
        }
        Err(problem) => Err(problem),
    }
}

fn read(kind: &DocumentKind, form: &Pairs) -> Value {
    let asked = kind.fields.iter().filter(|field| field.asked);
    let value = |field: &Field| {
        let text = sent(form, &field.key).trim().replace("\r\n", "\n");
        let number = matches!(field.kind, FieldKind::Number | FieldKind::Money);
        match text.parse::<i64>() {
            Ok(whole) if number => json!(whole),
            _ => json!(text),
        }
    };
    Value::Object(asked.map(|field| (field.key.clone(), value(field))).collect::<Map<_, _>>())
}
