//! The list, and one mandate on one page.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path, Query},
};
use serde_json::json;
use uuid::Uuid;

use super::{place, showing::draw};
use crate::{
    app::App,
    assistance::{
        console::{Reader, fields::Fields},
        custody::{
            service,
            view::{self, MandateItem},
        },
    },
    documents::{service::Version, serving},
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

/// The mandates that the reader may see.
#[get("/console/custody")]
pub async fn list(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    page: Query<PageQuery>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let page = view::items(&app, service::list(&app, &staff, &page).await?, language).await?;
    let item = |item: &MandateItem| {
        let state_text = reader.say(&format!("custody-state-{}", item.state.word()));
        json!({ "item": item, "state_text": state_text })
    };
    let content = context! {
        items => Serde(page.items.iter().map(item).collect::<Vec<_>>()), next => page.next,
    };
    app.pages.render(&request, "custody/list.html", content)
}

/// One mandate. That it was looked at is on the audit record.
#[get("/console/custody/{id}")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let file = service::open(&app, app.change(&*staff).await?, &staff, *id).await?;
    draw(reader, file, &Fields::default(), None).await
}

/// The agreement to read and to print, for the custodian; each look is on the audit record.
#[get("/console/custody/{id}/agreement")]
pub async fn agreement(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::VerifyReleases)?;
    let document = service::open_agreement(&app, &staff, *id).await?;
    let back = place(*id);
    serving::page(&app, &request, &document, Version::Full, &format!("{back}/agreement/pdf"), &back)
}

/// The same to keep.
#[get("/console/custody/{id}/agreement/pdf")]
pub async fn agreement_pdf(
    app: Data<App>,
    staff: ConsoleStaff,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::VerifyReleases)?;
    let document = service::open_agreement(&app, &staff, *id).await?;
    serving::pdf(&app, &document, Version::Full).await
}
