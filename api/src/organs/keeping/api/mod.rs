//! The API's faces of organs, departments and centers for administrators.

mod centers;
mod departments;
mod organs;

use actix_web::HttpResponse;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    error::{Internal, Problem},
    organs::keeping::error::KeepingError,
    platform::change::{Change, Event},
};

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(organs::list)
        .service(organs::add)
        .service(organs::read)
        .service(organs::alter)
        .service(organs::close)
        .service(departments::list)
        .service(departments::add)
        .service(departments::read)
        .service(departments::alter)
        .service(departments::close)
        .service(centers::list)
        .service(centers::add)
        .service(centers::read)
        .service(centers::alter)
        .service(centers::close);
}

/// Commits when something happened.
pub(super) async fn commit<T>(change: Change, event: Option<Event>, answer: T) -> Result<T, Internal>
where
    T: serde::Serialize,
{
    match event {
        Some(event) => change.commit(event, answer).await,
        None => Ok(answer),
    }
}

async fn closed(change: Change, event: Result<Option<Event>, KeepingError>) -> Result<HttpResponse, Problem> {
    commit(change, event?, ()).await?;
    Ok(HttpResponse::NoContent().finish())
}
