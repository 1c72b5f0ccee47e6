//! What shows the use of a release: a photo or a paper, filed by the custodian or the case handler.

use serde_json::json;
use uuid::Uuid;

use super::{
    access::{access, hold, whole},
    requests::{find, follows, rights},
    telling::commit,
    tending::end_if_used_up,
};
use crate::{
    app::App,
    assistance::custody::{
        error::CustodyError,
        model::{Request, RequestAct, Voucher},
        queries, sealing,
    },
    identity::{
        actor::Staff,
        policy::{self, Action, On},
    },
    materials::{self, service::Arrived},
    platform::{
        blobs::Reading,
        change::{Change, Event},
    },
    web::parts::FilePart,
};

/// Takes a voucher in while it comes, for a release that awaits one. It belongs to nothing until it is [`file`]d.
///
/// # Errors
/// `NotFound`, 403; `NotNow`; the refusals of a file that is no photo or paper, too large, or can't be read.
pub async fn receive(
    app: &App,
    staff: &Staff,
    (id, request): (Uuid, Uuid),
    part: FilePart,
) -> Result<Arrived, CustodyError> {
    let (action, party) = rights(staff, RequestAct::File);
    let change = app.change(staff).await?;
    let file = hold(&change, staff, id, action).await?;
    follows(&find(&file, request)?, RequestAct::File, party)?;
    drop(change);
    Ok(materials::service::receive_evidence(app, part).await?)
}

/// Files a voucher that has come in; the last one ends custody that is used up. Refused, it goes again.
///
/// # Errors
/// `NotFound`, 403; `NotNow` when it was filed meanwhile.
pub async fn file(
    app: &App,
    staff: &Staff,
    at: (Uuid, Uuid),
    arrived: Arrived,
) -> Result<Request, CustodyError> {
    let filed = enter(app.change(staff).await?, staff, at, &arrived).await;
    if filed.is_err() {
        materials::service::leave(app, arrived).await?;
    }
    filed
}

async fn enter(
    change: Change,
    staff: &Staff,
    (id, request): (Uuid, Uuid),
    arrived: &Arrived,
) -> Result<Request, CustodyError> {
    let (action, party) = rights(staff, RequestAct::File);
    let file = hold(&change, staff, id, action).await?;
    let mut request = find(&file, request)?;
    request.state = follows(&request, RequestAct::File, party)?;
    materials::files::keep(&change, arrived.file).await?;
    request.voucher = Some(Voucher {
        file_id: arrived.file,
        media_type: arrived.kind.media_type().to_owned(),
        filed_by: staff.id,
        filed_at: change.now(),
    });
    queries::update_request(change.db(), sealing::request_row(change.vault(), &request)?).await?;
    end_if_used_up(&change, id).await?;
    commit(change, "custody.voucher_filed", &file.mandate, request).await
}

/// A voucher to be looked at; the look is on the audit record before the first byte.
///
/// # Errors
/// `NotFound` out of reach, or while there is none; 403.
pub async fn open_voucher(
    app: &App,
    staff: &Staff,
    (id, request): (Uuid, Uuid),
) -> Result<(Voucher, Reading), CustodyError> {
    let change = app.change(staff).await?;
    let row = queries::find(change.db(), id).await?.ok_or(CustodyError::NotFound)?;
    let mandate = sealing::mandate(change.vault(), row)?;
    let reach = policy::reach(change.db(), staff).await?;
    let asked = access(change.db(), change.vault(), &reach, &mandate).await?;
    policy::decide(&reach, Action::SeeCustody, On::Custody(&asked))?;
    let file = whole(change.db(), change.vault(), mandate).await?;
    let voucher = find(&file, request)?.voucher.ok_or(CustodyError::NotFound)?;
    let event = Event::new("custody.voucher_looked_at", request).at(file.mandate.organ_id);
    let event = event.in_case(file.mandate.application_id).with(json!({ "mandate": id }));
    change.commit(event, ()).await?;
    let reading = materials::files::read(app, voucher.file_id).await?.ok_or(CustodyError::NotFound)?;
    Ok((voucher, reading))
}
