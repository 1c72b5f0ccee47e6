//! Between the tables and the words: reasons, findings, notes and names of files are sealed.

use hechang_entity::{
    follow_up_change, follow_up_file, follow_up_finding, follow_up_help, follow_up_plan, follow_up_record,
    follow_up_visit,
};
use uuid::Uuid;

use crate::{
    assistance::{
        followup::model::{FileKind, Found, Help, Picture, Plan, Record, Shift, Visit},
        rules::HelpKind,
    },
    error::Internal,
    platform::{
        ids,
        vault::{Place, Vault},
    },
};

const REASON: &str = "follow_up_change.reason";
const FOUND: &str = "follow_up_finding.found";
const NOTE: &str = "follow_up_help.note";
const WORDS: &str = "follow_up_record.words";
/// Where the name of a file is sealed.
pub const FILENAME: &str = "follow_up_file.filename";

pub fn plan(row: follow_up_plan::Model) -> Plan {
    Plan {
        case_id: row.case_id,
        grade: row.grade,
        paid_on: row.paid_on,
        chosen_by: row.chosen_by,
        begun_at: row.begun_at,
        made_at: row.made_at,
        version: row.version,
    }
}

pub fn plan_row(plan: &Plan) -> follow_up_plan::Model {
    follow_up_plan::Model {
        case_id: plan.case_id,
        grade: plan.grade.clone(),
        paid_on: plan.paid_on,
        chosen_by: plan.chosen_by,
        begun_at: plan.begun_at,
        made_at: plan.made_at,
        version: plan.version,
    }
}

pub fn visit(row: &follow_up_visit::Model) -> Result<Visit, Internal> {
    Ok(Visit {
        state: row.state.parse()?,
        id: row.id,
        case_id: row.case_id,
        months: row.months,
        due_on: row.due_on,
        counted: row.counted,
        assignee_id: row.assignee_id,
        made_on: row.made_on,
    })
}

pub fn visit_row(visit: &Visit) -> follow_up_visit::Model {
    follow_up_visit::Model {
        id: visit.id,
        case_id: visit.case_id,
        months: visit.months,
        due_on: visit.due_on,
        counted: visit.counted,
        assignee_id: visit.assignee_id,
        state: visit.state.word().to_owned(),
        made_on: visit.made_on,
    }
}

pub fn shift(vault: &Vault, row: &follow_up_change::Model) -> Result<Shift, Internal> {
    Ok(Shift {
        reason: vault.open_json(Place { column: REASON, row: row.id }, &row.reason_sealed)?,
        kind: row.kind.parse()?,
        id: row.id,
        visit_id: row.visit_id,
        from_on: row.from_on,
        to_on: row.to_on,
        staff_id: row.staff_id,
        at: row.at,
    })
}

pub fn shift_row(vault: &Vault, shift: &Shift) -> Result<follow_up_change::Model, Internal> {
    Ok(follow_up_change::Model {
        id: shift.id,
        visit_id: shift.visit_id,
        kind: shift.kind.word().to_owned(),
        from_on: shift.from_on,
        to_on: shift.to_on,
        reason_sealed: vault.seal_json(Place { column: REASON, row: shift.id }, &shift.reason)?,
        staff_id: shift.staff_id,
        at: shift.at,
    })
}

/// A record, with those findings that are its own.
pub fn record(
    vault: &Vault,
    row: follow_up_record::Model,
    findings: &[follow_up_finding::Model],
) -> Result<Record, Internal> {
    let own = findings.iter().filter(|finding| finding.record_id == row.id);
    Ok(Record {
        found: own.map(|finding| found(vault, finding)).collect::<Result<_, _>>()?,
        words: vault.open_json(Place { column: WORDS, row: row.id }, &row.words_sealed)?,
        documents: serde_json::from_value(row.documents)?,
        id: row.id,
        visit_id: row.visit_id,
        version: row.version,
        visited_on: row.visited_on,
        way: row.way,
        first_id: row.first_id,
        second_id: row.second_id,
        partner_id: row.partner_id,
        entered_at: row.entered_at,
    })
}

pub fn record_row(vault: &Vault, record: &Record) -> Result<follow_up_record::Model, Internal> {
    Ok(follow_up_record::Model {
        id: record.id,
        visit_id: record.visit_id,
        version: record.version,
        visited_on: record.visited_on,
        way: record.way.clone(),
        first_id: record.first_id,
        second_id: record.second_id,
        partner_id: record.partner_id,
        documents: serde_json::to_value(&record.documents)?,
        words_sealed: vault.seal_json(Place { column: WORDS, row: record.id }, &record.words)?,
        entered_at: record.entered_at,
    })
}

fn found(vault: &Vault, row: &follow_up_finding::Model) -> Result<Found, Internal> {
    vault.open_json(Place { column: FOUND, row: row.id }, &row.found_sealed)
}

pub fn finding_row(vault: &Vault, record: Uuid, found: &Found) -> Result<follow_up_finding::Model, Internal> {
    let id = ids::new_id();
    Ok(follow_up_finding::Model {
        id,
        record_id: record,
        person_id: found.finding.person_id,
        found_sealed: vault.seal_json(Place { column: FOUND, row: id }, found)?,
    })
}

pub fn picture(vault: &Vault, row: &follow_up_file::Model) -> Result<Picture, Internal> {
    let kind = FileKind::ALL.into_iter().find(|kind| kind.word() == row.kind);
    Ok(Picture {
        kind: kind.ok_or_else(|| Internal::msg("a file's kind is unknown"))?,
        filename: vault.open_json(Place { column: FILENAME, row: row.id }, &row.filename_sealed)?,
        id: row.id,
        visit_id: row.visit_id,
        person_id: row.person_id,
        record_version: row.record_version,
        media_type: row.media_type.clone(),
        size: row.size,
        uploaded_at: row.uploaded_at,
    })
}

pub fn help(vault: &Vault, row: follow_up_help::Model) -> Result<Help, Internal> {
    let note = row.note_sealed.as_deref();
    let kind = HelpKind::ALL.into_iter().find(|kind| kind.word() == row.kind);
    Ok(Help {
        note: note.map(|note| vault.open_json(Place { column: NOTE, row: row.id }, note)).transpose()?,
        kind: kind.ok_or_else(|| Internal::msg("a kind of help is unknown"))?,
        id: row.id,
        person_id: row.person_id,
        measure: row.measure,
        given_on: row.given_on,
        organ_id: row.organ_id,
        referred: false,
    })
}

pub fn note(vault: &Vault, help: &Help) -> Result<Option<Vec<u8>>, Internal> {
    let place = Place { column: NOTE, row: help.id };
    help.note.as_ref().map(|note| vault.seal_json(place, note)).transpose()
}
