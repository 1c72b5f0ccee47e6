//! Refusals of rights are on the record (security.md AUD-1): a signed-in person who was told 403, or 404 for something by its id,
//! which is how what they may not open is answered.

use actix_web::{
    Error, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::StatusCode,
    middleware::Next,
    web::Data,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    error::{Internal, Problem},
    identity::{
        actor::{Citizen, Staff},
        session::SignedIn,
    },
    platform::change::{Author, Event},
};

/// Middleware: notes refusals. The change that was refused is over by then.
pub async fn note<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let response = next.call(request).await?;
    let problem = response.response().error().and_then(|error| error.as_error::<Problem>());
    let code = problem.map_or("", |problem| problem.code);
    if refused(response.request(), response.status(), code)
        && let Err(error) = record(response.request(), code).await
    {
        // The refusal stands; there is nothing to undo.
        tracing::error!(error = format!("{error:#}"), "a refusal isn't on the record");
    }
    Ok(response)
}

fn refused(request: &HttpRequest, status: StatusCode, code: &str) -> bool {
    status == StatusCode::FORBIDDEN || code == "not_found" && asked_for(request).is_some()
}

fn asked_for(request: &HttpRequest) -> Option<Uuid> {
    request.match_info().get("id").and_then(|id| id.parse().ok())
}

async fn record(request: &HttpRequest, code: &str) -> Result<(), Internal> {
    let (Some(app), Some((author, organ))) = (request.app_data::<Data<App>>(), actor(request)) else {
        return Ok(());
    };
    let subject = asked_for(request).or(author.id()).unwrap_or_default();
    // The pattern of the route, never the address: that may hold what somebody typed.
    let facts =
        json!({ "method": request.method().as_str(), "route": request.match_pattern(), "code": code });
    let event = Event { organ, ..Event::new("access.refused", subject).with(facts) };
    app.change(author).await?.commit(event, ()).await
}

/// Who is signed in, with the organ of staff.
fn actor(request: &HttpRequest) -> Option<(Author, Option<Uuid>)> {
    let known = request.extensions();
    if let Some(staff) = known.get::<SignedIn<Staff>>() {
        return Some((Author::from(&staff.who), Some(staff.who.organ_id)));
    }
    known.get::<SignedIn<Citizen>>().map(|citizen| (Author::from(&citizen.who), None))
}
