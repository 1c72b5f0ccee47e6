//! The demonstration: a center that can be used at once, with a code on its wall and a login for every role.
//!
//! The one place that knows every slice's seeds. What is there already stays: a later start keeps rows, passwords and the code.
//! `demo.json` in the data folder says how to get in; it is written once the server answers. Production never comes here.
//! Begin at [`prepare`].

mod answering;
mod file;
mod logins;

use std::net::SocketAddr;

use serde_json::json;

pub use file::{Demonstration, Login};

use crate::{
    app::App,
    appointments, assistance,
    error::Internal,
    identity,
    organs::{self, error::OrganError, model::Center},
    platform::change::{Author, Change, Event},
    qr::{self, model::NewCode},
};

/// The center of the source texts: 琼嘎顶社区12309检察服务中心.
const CENTER: &str = "QGD";
const WALL: &str = "大厅入口";

/// Makes what is missing of the demonstration; on an empty database that is everything, in one change.
pub async fn prepare(app: &App) -> anyhow::Result<Demonstration> {
    let kept = file::read(&app.config.data_dir)?;
    let planned = logins::plan(app, kept.as_ref()).await?;
    let scheduled = !schedules_missing(app).await?;
    if let Some(kept) = kept.filter(|_| scheduled && planned.iter().all(logins::Planned::stands)) {
        return Ok(kept);
    }
    // Hashing takes its time: before the change, so that nobody waits for the writer meanwhile.
    let hashed = logins::hash(planned).await?;
    let change = app.change(Author::System).await?;
    let center = center(&change).await?;
    if appointments::demo::is_missing(change.db(), &center).await? {
        appointments::demo::seed(&change, &center).await?;
    }
    let qr_code = wall_code(&change, &center).await?;
    let staff = logins::enter(&change, hashed).await?;
    for (name, post) in logins::DECIDERS {
        if let Some(account) = identity::staff::account(change.db(), name).await? {
            assistance::service::give(&change, account, &[post]).await?;
        }
    }
    let demonstration = Demonstration::new(qr_code, center.id, staff);
    let event = Event::new("demonstration.prepared", center.id).at(center.organ_id);
    change.commit(event.with(json!({ "center": center.code })), ()).await?;
    Ok(demonstration)
}

/// Waits until the server answers, then writes `demo.json` with its addresses.
pub async fn publish(
    app: &App,
    address: SocketAddr,
    demonstration: Demonstration,
) -> anyhow::Result<Demonstration> {
    answering::wait(address).await?;
    let demonstration = demonstration.at(&app.public_url, address);
    file::write(&app.config.data_dir, &demonstration)?;
    Ok(demonstration)
}

async fn center(change: &Change) -> Result<Center, OrganError> {
    match organs::service::any_center_by_code(change.db(), CENTER).await {
        Err(OrganError::NotFound) => seed(change).await,
        found => found,
    }
}

async fn schedules_missing(app: &App) -> Result<bool, OrganError> {
    match organs::service::any_center_by_code(app.db.read(), CENTER).await {
        Err(OrganError::NotFound) => Ok(true),
        found => Ok(appointments::demo::is_missing(app.db.read(), &found?).await?),
    }
}

async fn seed(change: &Change) -> Result<Center, OrganError> {
    organs::demo::seed(change).await?;
    organs::service::any_center_by_code(change.db(), CENTER).await
}

async fn wall_code(change: &Change, center: &Center) -> Result<String, Internal> {
    let purpose = "center".to_owned();
    if let Some(code) = qr::service::lasting_code(change.db(), center.id, &purpose).await? {
        return Ok(code);
    }
    let label = WALL.to_owned();
    let new = NewCode { purpose, center_id: center.id, service_key: None, label, expires_at: None };
    Ok(qr::service::make(change, new).await?.code)
}
