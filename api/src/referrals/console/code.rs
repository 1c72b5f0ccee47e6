//! The code that is given to the person of a clue, to print: shown once.

use actix_web::{
    HttpRequest, HttpResponse, post,
    web::{Data, Path},
};
use uuid::Uuid;

use crate::{
    app::App, error::Problem, identity::cookie::ConsoleStaff, qr::image, referrals::service,
    web::pages::context,
};

/// Makes it and shows it; an earlier one leads nowhere from then on.
#[post("/console/clues/{id}/code")]
pub async fn make(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let made = service::make_code(&app, app.change(&*staff).await?, &staff, *id).await?;
    let (side, modules) = image::path(&made.address)?;
    let content = context! {
        id => id.to_string(), address => made.address, until => made.until.to_string(), side, modules,
    };
    app.pages.render(&request, "referrals/code.html", content)
}
