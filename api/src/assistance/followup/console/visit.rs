//! One visit: how it stands, what was found, and what can be done with it.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{partners, recording, told, words};
use crate::{
    app::App,
    assistance::{
        console::{
            Reader,
            fields::{self, Fields},
            go, head, mendable,
        },
        followup::{
            error::FollowUpError,
            model::{
                ChangeKind, FileKind, FollowUp, NewAssignee, NewChange, Picture, Record, Visit, VisitState,
            },
            service,
        },
        rules::{Rules, Visits, title},
    },
    error::{FieldFault, Internal, Problem},
    identity::{
        self,
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    platform::{ids, once::Once},
    web::{
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// The page. Looking at it is on the audit record.
#[get("/console/follow-up/visits/{id}")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    draw(reader, *id, &Fields::default(), None).await
}

/// Moves it, says that nobody was met, or gives it up; or says what must be mended.
#[post("/console/follow-up/visits/{id}/changes")]
pub async fn move_or_give_up(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::PlanVisits)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let fields = Fields(posted.into_inner());
    let problem = match typed(&fields)? {
        Err(faults) => Problem::invalid(faults),
        Ok(new) => {
            let work = async |change| -> Result<FollowUp, FollowUpError> {
                service::change_visit(change, &staff, *id, new.clone()).await
            };
            let once = Once::keyed(fields.key()?, request.path());
            match once.run(app.change(&*staff).await?, &app.cache, &new, work).await {
                Ok(_) => return Ok(go(&place(*id))),
                Err(problem) if mendable(&problem) => problem,
                Err(problem) => return Err(problem),
            }
        }
    };
    draw(reader, *id, &fields, Some(&problem)).await
}

fn typed(fields: &Fields) -> Result<Result<NewChange, Vec<FieldFault>>, Problem> {
    let kind: Option<ChangeKind> = fields.choice("kind")?;
    let due_on = fields.some("due_on").map(|day| day.parse()).transpose();
    let reason = fields.text("reason").to_owned();
    let mut faults = Vec::new();
    if kind.is_none() {
        faults.push(FieldFault::new("/kind", "required"));
    }
    if due_on.is_err() {
        faults.push(FieldFault::new("/due_on", "not_a_date"));
    }
    match reason.chars().count() {
        0 => faults.push(FieldFault::new("/reason", "required")),
        1..=500 => {}
        _ => faults.push(FieldFault::new("/reason", "too_long").with("max", 500)),
    }
    match (kind, due_on) {
        (Some(kind), Ok(due_on)) if faults.is_empty() => Ok(Ok(NewChange { kind, due_on, reason })),
        _ => Ok(Err(faults)),
    }
}

/// Gives it to somebody, or says who can't make it.
#[post("/console/follow-up/visits/{id}/assignee")]
pub async fn assign(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::PlanVisits)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let fields = Fields(posted.into_inner());
    let new = NewAssignee { username: fields.text("username").to_owned() };
    match service::assign(app.change(&*staff).await?, &staff, *id, &new).await.map_err(Problem::from) {
        Ok(_) => Ok(go(&place(*id))),
        Err(problem) if mendable(&problem) => draw(reader, *id, &fields, Some(&problem)).await,
        Err(problem) => Err(problem),
    }
}

pub(super) fn place(visit: Uuid) -> String {
    format!("/console/follow-up/visits/{visit}")
}

pub(super) async fn draw(
    reader: Reader<'_>,
    id: Uuid,
    typed: &Fields,
    problem: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let told = told(reader, problem);
    draw_told(reader, id, typed, problem, told).await
}

/// As [`draw`], with faults that are worded already.
pub(super) async fn draw_told(
    reader: Reader<'_>,
    id: Uuid,
    typed: &Fields,
    problem: Option<&Problem>,
    (faults, summary): (Value, Vec<Value>),
) -> Result<HttpResponse, Problem> {
    let Reader { app, staff, .. } = reader;
    let (follow_up, visit) = service::look_at_visit(app, app.change(staff).await?, staff, id).await?;
    let rules = &Rules::compiled_in().map_err(Internal::from_error)?.visits;
    let open = visit.state == VisitState::Planned;
    let kind = typed.some("kind");
    let content = context! {
        head => Serde(head(&follow_up.file.case)), id => id.to_string(), key => ids::new_id().to_string(),
        visit => Serde(facts(reader, &follow_up, &visit).await?),
        records => Serde(records(reader, rules, &follow_up, &visit).await?),
        files => Serde(service::pictures(app, staff, id).await?.iter().map(|file| picture(reader, &follow_up, file)).collect::<Vec<_>>()),
        kinds => Serde(reader.choices("followup-kind-", ChangeKind::ALL.map(ChangeKind::word), |word| kind.as_deref() == Some(word))),
        file_kinds => Serde(reader.choices("followup-file-", FileKind::ALL.map(FileKind::word), |word| word == kind.as_deref().unwrap_or("voucher"))),
        people => Serde(recording::people(reader, rules, &follow_up, typed).await?),
        ways => Serde(rules.ways.iter().map(|way| json!({ "value": way.key, "label": way.title.get(reader.language), "chosen": typed.text("way") == way.key })).collect::<Vec<_>>()),
        partners => Serde(partners(reader, typed.text("partner_code")).await?),
        colleagues => Serde(colleagues(reader, &follow_up, &visit).await?), today => app.clock.today().to_string(),
        plans => open && policy::may(staff, Action::PlanVisits),
        visits => (open || visit.state == VisitState::Made) && policy::may(staff, Action::Visit),
        corrects => visit.state == VisitState::Made, recording => typed.some("visited_on").is_some(),
        typed => Serde(typed.value()), faults => Serde(faults), summary => Serde(summary),
        problem => fields::other(reader, problem).map(Serde),
    };
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    app.pages.render_with(reader.request, status, "followup/visit.html", content)
}

async fn facts(reader: Reader<'_>, follow_up: &FollowUp, visit: &Visit) -> Result<Value, Internal> {
    let names = service::visitors(reader.app.db.read(), follow_up).await?;
    let shifts = follow_up.planned.shifts.iter().filter(|shift| shift.visit_id == visit.id).map(|shift| {
        json!({
            "text": reader.say(&format!("followup-kind-{}", shift.kind.word())), "from_on": shift.from_on, "to_on": shift.to_on,
            "reason": shift.reason, "by": names.get(&shift.staff_id), "at": shift.at,
        })
    });
    Ok(json!({
        "due_on": visit.due_on, "counted": visit.counted, "months": visit.months, "made_on": visit.made_on,
        "state": visit.state.word(), "state_text": reader.say(&format!("followup-state-{}", visit.state.word())),
        "assignee": names.get(&visit.assignee_id), "case": visit.case_id, "shifts": shifts.collect::<Vec<_>>(),
    }))
}

/// All versions of the record, the one that counts first.
async fn records(
    reader: Reader<'_>,
    rules: &Visits,
    follow_up: &FollowUp,
    visit: &Visit,
) -> Result<Vec<Value>, Internal> {
    let db = reader.app.db.read();
    let names = service::visitors(db, follow_up).await?;
    let partners = service::partners(db, follow_up).await?;
    let own = follow_up.records.iter().filter(|record| record.visit_id == visit.id);
    let one = |record: &Record| {
        let went = [Some(record.first_id), record.second_id].into_iter().flatten();
        let mut went: Vec<_> = went.filter_map(|id| names.get(&id).cloned()).collect();
        let partner = partners.iter().find(|organ| Some(organ.id) == record.partner_id);
        went.extend(partner.map(|organ| organ.name.get(reader.language).to_owned()));
        json!({
            "version": record.version, "visited_on": record.visited_on, "by": went.join(" · "), "place": record.words.place,
            "way": rules.way(&record.way).map_or(record.way.as_str(), |way| way.title.get(reader.language)),
            "next_step": record.words.next_step, "correction": record.words.correction, "at": record.entered_at,
            "documents": record.documents, "people": found(reader, rules, follow_up, record),
        })
    };
    Ok(own.rev().map(one).collect())
}

fn found(reader: Reader<'_>, rules: &Visits, follow_up: &FollowUp, record: &Record) -> Vec<Value> {
    let one = |found: &crate::assistance::followup::model::Found| {
        let finding = &found.finding;
        let spent = finding.spent.iter().map(|spent| {
            json!({ "purpose": title(&rules.purposes, &spent.purpose, reader.language), "amount": spent.amount_fen, "vouchers": spent.vouchers })
        });
        let person = follow_up.file.people.iter().find(|known| known.id == finding.person_id);
        json!({
            "name": follow_up.name(finding.person_id), "application": person.map(|person| person.application_id),
            "living": title(&rules.living, &finding.living, reader.language), "situation": finding.situation,
            "paid": found.paid, "spent": spent.collect::<Vec<_>>(), "left": finding.left_fen,
            "unaccounted": found.unaccounted.filter(|rest| rest.is_positive()), "needs": finding.needs, "misuse": finding.misuse,
        })
    };
    record.found.iter().map(one).collect()
}

fn picture(reader: Reader<'_>, follow_up: &FollowUp, file: &Picture) -> Value {
    json!({
        "id": file.id, "name": file.filename, "kind": reader.say(&format!("followup-file-{}", file.kind.word())),
        "person": file.person_id.map(|person| follow_up.name(person)), "version": file.record_version, "at": file.uploaded_at,
    })
}

/// Those of the case's organ who make visits.
async fn colleagues(reader: Reader<'_>, follow_up: &FollowUp, visit: &Visit) -> Result<Vec<Value>, Internal> {
    let organs = [reader.staff.organ_id, follow_up.file.case.organ_id];
    let there = identity::staff::at_organs(reader.app.db.read(), &organs).await?;
    let visits = there.iter().filter(|one| one.roles.iter().any(|role| Action::Visit.roles().contains(role)));
    let choice = |one: &identity::staff::Colleague| json!({ "value": one.username, "label": one.username, "chosen": one.id == visit.assignee_id });
    Ok(visits.map(choice).collect())
}

/// The scale of living as choices.
pub(super) fn living(reader: Reader<'_>, rules: &Visits, chosen: &str) -> Vec<Value> {
    words(reader, &rules.living, chosen)
}
