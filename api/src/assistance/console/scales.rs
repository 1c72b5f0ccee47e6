//! The office's own scale of amounts, and the form by which finance enters one.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Query},
};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app::App,
    assistance::{
        console::{
            Reader,
            fields::{self, Fields, other, told},
            go,
            opening::mendable,
        },
        error::AssistanceError,
        model::{KnownScale, NewScale},
        service,
    },
    error::{FieldFault, Problem},
    identity::{
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

/// Grades that the form takes, at most.
const ROWS: usize = 6;
const ROW: [&str; 2] = ["title", "amount"];

/// Whether one was just entered.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
}

/// The scales that are known.
#[get("/console/assistance/scales")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    asked: Query<Asked>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    draw(reader, &Fields::default(), asked.done.is_some(), None).await
}

/// Enters one, or says what must be mended; what was typed stays.
#[post("/console/assistance/scales")]
pub async fn enter(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::KeepLedger)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let fields = Fields(posted.into_inner()).closed_up(&ROW, ROWS);
    match entered(reader, &fields).await {
        Ok(_) => Ok(go("/console/assistance/scales?done=scale")),
        Err(problem) if mendable(&problem) => draw(reader, &fields, false, Some(&problem)).await,
        Err(problem) => Err(problem),
    }
}

async fn entered(reader: Reader<'_>, fields: &Fields) -> Result<KnownScale, Problem> {
    let once = Once::keyed(fields.key()?, reader.request.path());
    let new = typed(fields)?;
    let work = async |change| -> Result<KnownScale, AssistanceError> {
        service::enter_scale(change, reader.staff, new.clone()).await
    };
    once.run(reader.app.change(reader.staff).await?, &reader.app.cache, &new, work).await
}

fn typed(fields: &Fields) -> Result<NewScale, Problem> {
    let mut faults = Vec::new();
    let grades = grades(fields, &mut faults);
    let effective_from = fields.text("effective_from").parse::<NaiveDate>().ok();
    let wrong = [
        ("/effective_from", "not_a_date", effective_from.is_none()),
        ("/source", "required", fields.text("source").is_empty()),
        ("/grades/0/title", "required", grades.is_empty()),
    ];
    let wrong = wrong.into_iter().filter(|(_, _, wrong)| *wrong);
    faults.extend(wrong.map(|(pointer, code, _)| FieldFault::new(pointer, code)));
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    fields::read(
        &json!({ "effective_from": effective_from, "source": fields.text("source"), "grades": grades }),
    )
}

/// The rows in which something was typed.
fn grades(fields: &Fields, faults: &mut Vec<FieldFault>) -> Vec<Value> {
    let mut grades = Vec::new();
    for place in 0..ROWS {
        let [title, amount] = ROW.map(|name| format!("{name}-{place}"));
        if [&title, &amount].iter().all(|name| fields.text(name).is_empty()) {
            continue;
        }
        let pointer = |field: &str| format!("/grades/{place}/{field}");
        let amount_fen = fields::fen(fields, &amount, &pointer("amount_fen"), faults);
        for (name, field) in [(&title, "title"), (&amount, "amount_fen")] {
            if fields.text(name).is_empty() {
                faults.push(FieldFault::new(pointer(field), "required"));
            }
        }
        grades.push(json!({ "title": fields.text(&title), "amount_fen": amount_fen }));
    }
    grades
}

async fn draw(
    reader: Reader<'_>,
    fields: &Fields,
    done: bool,
    problem: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    let (faults, summary) = told(reader, problem, |pointer| field(reader, pointer));
    let scales = service::scales_of(reader.app, reader.staff, reader.language).await?;
    let row = |place: usize| {
        let [title, amount] = ROW.map(|name| fields.text(&format!("{name}-{place}")));
        json!({ "place": place, "title": title, "amount": amount })
    };
    let content = context! {
        scales => Serde(scales), writes => policy::may(reader.staff, Action::KeepLedger), done,
        rows => Serde((0..ROWS).map(row).collect::<Vec<_>>()),
        typed => Serde(fields.value()), faults => Serde(faults), summary => Serde(summary),
        problem => other(reader, problem).map(Serde), key => ids::new_id().to_string(),
    };
    reader.app.pages.render_with(reader.request, status, "assistance/scales.html", content)
}

/// Which field a pointer is about, with its words.
fn field(reader: Reader<'_>, pointer: &str) -> (String, String) {
    let mut parts = pointer.split('/').skip(1);
    match (parts.next().unwrap_or_default(), parts.next(), parts.next()) {
        ("grades", Some(place), Some("amount_fen")) => {
            (format!("amount-{place}"), reader.say("assistance-scale-amount"))
        }
        ("grades", place, _) => {
            (format!("title-{}", place.unwrap_or("0")), reader.say("assistance-scale-title"))
        }
        (name, ..) => (name.to_owned(), reader.say(&format!("assistance-scale-{name}"))),
    }
}
