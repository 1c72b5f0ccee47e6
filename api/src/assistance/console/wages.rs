//! The table of wages, and the form by which finance adds to it.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Query},
};
use chrono::NaiveDate;
use serde::Deserialize;
use serde_json::json;

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
        model::{KnownWage, NewWage},
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

/// Whether one was just entered.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<String>,
}

/// The wages that are known.
#[get("/console/assistance/wages")]
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
#[post("/console/assistance/wages")]
pub async fn enter(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::KeepLedger)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let fields = Fields(posted.into_inner());
    match entered(reader, &fields).await {
        Ok(_) => Ok(go("/console/assistance/wages?done=wage")),
        Err(problem) if mendable(&problem) => draw(reader, &fields, false, Some(&problem)).await,
        Err(problem) => Err(problem),
    }
}

async fn entered(reader: Reader<'_>, fields: &Fields) -> Result<KnownWage, Problem> {
    let once = Once::keyed(fields.key()?, reader.request.path());
    let new = typed(fields)?;
    let work = async |change| -> Result<KnownWage, AssistanceError> {
        service::enter_wage(change, reader.staff, new.clone()).await
    };
    once.run(reader.app.change(reader.staff).await?, &reader.app.cache, &new, work).await
}

fn typed(fields: &Fields) -> Result<NewWage, Problem> {
    let mut faults = Vec::new();
    let yearly_fen = fields::fen(fields, "amount", "/yearly_fen", &mut faults);
    let (year, published_on) = (fields.text("year").parse::<i32>().ok(), fields.text("published_on"));
    let published_on = published_on.parse::<NaiveDate>().ok();
    let missing = |name: &str| fields.text(name).is_empty();
    let wrong = [
        ("/year", "not_a_number", year.is_none()),
        ("/yearly_fen", "required", missing("amount")),
        ("/series", "required", missing("series")),
        ("/published_on", "not_a_date", published_on.is_none()),
        ("/source", "required", missing("source")),
    ];
    let wrong = wrong.into_iter().filter(|(_, _, wrong)| *wrong);
    faults.extend(wrong.map(|(pointer, code, _)| FieldFault::new(pointer, code)));
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let (series, source) = (fields.text("series"), fields.text("source"));
    fields::read(
        &json!({ "year": year, "yearly_fen": yearly_fen, "series": series, "published_on": published_on, "source": source }),
    )
}

async fn draw(
    reader: Reader<'_>,
    fields: &Fields,
    done: bool,
    problem: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    let (faults, summary) = told(reader, problem, |pointer| field(reader, pointer));
    let wages = service::wages_of(reader.app, reader.staff, reader.language).await?;
    let content = context! {
        wages => Serde(wages), writes => policy::may(reader.staff, Action::KeepLedger), done,
        typed => Serde(fields.value()), faults => Serde(faults), summary => Serde(summary),
        problem => other(reader, problem).map(Serde), key => ids::new_id().to_string(),
    };
    reader.app.pages.render_with(reader.request, status, "assistance/wages.html", content)
}

/// Which field a pointer is about, with its words.
fn field(reader: Reader<'_>, pointer: &str) -> (String, String) {
    let name = match pointer {
        "/yearly_fen" => "amount",
        pointer => pointer.trim_start_matches('/'),
    };
    (name.to_owned(), reader.say(&format!("assistance-wage-{name}")))
}
