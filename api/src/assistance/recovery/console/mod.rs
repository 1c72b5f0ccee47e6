//! The staff's pages of recovery: the list, those of a case with the form that opens one, and one recovery with what may be done now.

mod case;
mod one;

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Query, ServiceConfig},
};
use serde_json::json;

use crate::{
    app::App,
    assistance::{
        console::{
            Reader,
            fields::{self, Fields},
        },
        recovery::{
            model::RecoveryState,
            service,
            view::{self, RecoveryItem},
        },
    },
    error::{FieldFault, Problem},
    identity::cookie::ConsoleStaff,
    platform::{money::Fen, paging::PageQuery},
    web::{
        language::Language,
        pages::{Serde, context},
    },
};

/// The console's pages.
pub fn pages(config: &mut ServiceConfig) {
    config.service(list).service(case::show).service(case::open).service(one::show).service(one::take_step);
}

/// The recoveries that the reader may see.
#[get("/console/recoveries")]
pub async fn list(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let page = service::list(&app, &staff, &page).await?.map(|file| view::item(&file));
    let item = |item: &RecoveryItem| json!({ "item": item, "state_text": state_text(reader, item.state) });
    let content = context! {
        items => Serde(page.items.iter().map(item).collect::<Vec<_>>()), next => page.next,
    };
    app.pages.render(&request, "recovery/list.html", content)
}

fn state_text(reader: Reader<'_>, state: RecoveryState) -> String {
    reader.say(&format!("recovery-state-{}", state.word()))
}

/// The amount that was typed, in yuan.
fn amount(fields: &Fields, faults: &mut Vec<FieldFault>) -> Option<Fen> {
    let before = faults.len();
    let amount = fields::fen(fields, "amount_fen", "/amount_fen", faults);
    if amount.is_none() && faults.len() == before {
        faults.push(FieldFault::new("/amount_fen", "required"));
    }
    amount
}
