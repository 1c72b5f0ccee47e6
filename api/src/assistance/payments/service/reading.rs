//! Payments are read: what may be paid, batches, and the bank's file of one.

use std::collections::{BTreeSet, HashMap};

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::access::{all_whole, whole, within_reach};
use crate::{
    app::App,
    assistance::{
        self, custody,
        payments::{
            bank_file::{self, Format},
            error::PaymentError,
            model::{AccountState, BatchFile, BatchState, Open, Way},
            queries, sealing,
        },
    },
    error::Internal,
    identity::{
        self,
        actor::Staff,
        policy::{self, Action},
    },
    ledger,
    platform::{
        change::{Change, Event},
        money::Fen,
        paging::{Page, PageQuery},
    },
};

/// A page of the instalments that may be paid, in the order of the decisions.
///
/// # Errors
/// 403 for others than finance and auditors.
pub async fn open(app: &App, staff: &Staff, page: &PageQuery) -> Result<Page<Open>, PaymentError> {
    policy::require(staff, Action::SeeBatches)?;
    let (limit, after) = (page.limit()?, page.after()?);
    let db = app.db.read();
    let reach = policy::reach(db, staff).await?;
    let others = queries::on_their_way();
    let rows = ledger::service::unpaid(db, &reach.organs, others, after, limit.saturating_add(1)).await?;
    let Page { items, next } = Page::cut(rows, limit, |row| row.instalment_id);
    let ids: Vec<_> = items.iter().map(|row| row.person_id).collect();
    let people = assistance::service::people(db, &app.vault, &ids).await?;
    let accounts = queries::accounts(db, &ids).await?;
    let custody = custody::service::in_custody(db, &ids, app.clock.today()).await?;
    let instalments: Vec<_> = items.iter().map(|row| row.instalment_id).collect();
    let tries = queries::tries(db, &instalments).await?;
    let open = items.into_iter().map(|row| Open {
        name: people
            .iter()
            .find(|person| person.id == row.person_id)
            .map(|person| person.who.name.clone())
            .unwrap_or_default(),
        account: match accounts.iter().find(|account| account.person_id == row.person_id) {
            _ if custody.contains(&row.person_id) => AccountState::Custody,
            None => AccountState::Missing,
            Some(account) if account.confirmed_by.is_none() => AccountState::Entered,
            Some(_) => AccountState::Confirmed,
        },
        tried: tries.iter().any(|line| line.instalment_id == row.instalment_id && line.state != "dropped"),
        instalment_id: row.instalment_id,
        organ_id: row.organ_id,
        year: row.year,
        case_id: row.case_id,
        person_id: row.person_id,
        amount: Fen::of(row.amount),
        due_on: row.due_on,
    });
    Ok(Page { items: open.collect(), next })
}

/// A page of batches, the newest first.
///
/// # Errors
/// 403 for others than finance and auditors.
pub async fn list(app: &App, staff: &Staff, page: &PageQuery) -> Result<Page<BatchFile>, PaymentError> {
    policy::require(staff, Action::SeeBatches)?;
    let (limit, before) = (page.limit()?, page.after()?);
    let db = app.db.read();
    let reach = policy::reach(db, staff).await?;
    let rows = queries::batches(db, &reach.organs, before, limit.saturating_add(1)).await?;
    let Page { items, next } = Page::cut(rows, limit, |row| row.id);
    let batches = items.iter().map(sealing::batch).collect::<Result<_, _>>()?;
    Ok(Page { items: all_whole(db, &app.vault, batches).await?, next })
}

/// One batch.
///
/// # Errors
/// `NotFound` out of reach, 403 for others than finance and auditors.
pub async fn read(app: &App, staff: &Staff, id: Uuid) -> Result<BatchFile, PaymentError> {
    let db = app.db.read();
    let row = queries::batch(db, id).await?.ok_or(PaymentError::NotFound)?;
    let batch = sealing::batch(&row)?;
    within_reach(db, staff, batch.organ_id).await?;
    Ok(whole(db, &app.vault, batch).await?)
}

/// The file that the bank pays by; that it was taken is on the audit record.
///
/// # Errors
/// `NotFound`, 403; `NotNow` before the batch is sent.
pub async fn bank_file(
    app: &App,
    change: Change,
    staff: &Staff,
    id: Uuid,
    format: Format,
) -> Result<(String, Vec<u8>), PaymentError> {
    let file = read(app, staff, id).await?;
    policy::require(staff, Action::Pay)?;
    let sent = [BatchState::Sent, BatchState::Done].contains(&file.batch.state);
    if file.batch.way != Way::Bank || !sent {
        return Err(PaymentError::NotNow);
    }
    let bytes = bank_file::write(&file, format)?;
    let event = Event::new("payments.file_taken", id).at(file.batch.organ_id);
    Ok(change.commit(event, (format!("{}.{}", file.number(), format.ending()), bytes)).await?)
}

/// Those who made and checked a batch, and who was there.
pub(super) fn people(file: &BatchFile) -> BTreeSet<Uuid> {
    let mut who = BTreeSet::from([file.batch.made_by]);
    who.extend(file.batch.approved_by);
    who.extend(file.lines.iter().filter_map(|payee| payee.line.witness_id));
    who
}

/// Their names.
pub async fn usernames(
    db: &impl ConnectionTrait,
    file: &BatchFile,
) -> Result<HashMap<Uuid, String>, Internal> {
    identity::staff::usernames(db, &people(file)).await
}
