//! The citizen's page of their own account: where they are signed in.

use actix_web::{HttpRequest, HttpResponse, get, http::header, post, web::Data};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    app::App,
    error::Problem,
    identity::{cookie::PortalCitizen, devices, portal::leave},
    platform::change::Author,
    web::{
        pages::{Serde, context},
        posted::Form,
    },
};

/// A device to sign out on; none means all.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndForm {
    id: Option<Uuid>,
}

/// The devices on which the citizen is signed in.
#[get("/me")]
pub async fn me(
    app: Data<App>,
    request: HttpRequest,
    citizen: PortalCitizen,
) -> Result<HttpResponse, Problem> {
    let devices = devices::list(&app, app.db.read(), citizen.id, Some(citizen.0.sign_in)).await?;
    app.pages.render(&request, "identity/me.html", context! { devices => Serde(&devices) })
}

/// Signs out on one device, or everywhere.
#[post("/me")]
pub async fn end_device(
    app: Data<App>,
    citizen: PortalCitizen,
    form: Form<EndForm>,
) -> Result<HttpResponse, Problem> {
    let author = Author::from(&citizen.0.who);
    match form.id {
        Some(id) => devices::end(&app, author, id).await?,
        None => devices::end_all(&app, author, None).await?,
    }
    let here = form.id.is_none_or(|id| id == citizen.0.sign_in);
    if here {
        Ok(leave(&app, "/"))
    } else {
        Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, "/me")).finish())
    }
}
