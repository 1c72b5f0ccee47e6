//! Help besides money that somebody got, and one more entry.

use std::collections::HashMap;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{partners, told};
use crate::{
    app::App,
    assistance::{
        console::{
            Reader,
            fields::{self, Fields},
            go, mendable,
        },
        followup::{
            error::FollowUpError,
            model::{Help, NewHelp},
            service,
            view::measure_title,
        },
        rules::{HelpKind, Rules, Visits},
    },
    error::{FieldFault, Internal, Problem},
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    organs,
    platform::{ids, once::Once},
    web::{
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// The page.
#[get("/console/follow-up/people/{person}/help")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    person: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    draw(reader, *person, &Fields::default(), None).await
}

/// Records help, or says what must be mended.
#[post("/console/follow-up/people/{person}/help")]
pub async fn give(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    person: Path<Uuid>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::Visit)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let fields = Fields(posted.into_inner());
    let problem = match typed(&fields) {
        Err(faults) => Problem::invalid(faults),
        Ok(new) => {
            let work = async |change| -> Result<Help, FollowUpError> {
                service::give_help(change, &staff, *person, new.clone()).await
            };
            let once = Once::keyed(fields.key()?, request.path());
            match once.run(app.change(&*staff).await?, &app.cache, &new, work).await {
                Ok(_) => return Ok(go(&format!("/console/follow-up/people/{person}/help"))),
                Err(problem) if mendable(&problem) => problem,
                Err(problem) => return Err(problem),
            }
        }
    };
    draw(reader, *person, &fields, Some(&problem)).await
}

/// The choice holds kind and measure.
fn typed(fields: &Fields) -> Result<NewHelp, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let chosen = fields.text("measure").split_once(' ');
    let chosen = chosen.and_then(|(kind, measure)| {
        Some((HelpKind::ALL.into_iter().find(|known| known.word() == kind)?, measure.to_owned()))
    });
    if chosen.is_none() {
        faults.push(FieldFault::new("/measure", "required"));
    }
    let given_on = fields.text("given_on").parse();
    if given_on.is_err() {
        faults.push(FieldFault::new("/given_on", "not_a_date"));
    }
    let note = fields.some("note");
    if note.as_ref().is_some_and(|note| note.chars().count() > 1000) {
        faults.push(FieldFault::new("/note", "too_long").with("max", 1000));
    }
    match (chosen, given_on) {
        (Some((kind, measure)), Ok(given_on)) if faults.is_empty() => {
            Ok(NewHelp { kind, measure, given_on, partner_code: fields.some("partner_code"), note })
        }
        _ => Err(faults),
    }
}

async fn draw(
    reader: Reader<'_>,
    id: Uuid,
    typed: &Fields,
    problem: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let Reader { app, staff, .. } = reader;
    let (person, help) = service::help_of(app, staff, id).await?;
    let rules = &Rules::compiled_in().map_err(Internal::from_error)?.visits;
    let (faults, summary) = told(reader, problem);
    let content = context! {
        id => id.to_string(), name => person.who.name, case => person.case_id.to_string(),
        lines => Serde(lines(reader, rules, &help).await?), kinds => Serde(kinds(reader, rules, typed.text("measure"))),
        partners => Serde(partners(reader, typed.text("partner_code")).await?), today => app.clock.today().to_string(),
        helps => policy::may(staff, Action::Visit), key => ids::new_id().to_string(), typed => Serde(typed.value()),
        faults => Serde(faults), summary => Serde(summary), problem => fields::other(reader, problem).map(Serde),
    };
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    app.pages.render_with(reader.request, status, "followup/help.html", content)
}

async fn lines(reader: Reader<'_>, rules: &Visits, help: &[Help]) -> Result<Vec<Value>, Internal> {
    let givers: Vec<_> = help.iter().map(|one| one.organ_id).collect();
    let givers = organs::service::organs_of(reader.app.db.read(), &givers).await?;
    let givers: HashMap<_, _> = givers.into_iter().map(|organ| (organ.id, organ.name)).collect();
    let line = |one: &Help| {
        json!({
            "kind": rules.help(one.kind).map(|kind| kind.title.get(reader.language)),
            "measure": measure_title(reader.app, rules, one, reader.language), "on": one.given_on,
            "by": givers.get(&one.organ_id).map(|name| name.get(reader.language)), "note": one.note, "referred": one.referred,
        })
    };
    Ok(help.iter().map(line).collect())
}

/// The five kinds, each with its measures as choices.
fn kinds(reader: Reader<'_>, rules: &Visits, chosen: &str) -> Vec<Value> {
    let kind = |help: &crate::assistance::rules::Help| {
        let measures = help.measures.iter().map(|word| {
            let value = format!("{} {}", help.kind.word(), word.key);
            json!({ "chosen": value == chosen, "value": value, "label": word.title.get(reader.language) })
        });
        json!({ "label": help.title.get(reader.language), "measures": measures.collect::<Vec<_>>() })
    };
    rules.help.iter().map(kind).collect()
}
