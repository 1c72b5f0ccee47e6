//! A visit is recorded: what was found about each person, with the money compared with what they got. A record is final; a correction
//! is a further version with its reason, and the earlier ones stay.

use std::collections::BTreeSet;

use serde_json::json;
use uuid::Uuid;

use super::{
    access::{granted, hold_visit, rules, write},
    documents::issue,
    moving::visitor,
    planning::begin,
    reading::commit,
};
use crate::{
    app::App,
    assistance::followup::{
        error::FollowUpError,
        model::{FileKind, Finding, FollowUp, Found, NewRecord, Record, Visit, VisitState, Words},
        queries, sealing,
    },
    error::{FieldFault, Internal},
    identity::{actor::Staff, policy::Action},
    ledger,
    organs::{
        self,
        model::{Kind, Organ},
    },
    platform::{change::Change, ids, money::Fen},
};

/// Records a visit, or corrects its record, and issues the documents of it.
///
/// # Errors
/// `NotFound`, 403; `NotNow` for a visit that was given up; `Faulty` with every wrong field; `Stale` when somebody was faster.
pub async fn record(
    app: &App,
    change: Change,
    staff: &Staff,
    visit: Uuid,
    new: NewRecord,
) -> Result<FollowUp, FollowUpError> {
    let (mut follow_up, mut visit) = hold_visit(&change, staff, visit, Action::Visit).await?;
    if !matches!(visit.state, VisitState::Planned | VisitState::Made) {
        return Err(FollowUpError::NotNow);
    }
    let before = follow_up.record_of(visit.id).cloned();
    let record = checked(&change, staff, &follow_up, &visit, before.as_ref(), new).await?;
    let record = issue(app, &change, &follow_up, record, before.as_ref()).await?;
    keep(&change, &record).await?;
    (visit.state, visit.made_on) = (VisitState::Made, Some(record.visited_on));
    queries::update_visit(change.db(), sealing::visit_row(&visit)).await?;
    begin(app, &change, &mut follow_up).await?;
    write(&change, &mut follow_up.planned.plan).await?;
    let act = if before.is_none() { "followup.visit_recorded" } else { "followup.visit_corrected" };
    let facts = json!({ "visit": visit.id, "version": record.version, "people": record.found.len(), "way": record.way });
    commit(change, act, follow_up, facts).await
}

async fn keep(change: &Change, record: &Record) -> Result<(), FollowUpError> {
    let vault = change.vault();
    let findings = record.found.iter().map(|found| sealing::finding_row(vault, record.id, found));
    let findings = findings.collect::<Result<_, _>>()?;
    if !queries::insert_record(change.db(), sealing::record_row(vault, record)?, findings).await? {
        return Err(FollowUpError::Stale);
    }
    Ok(queries::tie_files(change.db(), record.visit_id, record.version).await?)
}

/// The record as it is kept, or everything that is wrong with it.
async fn checked(
    change: &Change,
    staff: &Staff,
    follow_up: &FollowUp,
    visit: &Visit,
    before: Option<&Record>,
    new: NewRecord,
) -> Result<Record, FollowUpError> {
    let mut faults = faults(change, follow_up, before, &new)?;
    let second = match some(new.second.as_deref()) {
        None => None,
        Some(name) => {
            let found = visitor(change, follow_up, name).await?.filter(|found| *found != staff.id);
            faults.extend(found.is_none().then(|| FieldFault::new("/second", "not_an_option")));
            found
        }
    };
    let partner = partner(change, new.partner_code.as_deref()).await;
    faults.extend(partner.is_err().then(|| FieldFault::new("/partner_code", "not_an_option")));
    let found = compared(change, follow_up, &new.people, &mut faults).await?;
    faults.extend(unseen(change, visit, &new.people).await?);
    FollowUpError::refuse(faults)?;
    Ok(Record {
        id: ids::new_id(),
        visit_id: visit.id,
        version: before.map_or(0, |before| before.version).saturating_add(1),
        visited_on: new.visited_on,
        way: new.way,
        first_id: staff.id,
        second_id: second,
        partner_id: partner.ok().flatten().map(|organ| organ.id),
        documents: Vec::new(),
        words: Words {
            place: some(new.place.as_deref()).map(str::to_owned),
            next_step: new.next_step.trim().to_owned(),
            correction: before.and(new.correction),
        },
        found,
        entered_at: change.now(),
    })
}

fn some(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

/// An open partner by its code; nothing for no code.
pub(super) async fn partner(change: &Change, code: Option<&str>) -> Result<Option<Organ>, FollowUpError> {
    let Some(code) = some(code) else { return Ok(None) };
    let organ = organs::service::organ_by_code(change.db(), code).await?;
    let open = organ.kind == Kind::Partner && organ.closed_at.is_none();
    if open { Ok(Some(organ)) } else { Err(FollowUpError::NotFound) }
}

fn faults(
    change: &Change,
    follow_up: &FollowUp,
    before: Option<&Record>,
    new: &NewRecord,
) -> Result<Vec<FieldFault>, Internal> {
    let (rules, mut faults) = (rules()?, Vec::new());
    let mut wrong = |pointer: &str, code| faults.push(FieldFault::new(pointer, code));
    if new.visited_on > change.today() {
        wrong("/visited_on", "in_the_future");
    } else if new.visited_on < follow_up.planned.plan.paid_on {
        wrong("/visited_on", "before_payment");
    }
    match rules.way(&new.way) {
        None => wrong("/way", "not_an_option"),
        Some(way) if way.place && some(new.place.as_deref()).is_none() => wrong("/place", "required"),
        Some(_) => {}
    }
    if new.next_step.trim().is_empty() {
        wrong("/next_step", "required");
    }
    if before.is_some() && some(new.correction.as_deref()).is_none() {
        wrong("/correction", "required");
    }
    let mut met = BTreeSet::new();
    for (place, finding) in new.people.iter().enumerate() {
        if !met.insert(finding.person_id) {
            wrong(&format!("/people/{place}/person_id"), "named_twice");
        } else if !granted(&follow_up.file).any(|person| person.id == finding.person_id) {
            wrong(&format!("/people/{place}/person_id"), "not_an_option");
        }
        if !rules.living.iter().any(|word| word.key == finding.living) {
            wrong(&format!("/people/{place}/living"), "not_an_option");
        }
        for (row, spent) in finding.spent.iter().enumerate() {
            if !rules.purposes.iter().any(|word| word.key == spent.purpose) {
                wrong(&format!("/people/{place}/spent/{row}/purpose"), "not_an_option");
            }
            if !spent.amount_fen.is_positive() {
                wrong(&format!("/people/{place}/spent/{row}/amount_fen"), "not_positive");
            }
        }
    }
    Ok(faults)
}

/// What was found beside what each person got by the ledger. More can't be spent and left than that.
async fn compared(
    change: &Change,
    follow_up: &FollowUp,
    people: &[Finding],
    faults: &mut Vec<FieldFault>,
) -> Result<Vec<Found>, FollowUpError> {
    let grant = follow_up.file.case.grant_id.ok_or(FollowUpError::NotPaid)?;
    let mut all = Vec::new();
    for (place, finding) in people.iter().enumerate() {
        if !granted(&follow_up.file).any(|person| person.id == finding.person_id) {
            continue;
        }
        let paid = ledger::service::standing(change.db(), grant, finding.person_id).await?.paid;
        let unaccounted = match (finding.spent.is_empty(), finding.left_fen) {
            (true, None) => None,
            (false, None) => {
                faults.push(FieldFault::new(format!("/people/{place}/left_fen"), "required"));
                None
            }
            (_, Some(left)) => {
                let known = Fen::sum(finding.spent.iter().map(|spent| spent.amount_fen).chain([left]));
                let rest = known.and_then(|known| paid.minus(known)).filter(|rest| *rest >= Fen::ZERO);
                let sane = left >= Fen::ZERO && rest.is_some();
                if !sane {
                    let fault = FieldFault::new(format!("/people/{place}/left_fen"), "more_than_paid");
                    faults.push(fault.with("amount", crate::web::forms::money::grouped(paid)));
                }
                rest
            }
        };
        all.push(Found { finding: finding.clone(), paid, unaccounted });
    }
    Ok(all)
}

/// Vouchers that are said to have been seen, of people for whom none was photographed.
async fn unseen(
    change: &Change,
    visit: &Visit,
    people: &[Finding],
) -> Result<Vec<FieldFault>, FollowUpError> {
    let files = queries::files(change.db(), visit.id).await?;
    let has = |person: Uuid| {
        files.iter().any(|file| file.kind == FileKind::Voucher.word() && file.person_id == Some(person))
    };
    let mut faults = Vec::new();
    for (place, finding) in people.iter().enumerate().filter(|(_, finding)| !has(finding.person_id)) {
        let said = finding.spent.iter().enumerate().filter(|(_, spent)| spent.vouchers);
        faults.extend(said.map(|(row, _)| {
            FieldFault::new(format!("/people/{place}/spent/{row}/vouchers"), "no_voucher_photographed")
        }));
    }
    Ok(faults)
}
