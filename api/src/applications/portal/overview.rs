//! A citizen's applications, and one of them: while it is filled in, the list of what is done and what isn't; afterward where it is.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path, Query},
};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{
        corrections,
        error::ApplicationError,
        model::Dossier,
        receipt_picture::svg,
        service::{self, service_of},
        view::ApplicationView,
    },
    assistance,
    catalog::{Service, State},
    error::{FieldFault, Problem},
    identity::cookie::PortalCitizen,
    materials::model::Judgment,
    platform::paging::{Page, PageQuery},
    referrals,
    web::{
        forms,
        language::Language,
        pages::{Serde, context},
    },
};

/// A page of the form, or a line of the checklist, with how far it is.
#[derive(Serialize)]
struct Task<'a> {
    href: String,
    title: &'a str,
    /// `done`, `to_do`, `mend`, `optional` or `by_us`: the office fetches the paper.
    progress: &'static str,
    /// What was asked about it.
    asked: Vec<&'a str>,
}

/// A line of the list.
#[derive(Serialize)]
struct Line {
    id: Uuid,
    title: String,
    state_text: String,
    receipt_no: Option<String>,
    due_on: Option<chrono::NaiveDate>,
    waits_for_you: bool,
}

/// The citizen's applications, newest first.
#[get("/applications")]
pub async fn list(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let Page { items, next } = service::list(&app, &citizen, &page).await?;
    let lines = items.iter().map(|dossier| line(&app, dossier, language)).collect::<Result<Vec<_>, _>>()?;
    app.pages.render(&request, "applications/list.html", context! { lines => Serde(&lines), next })
}

fn line(app: &App, dossier: &Dossier, language: Language) -> Result<Line, Problem> {
    let one = &dossier.application;
    let service = service_of(app, one)?;
    Ok(Line {
        id: one.id,
        title: service.title.get(language).to_owned(),
        state_text: service.workflow.state_text(one.state).get(language).to_owned(),
        receipt_no: one.receipt_no.as_ref().map(ToString::to_string),
        due_on: one.due_on,
        waits_for_you: matches!(one.state, State::Draft | State::Correction),
    })
}

/// One application.
#[get("/applications/{id}")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let dossier = service::get(&app, &citizen, *id).await?;
    let service = service_of(&app, &dossier.application)?;
    let sections = sections(service, &dossier, language);
    let papers = papers(service, &dossier, language);
    let open = matches!(dossier.application.state, State::Draft | State::Correction);
    let loose = dossier.requests.iter().filter(|one| one.checklist_key.is_none() && one.pointer.is_none());
    let application = ApplicationView::of(&app, dossier.clone(), language)?;
    let content = context! {
        decided => decided(&app, *id).await?, followed => assistance::followup::service::concerns(&app, *id).await?, title => service.title.get(language), open, bookable => service.bookable, service_key => service.key.as_str(),
        next_text => service.workflow.next_text(dossier.application.state).get(language),
        tasks => Serde(&sections), papers => Serde(&papers),
        loose => loose.map(|one| one.text.clone()).collect::<Vec<_>>(),
        to_fetch => to_fetch(&app, service, &application, language).await?,
        help => Serde(&referrals::service::told(&app, dossier.application.id, language).await?),
        application => Serde(&application),
    };
    app.pages.render(&request, "applications/show.html", content)
}

/// Whether there is a decision on assistance to look at.
async fn decided(app: &App, id: Uuid) -> Result<bool, Problem> {
    Ok(assistance::service::is_decided(app.db.read(), id).await?)
}

/// The pages of the form with how far each is.
fn sections<'a>(service: &'a Service, dossier: &'a Dossier, language: Language) -> Vec<Task<'a>> {
    let form = &dossier.application.form;
    let faults = service.form.check_complete(form);
    let asked = forms::sections(service.form.schema(language), form);
    let task = |(key, title): (&'a str, &'a str)| {
        let words: Vec<_> = dossier
            .requests
            .iter()
            .filter(|one| one.pointer.as_deref().is_some_and(|pointer| starts(pointer, key)))
            .map(|one| one.text.as_str())
            .collect();
        let wrong: Vec<_> = faults.iter().filter(|fault| starts(&fault.pointer, key)).collect();
        let begun = form.get(key).is_some();
        let progress = progress(!words.is_empty(), begun, &wrong);
        Task { href: format!("form/{key}"), title, progress, asked: words }
    };
    asked.into_iter().map(task).collect()
}

fn progress(asked: bool, begun: bool, wrong: &[&FieldFault]) -> &'static str {
    match (asked, begun, wrong.is_empty()) {
        (true, ..) => "mend",
        (_, true, true) => "done",
        (_, false, true) => "optional",
        (_, true, false) if wrong.iter().any(|fault| fault.code != "required") => "mend",
        _ => "to_do",
    }
}

fn starts(pointer: &str, section: &str) -> bool {
    pointer.split('/').nth(1) == Some(section)
}

/// The lines of the checklist with how far each is.
fn papers<'a>(service: &'a Service, dossier: &'a Dossier, language: Language) -> Vec<Task<'a>> {
    let form = &dossier.application.form;
    let missing = corrections::missing_papers(service, form, &dossier.materials);
    let to_fetch = corrections::to_fetch(service, form, &dossier.materials);
    let task = |line: &'a crate::catalog::ChecklistLine| {
        let requests = dossier.requests.iter().filter(|one| one.checklist_key.as_deref() == Some(&line.key));
        let asked: Vec<_> = requests.map(|one| one.text.as_str()).collect();
        let files = dossier.materials.iter().filter(|file| file.checklist_key == line.key);
        let usable = files.filter(|file| file.state != Judgment::Rejected).count();
        let progress = match (asked.is_empty(), usable, missing.contains(&line.key.as_str())) {
            (false, ..) => "mend",
            (_, _, true) => "to_do",
            _ if to_fetch.contains(&line.key.as_str()) => "by_us",
            (_, 0, false) => "optional",
            _ => "done",
        };
        Task { href: format!("papers/{}", line.key), title: line.title.get(language), progress, asked }
    };
    service.checklist.iter().map(task).collect()
}

/// The papers that the office still fetches, in words.
async fn to_fetch(
    app: &App,
    service: &Service,
    application: &ApplicationView,
    language: Language,
) -> Result<Vec<String>, Problem> {
    let fetching = assistance::investigation::service::fetching(app.db.read(), application.id).await?;
    let left = application.to_fetch.iter().filter(|key| !fetching.iter().any(|task| task.has_brought(key)));
    let titles = left.filter_map(|key| service.line(key)).map(|line| line.title.get(language).to_owned());
    Ok(titles.collect())
}

/// The receipt's QR code, which leads to its tracking page.
#[get("/applications/{id}/receipt.svg")]
pub async fn receipt_picture(
    app: Data<App>,
    citizen: PortalCitizen,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let dossier = service::get(&app, &citizen, *id).await?;
    let receipt = dossier.application.receipt_no.ok_or(ApplicationError::NotFound)?;
    Ok(HttpResponse::Ok().content_type("image/svg+xml").body(svg(&app, &receipt)?))
}
