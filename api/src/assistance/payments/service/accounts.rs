//! Where somebody's money goes: entered by one, and typed again by another before anything is paid to it.

use hechang_entity::payee_account;
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::access;
use crate::{
    app::App,
    assistance::{
        model::Assisted,
        payments::{
            error::PaymentError,
            model::{Account, Confirmation, PayeeAccount, Relation},
            queries, sealing,
        },
    },
    error::FieldFault,
    identity::{actor::Staff, policy::Action},
    platform::{
        change::{Change, Event},
        vault::Vault,
    },
    web::etag::IfMatch,
};

/// Whose account it is, and the account, if there is one.
///
/// # Errors
/// `NotFound` out of reach.
pub async fn account(
    app: &App,
    staff: &Staff,
    person: Uuid,
) -> Result<(Assisted, Option<PayeeAccount>), PaymentError> {
    let person = access::person(app.db.read(), &app.vault, staff, Action::SeePayments, person).await?;
    let account = find(app.db.read(), &app.vault, person.id).await?;
    Ok((person, account))
}

/// The account of somebody. Who may see it is the caller's matter.
pub(super) async fn find(
    db: &impl ConnectionTrait,
    vault: &Vault,
    person: Uuid,
) -> Result<Option<PayeeAccount>, PaymentError> {
    let found = queries::accounts(db, &[person]).await?.into_iter().next();
    Ok(found.map(|row| sealing::account(vault, &row)).transpose()?)
}

/// Whether somebody has an account of their own that is confirmed.
pub(in crate::assistance) async fn has_own_account(
    db: &impl ConnectionTrait,
    vault: &Vault,
    person: Uuid,
) -> Result<bool, PaymentError> {
    let found = find(db, vault, person).await?;
    Ok(found.is_some_and(|one| one.account.relation == Relation::Own && one.confirmed_by.is_some()))
}

/// Enters an account, or another in its place; somebody else has to confirm it.
///
/// # Errors
/// `NotFound`, 403; 412 when it has changed; `AccountInUse`; `Faulty`.
pub async fn enter(
    change: Change,
    staff: &Staff,
    person: Uuid,
    based_on: &IfMatch,
    new: Account,
) -> Result<PayeeAccount, PaymentError> {
    let person = access::person(change.db(), change.vault(), staff, Action::EnterAccounts, person).await?;
    let before = find(change.db(), change.vault(), person.id).await?.map_or(0, |account| account.version);
    based_on.check(before)?;
    if queries::is_on_its_way(change.db(), person.id).await? {
        return Err(PaymentError::AccountInUse);
    }
    PaymentError::refuse(faults(&person, &new))?;
    let entered = PayeeAccount {
        person_id: person.id,
        account: new,
        entered_by: staff.id,
        confirmed_by: None,
        version: before.saturating_add(1),
    };
    write(&change, &entered).await?;
    let event = Event::new("payments.account_entered", person.id).at(staff.organ_id);
    Ok(change.commit(event.in_case(Some(person.application_id)), entered).await?)
}

fn faults(person: &Assisted, new: &Account) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    if !new.number.bytes().all(|sign| sign.is_ascii_digit()) {
        faults.push(FieldFault::new("/number", "digits_only"));
    }
    for (pointer, text) in [("/holder", &new.holder), ("/bank", &new.bank)] {
        if begins_with_a_sign(text) {
            faults.push(FieldFault::new(pointer, "begins_with_a_sign"));
        }
    }
    let same = plain(&new.holder) == plain(&person.who.name);
    match new.relation {
        Relation::Own if !same => faults.push(FieldFault::new("/holder", "not_the_person")),
        Relation::Guardian if same => faults.push(FieldFault::new("/holder", "is_the_person")),
        // Money in custody goes there by its mandate.
        Relation::Custody => faults.push(FieldFault::new("/relation", "not_an_option")),
        _ => {}
    }
    faults
}

/// A spreadsheet would take what begins so for a formula (security.md IN-6).
pub(in crate::assistance) fn begins_with_a_sign(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

fn plain(name: &str) -> String {
    name.chars().filter(|sign| !sign.is_whitespace()).collect()
}

/// Confirms an account by typing its number again.
///
/// # Errors
/// `NotFound`, 403; `FourEyes` for whoever entered it; `Faulty` when the numbers differ.
pub async fn confirm(
    change: Change,
    staff: &Staff,
    person: Uuid,
    typed: &Confirmation,
) -> Result<PayeeAccount, PaymentError> {
    let person = access::person(change.db(), change.vault(), staff, Action::Pay, person).await?;
    let found = find(change.db(), change.vault(), person.id).await?.ok_or(PaymentError::NotFound)?;
    if found.entered_by == staff.id {
        return Err(PaymentError::FourEyes);
    }
    if plain(&typed.number) != found.account.number {
        return Err(PaymentError::fault("/number", "differs"));
    }
    let confirmed =
        PayeeAccount { confirmed_by: Some(staff.id), version: found.version.saturating_add(1), ..found };
    write(&change, &confirmed).await?;
    let event = Event::new("payments.account_confirmed", person.id).at(staff.organ_id);
    let facts = json!({ "entered_by": confirmed.entered_by });
    Ok(change.commit(event.in_case(Some(person.application_id)).with(facts), confirmed).await?)
}

async fn write(change: &Change, account: &PayeeAccount) -> Result<(), PaymentError> {
    let row = payee_account::Model {
        person_id: account.person_id,
        account_sealed: sealing::account_sealed(change.vault(), account)?,
        entered_by: account.entered_by,
        entered_at: change.now(),
        confirmed_by: account.confirmed_by,
        confirmed_at: account.confirmed_by.map(|_| change.now()),
        version: account.version,
    };
    Ok(queries::put_account(change.db(), row).await?)
}
