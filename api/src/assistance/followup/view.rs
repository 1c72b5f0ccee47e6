//! Follow-up as the API shows it: names in clear to those who may open the case, masked in lists.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    assistance::{
        followup::{
            error::FollowUpError,
            model::{
                ChangeKind, FileKind, Finding, FollowUp, Help, Picture, Record, Shift, Visit, VisitState,
            },
            service::{self, DueVisit},
        },
        rules::{HelpKind, Visits, title},
    },
    desk::masking::masked_name,
    organs::model::Organ,
    platform::money::Fen,
    web::language::Language,
};

/// The follow-up of a case.
#[derive(Serialize, ToSchema)]
pub struct FollowUpView {
    case_id: Uuid,
    /// The degree of hardship.
    grade: String,
    /// Whether the handler has chosen it.
    chosen: bool,
    /// When the last payment was settled; months count from here.
    paid_on: NaiveDate,
    /// Whether every visit was made or given up.
    finished: bool,
    /// Whether a visit found what points to misuse of the money.
    misuse: bool,
    visits: Vec<VisitView>,
    version: i32,
}

/// A visit.
#[derive(Serialize, ToSchema)]
#[schema(as = FollowUpVisit)]
pub struct VisitView {
    id: Uuid,
    /// Months after payment; absent for one that was added.
    #[serde(skip_serializing_if = "Option::is_none")]
    months: Option<i32>,
    due_on: NaiveDate,
    /// False while the calendar of that year hasn't been entered: nobody knows whether it is a working day.
    counted: bool,
    /// Who makes it.
    assignee: String,
    state: VisitState,
    #[serde(skip_serializing_if = "Option::is_none")]
    made_on: Option<NaiveDate>,
    /// What was moved, missed or given up, the first first.
    changes: Vec<ShiftView>,
    /// All versions of its record, the last counts.
    records: Vec<RecordView>,
}

/// A visit that was moved, missed or given up.
#[derive(Serialize, ToSchema)]
#[schema(as = FollowUpShift)]
pub struct ShiftView {
    kind: ChangeKind,
    from_on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    to_on: Option<NaiveDate>,
    reason: String,
    by: String,
    at: DateTime<Utc>,
}

/// A version of a record.
#[derive(Serialize, ToSchema)]
#[schema(as = FollowUpRecordVersion)]
pub struct RecordView {
    version: i32,
    visited_on: NaiveDate,
    way: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    /// Who made it, and entered it.
    first: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    second: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partner_code: Option<String>,
    people: Vec<FoundView>,
    next_step: String,
    /// Why the version before was wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    correction: Option<String>,
    /// The official documents, one for each application whose people were met.
    documents: Vec<Uuid>,
    entered_at: DateTime<Utc>,
}

/// What was found about one person.
#[derive(Serialize, ToSchema)]
#[schema(as = FollowUpFound)]
pub struct FoundView {
    name: String,
    /// What the ledger said was with the person.
    paid_fen: Fen,
    /// What of it is neither spent nor left.
    #[serde(skip_serializing_if = "Option::is_none")]
    unaccounted_fen: Option<Fen>,
    #[serde(flatten)]
    finding: Finding,
}

impl FollowUpView {
    /// With the names of staff and the codes of partners.
    pub async fn of(app: &App, follow_up: &FollowUp) -> Result<Self, FollowUpError> {
        let db = app.db.read();
        let names = service::visitors(db, follow_up).await?;
        let partners = service::partners(db, follow_up).await?;
        let plan = &follow_up.planned.plan;
        let visits = follow_up.planned.visits.iter();
        Ok(Self {
            case_id: plan.case_id,
            grade: plan.grade.clone(),
            chosen: plan.chosen_by.is_some(),
            paid_on: plan.paid_on,
            finished: visits.clone().all(|visit| visit.state != VisitState::Planned),
            misuse: misuse(follow_up),
            visits: visits.map(|visit| visit_view(follow_up, visit, &names, &partners)).collect(),
            version: plan.version,
        })
    }
}

/// Whether what counts of the records points to misuse.
pub fn misuse(follow_up: &FollowUp) -> bool {
    let records = follow_up.planned.visits.iter().filter_map(|visit| follow_up.record_of(visit.id));
    records.flat_map(|record| &record.found).any(|found| found.finding.misuse.is_some())
}

fn name_of(names: &HashMap<Uuid, String>, id: Uuid) -> String {
    names.get(&id).cloned().unwrap_or_default()
}

fn visit_view(
    follow_up: &FollowUp,
    visit: &Visit,
    names: &HashMap<Uuid, String>,
    partners: &[Organ],
) -> VisitView {
    let changes = follow_up.planned.shifts.iter().filter(|shift| shift.visit_id == visit.id);
    let records = follow_up.records.iter().filter(|record| record.visit_id == visit.id);
    VisitView {
        id: visit.id,
        months: visit.months,
        due_on: visit.due_on,
        counted: visit.counted,
        assignee: name_of(names, visit.assignee_id),
        state: visit.state,
        made_on: visit.made_on,
        changes: changes.map(|shift| shift_view(shift, names)).collect(),
        records: records.map(|record| record_view(follow_up, record, names, partners)).collect(),
    }
}

fn shift_view(shift: &Shift, names: &HashMap<Uuid, String>) -> ShiftView {
    ShiftView {
        kind: shift.kind,
        from_on: shift.from_on,
        to_on: shift.to_on,
        reason: shift.reason.clone(),
        by: name_of(names, shift.staff_id),
        at: shift.at,
    }
}

fn record_view(
    follow_up: &FollowUp,
    record: &Record,
    names: &HashMap<Uuid, String>,
    partners: &[Organ],
) -> RecordView {
    let partner = partners.iter().find(|partner| Some(partner.id) == record.partner_id);
    let people = record.found.iter().map(|found| FoundView {
        name: follow_up.name(found.finding.person_id).to_owned(),
        paid_fen: found.paid,
        unaccounted_fen: found.unaccounted,
        finding: found.finding.clone(),
    });
    RecordView {
        version: record.version,
        visited_on: record.visited_on,
        way: record.way.clone(),
        place: record.words.place.clone(),
        first: name_of(names, record.first_id),
        second: record.second_id.map(|id| name_of(names, id)),
        partner_code: partner.map(|partner| partner.code.clone()),
        people: people.collect(),
        next_step: record.words.next_step.clone(),
        correction: record.words.correction.clone(),
        documents: record.documents.clone(),
        entered_at: record.entered_at,
    }
}

/// A visit that is to be made.
#[derive(Serialize, ToSchema)]
#[schema(as = FollowUpDueVisit)]
pub struct DueView {
    visit_id: Uuid,
    case_id: Uuid,
    due_on: NaiveDate,
    overdue: bool,
    /// The name of the case's first person, masked.
    first_masked: String,
    /// Who makes it.
    assignee: String,
}

impl From<DueVisit> for DueView {
    fn from(due: DueVisit) -> Self {
        Self {
            visit_id: due.visit.id,
            case_id: due.visit.case_id,
            due_on: due.visit.due_on,
            overdue: due.overdue,
            first_masked: masked_name(&due.first),
            assignee: due.assignee,
        }
    }
}

/// A voucher or photograph.
#[derive(Serialize, ToSchema)]
#[schema(as = FollowUpPicture)]
pub struct PictureView {
    id: Uuid,
    kind: FileKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    person_id: Option<Uuid>,
    /// The version of the record that it came with; absent before the visit is recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    record_version: Option<i32>,
    filename: String,
    media_type: String,
    size: i64,
    uploaded_at: DateTime<Utc>,
}

impl From<Picture> for PictureView {
    fn from(picture: Picture) -> Self {
        Self {
            id: picture.id,
            kind: picture.kind,
            person_id: picture.person_id,
            record_version: picture.record_version,
            filename: picture.filename,
            media_type: picture.media_type,
            size: picture.size,
            uploaded_at: picture.uploaded_at,
        }
    }
}

/// Help that somebody got.
#[derive(Serialize, ToSchema)]
#[schema(as = FollowUpHelp)]
pub struct HelpView {
    /// The entry, or the referral that it was reported by.
    id: Uuid,
    person_id: Uuid,
    kind: HelpKind,
    measure: String,
    measure_text: String,
    given_on: NaiveDate,
    /// The code of who gave it.
    given_by: String,
    /// Whether a partner reported it by a referral.
    referred: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

impl HelpView {
    /// With the title of its measure.
    pub fn of(app: &App, rules: &Visits, givers: &[Organ], help: Help, language: Language) -> Self {
        let giver = givers.iter().find(|giver| giver.id == help.organ_id);
        Self {
            measure_text: measure_title(app, rules, &help, language),
            given_by: giver.map(|giver| giver.code.clone()).unwrap_or_default(),
            id: help.id,
            person_id: help.person_id,
            kind: help.kind,
            measure: help.measure,
            given_on: help.given_on,
            referred: help.referred,
            note: help.note,
        }
    }
}

/// What a measure is called: one of ours, or one of referrals.
pub fn measure_title(app: &App, rules: &Visits, help: &Help, language: Language) -> String {
    if help.referred {
        let measure = app.catalog.handoffs().measure(&help.measure);
        return measure.map_or_else(|| help.measure.clone(), |one| one.title.get(language).to_owned());
    }
    let measures = rules.help(help.kind).map(|kind| kind.measures.as_slice()).unwrap_or_default();
    title(measures, &help.measure, language)
}
