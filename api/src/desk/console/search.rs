//! Finding a matter by its receipt number or its applicant's phone number. A phone number must not stand in an address
//! (security.md PRV), so what is searched for is posted, and the answer is the page.

use actix_web::{HttpRequest, HttpResponse, get, post, web::Data};
use serde::Deserialize;

use crate::{
    app::App,
    desk::{
        console::{go, queue},
        model::QueueQuery,
        service,
    },
    error::Problem,
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    platform::paging::PageQuery,
    web::{
        language::Language,
        pages::{Serde, context},
        posted::Form,
    },
};

/// Nobody has more matters than fit on a page.
const MOST: u64 = 100;

/// A receipt number or a phone number.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    q: String,
}

/// A search can't be opened again by its address; another language begins anew.
#[get("/console/search")]
pub async fn back(_staff: ConsoleStaff) -> HttpResponse {
    go("/console")
}

/// Goes to the matter when there is one, else lists them or says that there is none.
#[post("/console/search")]
pub async fn find(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    form: Form<Wanted>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::SeeMatters)?;
    let wanted = form.q.trim();
    if wanted.is_empty() {
        return Ok(go("/console"));
    }
    let query = QueueQuery { q: Some(wanted.to_owned()), ..QueueQuery::default() };
    let page = PageQuery { limit: Some(MOST), after: None };
    let found = service::queue(&app, &staff, &query, &page, language).await?;
    if let [one] = found.items.as_slice() {
        return Ok(go(&format!("/console/applications/{}", one.id)));
    }
    let names = queue::names(&app, &found).await?;
    let content = context! { wanted, items => Serde(&found.items), names => Serde(names), today => app.clock.today().to_string() };
    app.pages.render(&request, "desk/found.html", content)
}
