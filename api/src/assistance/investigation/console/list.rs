//! What is due, and what other procuratorates ask.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Query},
};
use serde::Deserialize;

use crate::{
    app::App,
    assistance::investigation::{
        service,
        view::{self, AskedLine, TaskLine},
    },
    error::Problem,
    identity::cookie::ConsoleStaff,
    platform::paging::PageQuery,
    web::{
        language::Language,
        pages::{Serde, context},
    },
};

/// Whose tasks, and where the requests go on.
#[derive(Deserialize)]
pub struct Whose {
    #[serde(default)]
    all: bool,
    requests_after: Option<String>,
}

/// The page.
#[get("/console/investigation")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    whose: Query<Whose>,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let due = service::due(&app, &staff, !whose.all, &page).await?;
    let asked = PageQuery { limit: None, after: whose.requests_after.clone() };
    let asked = service::asked(&app, &staff, &asked).await?;
    let tasks = view::tasks(&app, &staff, &due.items, language).await?;
    let requests = view::requests(&app, &staff, &asked.items, language).await?;
    let content = context! {
        tasks => Serde(tasks.into_iter().map(TaskLine::from).collect::<Vec<_>>()), next => due.next, all => whose.all,
        requests => Serde(requests.into_iter().map(AskedLine::from).collect::<Vec<_>>()), requests_next => asked.next,
    };
    app.pages.render(&request, "investigation/list.html", content)
}
