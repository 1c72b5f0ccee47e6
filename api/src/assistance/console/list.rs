//! The cases that the reader may open, the newest first.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Query},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app::App,
    assistance::{
        console::Reader,
        model::CaseState,
        service::{self, Line},
    },
    desk::masking::masked_name,
    error::Problem,
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    platform::paging::PageQuery,
    web::{
        language::Language,
        pages::{Serde, context},
    },
};

/// Which cases; an empty field filters nothing.
#[derive(Deserialize)]
pub struct Filters {
    state: Option<String>,
}

/// The list.
#[get("/console/assistance")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    filters: Query<Filters>,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::SeeMatters)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let asked = filters.state.as_deref().filter(|state| !state.is_empty());
    let state: Option<CaseState> =
        asked.map(str::parse).transpose().map_err(|_| Problem::bad_request("unreadable"))?;
    let found = service::list(&app, &staff, state, &page).await?;
    let states = CaseState::ALL.map(CaseState::word);
    let content = context! {
        items => Serde(found.items.iter().map(|line| item(reader, line)).collect::<Vec<_>>()), next => found.next,
        query => asked.map(|state| format!("state={state}&")).unwrap_or_default(),
        states => Serde(reader.choices("assistance-state-", states, |word| Some(word) == asked)),
    };
    app.pages.render(&request, "assistance/list.html", content)
}

fn item(reader: Reader<'_>, line: &Line) -> Value {
    let first = masked_name(&line.first);
    let people = match line.people {
        0 | 1 => first,
        all => {
            let more = all.saturating_sub(1).to_string();
            reader.say_with("assistance-and-others", &[("first", first.as_str()), ("more", more.as_str())])
        }
    };
    json!({
        "id": line.case.id, "people": people, "state": line.case.state.word(), "amount": line.amount,
        "state_text": reader.say(&format!("assistance-state-{}", line.case.state.word())),
        "opened_at": line.case.opened_at,
    })
}
