//! Files by which WeChat checks that the address is ours.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Query},
};
use serde::Deserialize;

use crate::{
    app::App,
    error::{FieldFault, Problem},
    identity::cookie::ConsoleStaff,
    qr::{console::go, service},
    web::{language::Language, pages::context, posted::Form, problems::fault_text},
};

const LONGEST_CONTENT: usize = 4096;

/// The file that was just put in place.
#[derive(Deserialize)]
pub struct Look {
    done: Option<String>,
}

/// A file as the platform gave it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileForm {
    name: String,
    content: String,
}

/// Asks for name and content.
#[get("/console/verification-files")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    look: Query<Look>,
) -> Result<HttpResponse, Problem> {
    if !service::keeps_files(&staff) {
        return Err(Problem::forbidden());
    }
    let done = look.into_inner().done;
    let served = match &done {
        Some(name) => service::verification_file(app.db.read(), name).await.ok(),
        None => None,
    };
    let content = context! {
        done => done.filter(|_| served.is_some()), public_url => app.public_url.as_str(), name => "", content => "",
        name_fault => (), content_fault => (),
    };
    app.pages.render(&request, "qr/files.html", content)
}

/// Puts it in place.
#[post("/console/verification-files")]
pub async fn put(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    form: Form<FileForm>,
) -> Result<HttpResponse, Problem> {
    let say = |fault: &FieldFault| fault_text(fault, &app.texts, language);
    let name = form.name.trim();
    let name = name.strip_suffix(".txt").unwrap_or(name);
    let content = form.content.trim();
    let long = !(1..=LONGEST_CONTENT).contains(&content.len());
    let length = FieldFault::new("/content", "bad_length").with("min", 1).with("max", LONGEST_CONTENT);
    let name_fault = if long {
        None
    } else {
        let change = app.change(&*staff).await?;
        match service::put_verification_file(change, &staff, name, content.to_owned())
            .await
            .map_err(Problem::from)
        {
            Ok(()) => return Ok(go(&format!("/console/verification-files?done={name}"))),
            Err(problem) if problem.code == "invalid" => problem.errors.first().map(say),
            Err(problem) => return Err(problem),
        }
    };
    if !service::keeps_files(&staff) {
        return Err(Problem::forbidden());
    }
    let content = context! {
        done => (), public_url => app.public_url.as_str(), name => form.name.as_str(), content => form.content.as_str(),
        name_fault, content_fault => long.then(|| say(&length)),
    };
    app.pages.render_with(&request, StatusCode::UNPROCESSABLE_ENTITY, "qr/files.html", content)
}
