//! What payments ask of custody: whose money goes there, and that it came.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::access::{hold_any, turn, write};
use crate::{
    assistance::{
        custody::{
            error::CustodyError,
            model::{MandateAct, MandateState},
            queries, sealing,
        },
        payments::model::Account,
        rules::Party,
    },
    error::Internal,
    platform::change::{Change, Event},
};

/// Where a payment goes in place of the person's own account.
#[derive(Clone, Debug)]
pub(in crate::assistance) struct Paid {
    /// The mandate.
    pub mandate_id: Uuid,
    /// Its account.
    pub account: Account,
    /// Whether a misuse was reported: no money is sent there then.
    pub paused: bool,
}

/// The custody of these people by person; the mandates are held until the change ends, in one order.
pub(in crate::assistance) async fn destinations(
    change: &Change,
    people: &[Uuid],
) -> Result<HashMap<Uuid, Paid>, Internal> {
    let open: BTreeSet<_> =
        queries::open_of_people(change.db(), people).await?.into_iter().map(|row| row.id).collect();
    let mut paid = HashMap::new();
    for id in open {
        let Some(row) = queries::lock(change.db(), id).await? else { continue };
        let one = sealing::mandate(change.vault(), row)?;
        if one.state.is_handed() && !is_over(one.ends_on, change.today()) {
            let paused = one.state == MandateState::Paused;
            paid.insert(one.person_id, Paid { mandate_id: id, account: one.account, paused });
        }
    }
    Ok(paid)
}

/// Those of some people whose money goes into custody now.
pub(in crate::assistance) async fn in_custody(
    db: &impl ConnectionTrait,
    people: &[Uuid],
    today: NaiveDate,
) -> Result<HashSet<Uuid>, Internal> {
    let open = queries::open_of_people(db, people).await?.into_iter();
    let goes = open.filter(|row| row.state != MandateState::Draft.word() && !is_over(row.ends_on, today));
    Ok(goes.map(|row| row.person_id).collect())
}

/// On the birthday the person is paid themselves.
fn is_over(ends_on: Option<NaiveDate>, today: NaiveDate) -> bool {
    ends_on.is_some_and(|day| day <= today)
}

/// Holds mandates in one order before the ledger is, so that a payment and a release don't wait for each other.
pub(in crate::assistance) async fn hold_all(
    change: &Change,
    mandates: impl IntoIterator<Item = Uuid>,
) -> Result<(), Internal> {
    for id in mandates.into_iter().collect::<BTreeSet<_>>() {
        queries::lock(change.db(), id).await?;
    }
    Ok(())
}

/// The mandates of a person that haven't ended, held until the change ends.
pub(in crate::assistance) async fn hold_of_person(
    change: &Change,
    person: Uuid,
) -> Result<Vec<Uuid>, Internal> {
    let open = queries::open_of_people(change.db(), &[person]).await?.into_iter().map(|row| row.id);
    let open: BTreeSet<_> = open.collect();
    hold_all(change, open.iter().copied()).await?;
    Ok(open.into_iter().collect())
}

/// Says that money came. The caller commits.
pub(in crate::assistance) async fn fund(change: &Change, mandate: Uuid) -> Result<(), CustodyError> {
    let mut mandate = hold_any(change, mandate).await?.mandate;
    mandate.state = turn(&mandate, MandateAct::Fund, Party::Payer)?;
    mandate.funded_at = mandate.funded_at.or(Some(change.now()));
    write(change, &mut mandate).await?;
    let event = Event::new("custody.funded", mandate.id).at(mandate.organ_id);
    change.record(event.in_case(mandate.application_id).with(json!({ "number": mandate.number })));
    Ok(())
}
