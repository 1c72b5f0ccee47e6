//! An agreement is drawn up and issued with its number; for a first custodian, or for another in the place of one.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{
    access::{commit, rules},
    agreement::{Terms, issue},
    succeeding::predecessor,
};
use crate::{
    app::App,
    assistance::{
        self,
        custody::{
            error::CustodyError,
            model::{Mandate, MandateState, NewMandate, SeparateAccount},
            queries, sealing,
        },
        model::Assisted,
        payments::{
            self,
            model::{Account, Relation},
        },
    },
    documents::model::Document,
    error::{FieldFault, Internal},
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    ledger::{self, model::Standing},
    organs::{
        self,
        model::{Kind, Organ},
    },
    platform::{change::Change, ids, money::Fen, vault::Vault},
    web::forms::money,
};

/// Draws an agreement up for somebody who was granted money, and issues it. Its terms are fixed: another agreement takes another mandate.
/// One that succeeds another waits beside it for the signature.
///
/// # Errors
/// `NotFound` out of reach, 403; `Faulty` naming every wrong field: the person wasn't granted or is in custody already, the account holds
/// other money, the custodian is no partner, the plan is more than the grant or, for a successor, than what is in custody; what is succeeded
/// isn't the person's, or isn't paused.
pub async fn draft(
    app: &App,
    change: Change,
    staff: &Staff,
    new: NewMandate,
) -> Result<Mandate, CustodyError> {
    let person = person(change.db(), change.vault(), staff, new.person_id).await?;
    let case = assistance::queries::case(change.db(), person.case_id).await?.ok_or(CustodyError::NotFound)?;
    let standing = standing(&change, &person, case.grant_id).await?;
    let (before, mut faults) = predecessor(&change, staff, &new).await?;
    let custodian = custodian(&change, &new.custodian_code).await?;
    faults.extend(faulty(&new, standing, change.today())?);
    faults.extend(conflicts(&change, &person, &new).await?);
    if custodian.is_none() {
        faults.push(FieldFault::new("/custodian_code", "not_an_option"));
    }
    let (Some(custodian), Some(standing), true) = (custodian, standing, faults.is_empty()) else {
        return Err(CustodyError::Faulty(faults));
    };
    let (ends_on, amount) = (ends_on(&change, &person)?, to_keep(&new, standing)?);
    let before = before.map(|before| before.number);
    let terms = Terms { person: &person, custodian: &custodian, amount, new: &new, ends_on, before };
    let document = issue(app, &change, case.organ_id, &terms).await?;
    let begun = begun(&change, staff, &person, &document, new);
    let mandate = Mandate { custodian_id: custodian.id, ends_on, ..begun };
    if !queries::insert(change.db(), sealing::mandate_row(change.vault(), &mandate)?).await? {
        return Err(CustodyError::fault("/person_id", "in_custody"));
    }
    let facts =
        json!({ "number": mandate.number, "custodian": custodian.code, "succeeds": mandate.succeeds });
    commit(change, "custody.drafted", mandate, facts).await
}

/// A mandate as it begins, with the terms as they were asked for.
fn begun(change: &Change, staff: &Staff, person: &Assisted, document: &Document, new: NewMandate) -> Mandate {
    Mandate {
        id: ids::new_id(),
        case_id: person.case_id,
        person_id: person.id,
        application_id: person.application_id,
        organ_id: document.organ_id,
        custodian_id: document.organ_id,
        state: MandateState::Draft,
        account: account(new.account),
        parties: new.parties,
        purposes: new.purposes,
        plan: new.plan,
        ends_on: None,
        document_id: document.id,
        number: document.number.clone().unwrap_or_default(),
        made_by: staff.id,
        made_at: change.now(),
        signed_by: None,
        signed_on: None,
        funded_at: None,
        closed_on: None,
        closed_as: None,
        succeeds: new.succeeds,
        handed: None,
        version: 1,
    }
}

/// Somebody for whom an agreement may be drawn up, for the form.
///
/// # Errors
/// `NotFound` out of reach, 403 for another role.
pub async fn drafting_for(app: &App, staff: &Staff, id: Uuid) -> Result<Assisted, CustodyError> {
    person(app.db.read(), &app.vault, staff, id).await
}

/// Somebody who is assisted, in a case that the handler may open.
async fn person(
    db: &impl ConnectionTrait,
    vault: &Vault,
    staff: &Staff,
    id: Uuid,
) -> Result<Assisted, CustodyError> {
    policy::require(staff, Action::KeepCustody)?;
    let found = assistance::service::people(db, vault, &[id]).await?.into_iter().next();
    let person = found.ok_or(CustodyError::NotFound)?;
    if !assistance::service::opens(db, vault, staff, person.case_id).await? {
        return Err(CustodyError::NotFound);
    }
    Ok(person)
}

/// How far somebody's grant has come; nothing when they weren't granted any.
async fn standing(
    change: &Change,
    person: &Assisted,
    grant: Option<Uuid>,
) -> Result<Option<Standing>, CustodyError> {
    let Some(grant) = grant else { return Ok(None) };
    match ledger::service::standing(change.db(), grant, person.id).await {
        Ok(standing) => Ok(Some(standing)),
        Err(ledger::error::LedgerError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The partner that will hold the money, held until the change ends; none for a code that is no open partner's.
async fn custodian(change: &Change, code: &str) -> Result<Option<Organ>, CustodyError> {
    let Ok(organ) = organs::service::organ_by_code(change.db(), code).await else { return Ok(None) };
    let held = organs::service::hold_organ(change, organ.id).await.ok();
    Ok(held.filter(|organ| organ.kind == Kind::Partner))
}

/// What the custodian will keep: the whole grant, or what is in custody and still to come.
fn to_keep(new: &NewMandate, standing: Standing) -> Result<Fen, CustodyError> {
    let rest = standing.in_custody.plus(standing.committed);
    let amount = if new.succeeds.is_some() { rest } else { Some(standing.granted) };
    Ok(amount.ok_or_else(|| Internal::msg("amounts don't fit"))?)
}

fn faulty(
    new: &NewMandate,
    standing: Option<Standing>,
    today: NaiveDate,
) -> Result<Vec<FieldFault>, CustodyError> {
    let mut faults = Vec::new();
    if standing.is_none() {
        faults.push(FieldFault::new("/person_id", "not_granted"));
    }
    if !new.account.number.bytes().all(|sign| sign.is_ascii_digit()) {
        faults.push(FieldFault::new("/account/number", "digits_only"));
    }
    for (pointer, text) in [("/account/holder", &new.account.holder), ("/account/bank", &new.account.bank)] {
        if payments::service::begins_with_a_sign(text) {
            faults.push(FieldFault::new(pointer, "begins_with_a_sign"));
        }
    }
    let rules = rules()?;
    let once: BTreeSet<_> = new.purposes.iter().collect();
    if once.len() != new.purposes.len() || new.purposes.iter().any(|key| rules.purpose(key).is_none()) {
        faults.push(FieldFault::new("/purposes", "not_an_option"));
    }
    for (place, planned) in new.plan.iter().enumerate() {
        if !new.purposes.contains(&planned.purpose) {
            faults.push(FieldFault::new(format!("/plan/{place}/purpose"), "not_an_option"));
        }
        if !planned.amount_fen.is_positive() {
            faults.push(FieldFault::new(format!("/plan/{place}/amount_fen"), "not_money"));
        }
        if planned.on < today {
            faults.push(FieldFault::new(format!("/plan/{place}/on"), "in_the_past"));
        }
    }
    faults.extend(standing.and_then(|standing| overplanned(new, standing)));
    Ok(faults)
}

/// A plan over more than was granted or, for a successor, than is in custody.
fn overplanned(new: &NewMandate, standing: Standing) -> Option<FieldFault> {
    let (most, code) = match new.succeeds {
        Some(_) => (standing.in_custody, "more_than_held"),
        None => (standing.granted, "more_than_granted"),
    };
    let planned = Fen::sum(new.plan.iter().map(|planned| planned.amount_fen));
    let fault = FieldFault::new("/plan", code).with("amount", money::grouped(most));
    planned.is_none_or(|planned| planned > most).then_some(fault)
}

/// That the person is in custody already, or the account holds other money: never a pooled balance.
async fn conflicts(
    change: &Change,
    person: &Assisted,
    new: &NewMandate,
) -> Result<Vec<FieldFault>, CustodyError> {
    let mut faults = Vec::new();
    let open = queries::open_of_people(change.db(), &[person.id]).await?;
    if open.iter().any(|one| Some(one.id) != new.succeeds) {
        faults.push(FieldFault::new("/person_id", "in_custody"));
    }
    let index = sealing::account_index(change.vault(), &new.account.number)?;
    if queries::is_account_taken(change.db(), &index).await? {
        faults.push(FieldFault::new("/account/number", "account_of_another"));
    }
    Ok(faults)
}

/// The birthday on which a minor comes of age; none for an adult.
fn ends_on(change: &Change, person: &Assisted) -> Result<Option<NaiveDate>, CustodyError> {
    let rule = &rules()?.of_age;
    let of_age = person.who.birth_date.and_then(|born| rule.reached_on(born));
    Ok(of_age.filter(|day| *day > change.today()))
}

fn account(new: SeparateAccount) -> Account {
    Account { relation: Relation::Custody, holder: new.holder, bank: new.bank, number: new.number }
}
