//! What the assisted person sees, or who acts for them: the balance, what was released for what, what is planned, whom to call. They can
//! ask for a release and report a misuse.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    access::{all_whole, hold_any},
    misuse, requests, telling,
};
use crate::{
    app::App,
    applications,
    assistance::{
        custody::{
            error::CustodyError,
            model::{Ending, Mandate, MandateFile, MandateState, NewRequest, Reason, Request},
            queries, sealing,
        },
        rules::Party,
    },
    error::Internal,
    identity::actor::Citizen,
    organs::{self, model::Organ},
    platform::{change::Change, vault::Vault},
};

/// A mandate with who holds the money.
#[derive(Clone, Debug)]
pub struct Own {
    /// The mandate.
    pub file: MandateFile,
    /// Who holds the money.
    pub custodian: Option<Organ>,
    /// Who held it before, where another took that one's place.
    pub before: Option<Organ>,
}

/// The mandates of a citizen's own application, once they are signed.
///
/// # Errors
/// `NotFound` for another's application.
pub async fn own(app: &App, citizen: &Citizen, application: Uuid) -> Result<Vec<Own>, CustodyError> {
    let db = app.db.read();
    is_own(db, &app.vault, citizen, application).await?;
    Ok(of_application(db, &app.vault, application).await?)
}

async fn is_own(
    db: &impl ConnectionTrait,
    vault: &Vault,
    citizen: &Citizen,
    application: Uuid,
) -> Result<(), CustodyError> {
    let own = applications::service::own(db, vault, citizen, application).await;
    own.map(drop).map_err(|error| CustodyError::Problem(error.into()))
}

async fn of_application(
    db: &impl ConnectionTrait,
    vault: &Vault,
    application: Uuid,
) -> Result<Vec<Own>, Internal> {
    let rows = queries::of_applications(db, &[application]).await?;
    let mandates = rows.into_iter().map(|row| sealing::mandate(vault, row));
    let mut mandates = mandates.collect::<Result<Vec<_>, _>>()?;
    mandates.retain(|one| one.signed_on.is_some());
    // What another took the place of comes last.
    mandates.sort_by_key(|one| one.closed_as == Some(Ending::Replaced));
    let holders: Vec<_> = mandates.iter().map(|one| one.custodian_id).collect();
    let organs = organs::service::organs_of(db, &holders).await?;
    let kept_by: HashMap<_, _> = mandates.iter().map(|one| (one.id, one.custodian_id)).collect();
    let keeper = |id: &Uuid| organs.iter().find(|organ| Some(&organ.id) == kept_by.get(id)).cloned();
    let own = |file: MandateFile| Own {
        custodian: keeper(&file.mandate.id),
        before: file.mandate.succeeds.as_ref().and_then(keeper),
        file,
    };
    Ok(all_whole(db, vault, mandates).await?.into_iter().map(own).collect())
}

/// A mandate of a citizen's own application, held until the change ends.
async fn hold_own(
    change: &Change,
    citizen: &Citizen,
    (application, id): (Uuid, Uuid),
) -> Result<MandateFile, CustodyError> {
    is_own(change.db(), change.vault(), citizen, application).await?;
    let file = hold_any(change, id).await?;
    let theirs = file.mandate.application_id == application && file.mandate.state != MandateState::Draft;
    if theirs { Ok(file) } else { Err(CustodyError::NotFound) }
}

/// Asks for a release.
///
/// # Errors
/// `NotFound` for another's; `Paused`, `NotNow`; `Faulty` as with staff.
pub async fn ask_own(
    change: Change,
    citizen: &Citizen,
    at: (Uuid, Uuid),
    new: NewRequest,
) -> Result<Request, CustodyError> {
    let file = hold_own(&change, citizen, at).await?;
    let request = requests::enter(&change, &file, Party::Owner, new).await?;
    telling::commit(change, "custody.asked", &file.mandate, request).await
}

/// Reports that the money is misused; nothing is released from now on.
///
/// # Errors
/// `NotFound` for another's; `NotNow` where there is no money.
pub async fn report_own(
    change: Change,
    citizen: &Citizen,
    at: (Uuid, Uuid),
    why: &Reason,
) -> Result<Mandate, CustodyError> {
    let file = hold_own(&change, citizen, at).await?;
    misuse::enter(change, file, Party::Owner, why).await
}

/// What is kept of an application's custody, for the citizen's copy of everything.
pub async fn copy_of(app: &App, application: Uuid) -> Result<Vec<Value>, Internal> {
    let own = of_application(app.db.read(), &app.vault, application).await?;
    Ok(own.iter().map(|own| copied(&own.file)).collect())
}

fn copied(file: &MandateFile) -> Value {
    let request = |one: &Request| {
        json!({
            "kind": one.kind, "purpose": one.purpose, "amount_fen": one.amount, "words": one.words, "state": one.state,
            "asked_at": one.asked_at, "released_on": one.released_on, "reason": one.reason,
        })
    };
    let one = &file.mandate;
    json!({
        "name": file.name, "number": one.number, "state": one.state, "account": one.account, "parties": one.parties,
        "purposes": one.purposes, "plan": one.plan, "ends_on": one.ends_on, "balance_fen": file.balance,
        "requests": file.requests.iter().map(request).collect::<Vec<_>>(),
    })
}
