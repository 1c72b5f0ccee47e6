//! An agreement is drawn up, issued with its number, signed by its parties, or given up before money came.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use super::{
    access::{hold, rules, turn, write},
    agreement::{Terms, issue},
};
use crate::{
    app::App,
    assistance::{
        self,
        custody::{
            error::CustodyError,
            model::{
                Ending, Mandate, MandateAct, MandateFile, MandateState, NewMandate, Reason, SeparateAccount,
                Signing,
            },
            queries, sealing,
        },
        model::Assisted,
        payments::{
            self,
            model::{Account, Relation},
        },
        rules::Party,
    },
    documents::{self, model::Document},
    error::FieldFault,
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    ledger,
    organs::{
        self,
        model::{Kind, Organ},
    },
    platform::{
        change::{Change, Event},
        ids,
        money::Fen,
        vault::Vault,
    },
};

/// Draws an agreement up for somebody who was granted money, and issues it. Its terms are fixed: another agreement takes another mandate.
///
/// # Errors
/// `NotFound` out of reach, 403; `Faulty` naming every wrong field: the person wasn't granted or is in custody already, the account holds
/// other money, the custodian is no partner, the plan is more than the grant.
pub async fn draft(
    app: &App,
    change: Change,
    staff: &Staff,
    new: NewMandate,
) -> Result<Mandate, CustodyError> {
    let person = person(change.db(), change.vault(), staff, new.person_id).await?;
    let case = assistance::queries::case(change.db(), person.case_id).await?.ok_or(CustodyError::NotFound)?;
    let granted = granted(&change, &person, case.grant_id).await?;
    let custodian = custodian(&change, &new.custodian_code).await?;
    let mut faults = faults(&new, granted, change.today())?;
    faults.extend(conflicts(&change, &person, &new).await?);
    if custodian.is_none() {
        faults.push(FieldFault::new("/custodian_code", "not_an_option"));
    }
    let (Some(custodian), Some(granted), true) = (custodian, granted, faults.is_empty()) else {
        return Err(CustodyError::Faulty(faults));
    };
    let ends_on = ends_on(&change, &person)?;
    let terms = Terms { person: &person, custodian: &custodian, granted, new: &new, ends_on };
    let document = issue(app, &change, case.organ_id, &terms).await?;
    let begun = begun(&change, staff, &person, &document, new);
    let mandate = Mandate { custodian_id: custodian.id, ends_on, ..begun };
    if !queries::insert(change.db(), sealing::mandate_row(change.vault(), &mandate)?).await? {
        return Err(CustodyError::fault("/person_id", "in_custody"));
    }
    let facts = json!({ "number": mandate.number, "custodian": custodian.code });
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

/// What somebody was granted; nothing when they weren't.
async fn granted(
    change: &Change,
    person: &Assisted,
    grant: Option<Uuid>,
) -> Result<Option<Fen>, CustodyError> {
    let Some(grant) = grant else { return Ok(None) };
    match ledger::service::standing(change.db(), grant, person.id).await {
        Ok(standing) => Ok(Some(standing.granted)),
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

fn faults(new: &NewMandate, granted: Option<Fen>, today: NaiveDate) -> Result<Vec<FieldFault>, CustodyError> {
    let mut faults = Vec::new();
    if granted.is_none() {
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
    let planned = Fen::sum(new.plan.iter().map(|planned| planned.amount_fen));
    if planned.is_none_or(|planned| granted.is_some_and(|granted| planned > granted)) {
        faults.push(FieldFault::new("/plan", "more_than_granted"));
    }
    Ok(faults)
}

/// That the person is in custody already, or the account holds other money: never a pooled balance.
async fn conflicts(
    change: &Change,
    person: &Assisted,
    new: &NewMandate,
) -> Result<Vec<FieldFault>, CustodyError> {
    let mut faults = Vec::new();
    if !queries::open_of_people(change.db(), &[person.id]).await?.is_empty() {
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

/// Enters that the parties signed, by another than who drew the agreement up: what is paid goes into custody from now on.
///
/// # Errors
/// `NotFound`, 403; `FourEyes`; `NotNow`; `Faulty` when the number isn't the one of the agreement, or the day is to come.
pub async fn sign(change: Change, staff: &Staff, id: Uuid, said: &Signing) -> Result<Mandate, CustodyError> {
    let mut mandate = hold(&change, staff, id, Action::DecideReleases).await?.mandate;
    let to = turn(&mandate, MandateAct::Sign, Party::Approver)?;
    if mandate.made_by == staff.id {
        return Err(CustodyError::FourEyes);
    }
    let mut faults = Vec::new();
    let typed: String = said.number.chars().filter(|sign| !sign.is_whitespace()).collect();
    if typed != mandate.account.number {
        faults.push(FieldFault::new("/number", "differs"));
    }
    if said.on > change.today() {
        faults.push(FieldFault::new("/on", "in_the_future"));
    }
    CustodyError::refuse(faults)?;
    mandate.state = to;
    (mandate.signed_by, mandate.signed_on) = (Some(staff.id), Some(said.on));
    write(&change, &mut mandate).await?;
    let facts = json!({ "made_by": mandate.made_by, "on": said.on });
    commit(change, "custody.signed", mandate, facts).await
}

/// Gives a mandate up before money came; its agreement is void.
///
/// # Errors
/// `NotFound`, 403; `NotNow`; `MoneyOnItsWay` while a payment into it is with the bank or about to be.
pub async fn give_up(change: Change, staff: &Staff, id: Uuid, why: &Reason) -> Result<Mandate, CustodyError> {
    let MandateFile { mut mandate, .. } = hold(&change, staff, id, Action::DecideReleases).await?;
    mandate.state = turn(&mandate, MandateAct::Drop, Party::Approver)?;
    if payments::service::is_on_its_way_into(change.db(), mandate.id).await? {
        return Err(CustodyError::MoneyOnItsWay);
    }
    documents::service::void_within(&change, mandate.document_id, &why.reason).await?;
    (mandate.closed_on, mandate.closed_as) = (Some(change.today()), Some(Ending::Dropped));
    write(&change, &mut mandate).await?;
    let facts = json!({ "number": mandate.number });
    commit(change, "custody.given_up", mandate, facts).await
}

/// Ends a change of a mandate with what the record says of it.
pub(super) async fn commit(
    change: Change,
    act: &'static str,
    mandate: Mandate,
    facts: serde_json::Value,
) -> Result<Mandate, CustodyError> {
    let event = Event::new(act, mandate.id).at(mandate.organ_id).in_case(mandate.application_id);
    Ok(change.commit(event.with(facts), mandate).await?)
}
