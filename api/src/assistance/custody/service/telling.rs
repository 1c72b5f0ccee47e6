//! What is told of a release: to the record, and to whoever applied.

use serde_json::json;

use crate::{
    app::App,
    applications,
    assistance::custody::{
        error::CustodyError,
        model::{Mandate, Request},
    },
    platform::change::{Change, Event},
};

/// Tells whoever applied, without an amount.
pub(super) async fn tell(
    app: &App,
    change: &Change,
    mandate: &Mandate,
    tells: &str,
) -> Result<(), CustodyError> {
    let application = applications::service::hold(change, mandate.application_id).await;
    let application = application.map_err(|error| CustodyError::Problem(error.into()))?;
    Ok(applications::service::tell(app, change, &application, tells).await?)
}

/// Puts a request's step on the record.
pub(super) fn note(change: &Change, act: &'static str, mandate: &Mandate, request: &Request) {
    change.record(event(act, mandate, request));
}

/// Ends a change of a request with what the record says of it.
pub(super) async fn commit(
    change: Change,
    act: &'static str,
    mandate: &Mandate,
    request: Request,
) -> Result<Request, CustodyError> {
    Ok(change.commit(event(act, mandate, &request), request).await?)
}

pub(super) fn event(act: &'static str, mandate: &Mandate, request: &Request) -> Event {
    let facts = json!({
        "mandate": mandate.id, "number": mandate.number, "kind": request.kind, "purpose": request.purpose, "amount_fen": request.amount,
    });
    Event::new(act, request.id).at(mandate.organ_id).in_case(mandate.application_id).with(facts)
}
