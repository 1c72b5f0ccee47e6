//! A matter's documents; one document, shown masked until it is opened in full.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use uuid::Uuid;

use super::go;
use crate::{
    app::App,
    desk,
    documents::{
        model::{Document, Which},
        service::{self, Version},
        serving,
        view::DocumentView,
    },
    error::{FieldFault, Problem},
    identity::{
        self,
        actor::Staff,
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    platform::paging::PageQuery,
    web::{
        language::Language,
        pages::{Serde, context},
        posted::Form,
        problems::fault_text,
    },
};

/// Characters of a reason.
const LONGEST: usize = 500;

/// Why a document is void.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VoidForm {
    reason: String,
}

/// A matter's documents, and those that can be issued.
#[get("/console/applications/{id}/documents")]
pub async fn of_matter(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let page = service::of_matter(&app, &staff, *id, &page).await?;
    let one = desk::service::matter(&app, &staff, *id).await?.dossier.application;
    let page = page.map(|document| DocumentView::of(&app, &document, language));
    let kinds = app.catalog.documents().iter().filter(|kind| kind.at_desk);
    let kinds = kinds.map(|kind| context! { key => kind.key.as_str(), title => kind.title.get(language) });
    let content = context! {
        id => id.to_string(), receipt => one.receipt_no.map(String::from), items => Serde(&page.items), next => page.next,
        kinds => kinds.collect::<Vec<_>>(), issues => policy::may(&staff, Action::IssueDocuments),
    };
    app.pages.render(&request, "documents/matter.html", content)
}

/// One document: its public version, and what can be done with it.
#[get("/console/documents/{id}")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let document = service::at_desk(&app, &staff, *id).await?;
    draw(&app, &request, &staff, language, &document, "", None).await
}

async fn draw(
    app: &App,
    request: &HttpRequest,
    staff: &Staff,
    language: Language,
    document: &Document,
    reason: &str,
    fault: Option<&FieldFault>,
) -> Result<HttpResponse, Problem> {
    let by = match document.issued_by {
        Some(id) => identity::staff::username(app.db.read(), id).await?,
        None => None,
    };
    let content = context! {
        one => Serde(DocumentView::of(app, document, language)), void_reason => document.void_reason.as_deref(), by,
        written => document.versions.is_some(), template => document.template.get(..12),
        voids => policy::may(staff, Action::VoidDocuments), reason,
        fault => fault.map(|fault| fault_text(fault, &app.texts, language)),
    };
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    app.pages.render_with(request, status, "documents/show.html", content)
}

/// A document to read and to print; in full it is on the audit record.
#[get("/console/documents/{id}/paper")]
pub async fn paper(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    id: Path<Uuid>,
    which: Query<Which>,
) -> Result<HttpResponse, Problem> {
    let document = service::open(&app, &staff, *id, which.version).await?;
    let version = if which.version == Version::Full { "full" } else { "public" };
    let back = format!("/console/documents/{id}");
    serving::page(&app, &request, &document, which.version, &format!("{back}/pdf?version={version}"), &back)
}

/// A document as PDF; in full it is on the audit record.
#[get("/console/documents/{id}/pdf")]
pub async fn pdf(
    app: Data<App>,
    staff: ConsoleStaff,
    id: Path<Uuid>,
    which: Query<Which>,
) -> Result<HttpResponse, Problem> {
    let document = service::open(&app, &staff, *id, which.version).await?;
    serving::pdf(&app, &document, which.version).await
}

/// Makes it void, or says what is missing; what was typed stays.
#[post("/console/documents/{id}/void")]
pub async fn void(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    form: Form<VoidForm>,
) -> Result<HttpResponse, Problem> {
    let long = form.reason.trim().chars().count() > LONGEST;
    let voided = if long {
        Err(Problem::invalid(vec![FieldFault::new("/reason", "too_long").with("max", LONGEST)]))
    } else {
        let change = app.change(&*staff).await?;
        service::void(change, &staff, *id, &form.reason).await.map_err(Problem::from)
    };
    match voided {
        Ok(_) => Ok(go(&format!("/console/documents/{id}"))),
        Err(problem) if problem.code == "invalid" => {
            let document = service::at_desk(&app, &staff, *id).await?;
            let fault = problem.errors.first();
            draw(&app, &request, &staff, language, &document, &form.reason, fault).await
        }
        Err(problem) => Err(problem),
    }
}
