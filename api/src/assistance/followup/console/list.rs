//! The visits to be made, what is overdue first.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Query},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app::App,
    assistance::followup::service::{self, DueVisit},
    desk::masking::masked_name,
    error::Problem,
    identity::cookie::ConsoleStaff,
    platform::paging::PageQuery,
    web::pages::{Serde, context},
};

/// Whose visits.
#[derive(Deserialize)]
pub struct Whose {
    #[serde(default)]
    mine: bool,
}

/// The page.
#[get("/console/follow-up")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    whose: Query<Whose>,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let found = service::due(&app, &staff, whose.mine, &page).await?;
    let lines: Vec<_> = found.items.iter().map(line).collect();
    let content = context! { lines => Serde(lines), next => found.next, mine => whose.mine };
    app.pages.render(&request, "followup/list.html", content)
}

fn line(due: &DueVisit) -> Value {
    json!({
        "id": due.visit.id, "due_on": due.visit.due_on, "overdue": due.overdue,
        "name": masked_name(&due.first), "assignee": due.assignee,
    })
}
