//! The pages that a scan leads to: a center with its services, and the list of centers.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path},
};
use serde::Serialize;

use crate::{
    app::App,
    appointments,
    catalog::Service,
    error::Problem,
    organs::{
        model::{Center, OpeningHours},
        opening,
        service::{calendar_for, center_by_code, centers},
    },
    platform::{clock::local_date, local_time::LocalTime, paging::PageQuery},
    web::{
        language::{Language, Text},
        pages::{Serde, context},
    },
};

/// A center on a page.
#[derive(Serialize)]
struct CenterCard {
    code: String,
    name: Text,
    address: Text,
    phone: String,
    week: Vec<OpeningHours>,
    /// Hours today; none when the calendar can't tell.
    today: Option<Vec<OpeningHours>>,
}

impl CenterCard {
    fn new(center: Center, today: Option<Vec<OpeningHours>>) -> Self {
        let Center { code, name, address, phone, opening_hours, .. } = center;
        Self { code, name, address, phone, week: opening_hours, today }
    }
}

/// A service as a button.
#[derive(Serialize)]
struct ServiceTile<'a> {
    key: &'a str,
    title: &'a str,
    summary: &'a str,
}

impl<'a> ServiceTile<'a> {
    fn of(service: &'a Service, language: Language) -> Self {
        Self { key: &service.key, title: service.title.get(language), summary: service.summary.get(language) }
    }
}

/// Where somebody begins without a code: the centers.
#[get("/")]
pub async fn home(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let page = centers(app.db.read(), None, &PageQuery::default()).await?;
    let cards: Vec<_> = page.items.into_iter().map(|center| CenterCard::new(center, None)).collect();
    app.pages.render(&request, "center/home.html", context! { centers => Serde(&cards) })
}

/// A center: its services, opening hours, and how to call.
#[get("/c/{code}")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    language: Language,
    code: Path<String>,
) -> Result<HttpResponse, Problem> {
    let center = center_by_code(app.db.read(), &code).await?;
    let calendar = calendar_for(app.db.read(), center.id).await?;
    let today = opening::hours_on(&center, &calendar, app.clock.today()).ok();
    let tiles: Vec<_> = app.catalog.services().map(|service| ServiceTile::of(service, language)).collect();
    let next = appointments::service::next_free(&app, &center).await?;
    let next = next.map(|offer| {
        let at = offer.slot.starts_at;
        context! { date => local_date(at).to_string(), from => LocalTime::of(at).to_string() }
    });
    let center = CenterCard::new(center, today);
    let content = context! { center => Serde(&center), services => Serde(&tiles), next };
    app.pages.render(&request, "center/center.html", content)
}
