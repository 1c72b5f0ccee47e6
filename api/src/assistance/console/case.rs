//! One case on one page: what must be looked into, its people with what the rules allow, what was proposed and decided, what to do next.

use std::collections::BTreeSet;

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    applications,
    assistance::{
        console::{Reader, head, instalments},
        custody::{self, model::MandateState},
        followup, investigation,
        model::{Assisted, Award, CaseFile, CaseState, Taken, Verdict, Warning},
        service,
        suggestion::{Because, Suggestion},
        view,
    },
    desk::masking::masked_number,
    documents::{self, DocumentView},
    error::{Internal, Problem},
    identity::{
        self,
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    organs,
    platform::{money::Fen, paging::PageQuery},
    web::{
        forms::money,
        language::Language,
        pages::{Serde, context},
    },
};

/// What was just done.
#[derive(Deserialize)]
pub struct Look {
    done: Option<String>,
}

/// The page. Looking at it is on the audit record.
#[get("/console/assistance/{id}")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    look: Query<Look>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let file = service::look(&app, app.change(&*staff).await?, &staff, *id).await?;
    let suggestions = service::suggested(&app, &file, None).await?;
    let actions = view::actions(app.db.read(), &staff, &file).await?;
    let done = look.done.as_deref().and_then(|done| said(reader, done));
    let last = file.steps.last().filter(|_| file.case.state == CaseState::Deciding);
    let custody = custody::service::of_case(app.db.read(), &file.applications).await?;
    let papers =
        documents::service::of_case(&app, file.case.id, &PageQuery { limit: Some(100), after: None });
    let papers = papers.await.map_err(Problem::from)?.items;
    let papers: Vec<_> = papers.iter().map(|one| DocumentView::of(&app, one, language)).collect();
    let content = context! {
        papers => Serde(&papers), pays => policy::may(&staff, Action::SeePayments) && file.case.grant_id.is_some(),
        head => Serde(head(&file.case)), state => file.case.state.word(), done,
        state_text => reader.say(&format!("assistance-state-{}", file.case.state.word())),
        decided_on => file.case.decided_on.map(|day| day.to_string()),
        handler => identity::staff::username(app.db.read(), file.case.handler_id).await?,
        applications => Serde(receipts(&app, &file).await?),
        warnings => Serde(warnings(reader, &file).await?), without_partner => without_partner(reader, &file).await?,
        people => Serde(file.people.iter().map(|one| person(reader, &file, one, &suggestions, custody.get(&one.id))).collect::<Vec<_>>()),
        steps => Serde(steps(reader, &file).await?),
        next => last.and_then(service::next).map(|step| reader.say(&format!("assistance-step-{}", step.key))),
        custody => file.case.state == CaseState::Granted && policy::may(&staff, Action::KeepCustody),
        followed => followup::service::is_planned_for(app.db.read(), file.case.id).await?,
        tasks => investigation::service::count_open(app.db.read(), file.case.id).await?,
        recovers => file.case.state == CaseState::Granted && policy::may(&staff, Action::SeeRecoveries),
        closes => matches!(file.case.state, CaseState::Granted | CaseState::Refused),
        edits => actions.contains(&"propose"), decides => actions.contains(&"approve"),
    };
    app.pages.render(&request, "assistance/case.html", content)
}

fn said(reader: Reader<'_>, done: &str) -> Option<String> {
    let key = match done {
        "open" => "assistance-open",
        "person" => "assistance-add-person",
        "describe" => "assistance-describe",
        "propose" => "assistance-propose",
        "decide" => "assistance-decide",
        _ => return None,
    };
    Some(reader.say(key))
}

async fn receipts(app: &App, file: &CaseFile) -> Result<Vec<Value>, Internal> {
    let ids: BTreeSet<_> = file.applications.iter().copied().collect();
    let known = applications::service::receipts(app.db.read(), &ids).await?;
    Ok(ids.iter().map(|id| json!({ "id": id, "receipt": known.get(id) })).collect())
}

/// What must be looked into before the decision, in words.
async fn warnings(reader: Reader<'_>, file: &CaseFile) -> Result<Vec<String>, Problem> {
    let mut told = Vec::new();
    if matches!(file.case.state, CaseState::Granted | CaseState::Refused) {
        return Ok(told);
    }
    for Warning { person_id, same_case, granted, organ_code } in &file.warnings {
        let organ = organs::service::organ_by_code(reader.app.db.read(), organ_code).await?;
        let person = file.people.iter().find(|person| person.id == *person_id);
        let name = person.map(|person| person.who.name.as_str()).unwrap_or_default();
        let key = match (same_case, granted) {
            (true, true) => "assistance-warning-granted",
            (true, false) => "assistance-warning-same-case",
            (false, _) => "assistance-warning-same-person",
        };
        let text = reader.say_with(key, &[("person", name), ("organ", organ.name.get(reader.language))]);
        if !told.contains(&text) {
            told.push(text);
        }
    }
    Ok(told)
}

/// Whether somebody is refused whom social assistance should help, and no partner for it is entered.
async fn without_partner(reader: Reader<'_>, file: &CaseFile) -> Result<bool, Problem> {
    let rule = &service::rules()?.social_assistance;
    let last = file.steps.last().filter(|_| file.case.state != CaseState::Preparing);
    if last.is_none_or(|step| step.table.refused_by(&rule.refusals).is_empty()) {
        return Ok(false);
    }
    let partner = organs::service::partner_near(reader.app.db.read(), file.case.organ_id, rule.partner);
    Ok(partner.await?.is_none())
}

fn person(
    reader: Reader<'_>,
    file: &CaseFile,
    one: &Assisted,
    suggestions: &[(Uuid, Suggestion)],
    custody: Option<&(Uuid, MandateState)>,
) -> Value {
    let last = file.steps.last().filter(|_| file.case.state != CaseState::Preparing);
    let award = last.and_then(|step| step.table.people.iter().find(|award| award.person_id == one.id));
    let suggestion = suggestions.iter().find(|(id, _)| *id == one.id).map(|(_, suggestion)| suggestion);
    let groups = one.groups.iter().map(|tag| {
        json!({ "text": reader.say(&format!("assistance-group-{}", tag.group.word())), "evidence": tag.evidence })
    });
    let custody = custody.filter(|(_, state)| {
        *state != MandateState::Closed || !policy::may(reader.staff, Action::KeepCustody)
    });
    let custody = custody.filter(|_| policy::may(reader.staff, Action::SeeCustody)).map(|(id, state)| {
        json!({ "id": id, "state_text": reader.say(&format!("custody-state-{}", state.word())) })
    });
    json!({
        "custody": custody, "id": one.id, "name": one.who.name, "number": masked_number(&one.who.id_number), "birth_date": one.who.birth_date,
        "category": one.category.map(|category| reader.say(&format!("assistance-category-{}", category.word()))),
        "groups": groups.collect::<Vec<_>>(), "award": award.map(|award| award_of(reader, award)),
        "suggested": suggestion.and_then(|suggestion| suggestion.amount_fen),
        "because": suggestion.map(|suggestion| suggestion.because.iter().map(|one| because(reader, one)).collect::<Vec<_>>()),
    })
}

fn award_of(reader: Reader<'_>, award: &Award) -> Value {
    let refusal = award.refusal.map(|code| reader.say(&format!("assistance-refusal-{}", code.word())));
    json!({ "amount": award.amount_fen, "refusal": refusal })
}

/// Why an amount is what it is, in words.
pub(super) fn because(reader: Reader<'_>, one: &Because) -> String {
    let yuan = |amount: &Fen| money::grouped(*amount);
    let shared = |key: &str, amount: &Fen, people: i64| {
        reader.say_with(key, &[("amount", yuan(amount)), ("people", people.to_string())])
    };
    match one {
        Because::NoWage { .. } => reader.say("assistance-because-no_wage"),
        Because::Wage { year, monthly_fen, source, confirmed } => {
            let args =
                [("year", year.to_string()), ("amount", yuan(monthly_fen)), ("source", source.clone())];
            let text = reader.say_with("assistance-because-wage", &args);
            if *confirmed { text } else { format!("{text} {}", reader.say("assistance-because-unconfirmed")) }
        }
        Because::Cap { months, amount_fen, source } => {
            let args =
                [("months", months.to_string()), ("amount", yuan(amount_fen)), ("source", source.clone())];
            reader.say_with("assistance-because-cap", &args)
        }
        Because::Unpaid { amount_fen, people } => shared("assistance-because-unpaid", amount_fen, *people),
        Because::Lost { amount_fen, people } => shared("assistance-because-lost", amount_fen, *people),
        Because::Asked { amount_fen, people } => shared("assistance-because-asked", amount_fen, *people),
        Because::Scale { amount_fen, source, .. } => reader.say_with(
            "assistance-because-scale",
            &[("amount", yuan(amount_fen)), ("source", source.clone())],
        ),
    }
}

/// What was proposed and decided, the newest first, with who did it.
async fn steps(reader: Reader<'_>, file: &CaseFile) -> Result<Vec<Value>, Internal> {
    let who: BTreeSet<_> = file.steps.iter().map(|step| step.staff_id).collect();
    let names = identity::staff::usernames(reader.app.db.read(), &who).await?;
    let told = |step: &Taken| {
        // They go along with the proposal: said once.
        let proposes = step.verdict == Verdict::Propose;
        let concerns = step.table.concerns.iter().filter(|_| proposes);
        let concerns = concerns.map(|code| reader.say(&format!("assistance-refusal-{}", code.word())));
        json!({
            "round": step.round, "verdict": reader.say(&format!("assistance-verdict-{}", step.verdict.word())),
            "by": names.get(&step.staff_id), "at": step.at, "amount": step.table.total(), "reasons": step.words.reasons, "emergency": step.table.emergency,
            "to_citizen": step.words.to_citizen, "to_refused": step.words.to_refused, "paper": step.paper, "concerns": concerns.collect::<Vec<_>>(),
            "later": instalments::told(file, &step.table.instalments),
        })
    };
    Ok(file.steps.iter().rev().map(told).collect())
}
