//! The years that are known, by area, and the days of one of them.

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Query},
};
use chrono::Datelike;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    app::App,
    error::Problem,
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    organs::{
        console::{kept, name, word},
        service::{self, Entered, Kept, calendar_warnings},
    },
    web::{
        language::Language,
        pages::{Serde, context},
    },
};

/// Which days to show.
#[derive(Deserialize)]
pub struct Look {
    area: Option<String>,
    year: Option<i32>,
    done: Option<String>,
}

/// The calendars around the reader's centers.
#[get("/console/calendars")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    look: Query<Look>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::KeepCalendars)?;
    let (today, all) = (app.clock.today(), kept(&app, &staff).await?);
    let areas: Vec<_> = all.iter().map(|area| told(&app, area, language)).collect();
    let (year, wanted) = (look.year.unwrap_or(today.year()), look.area.as_deref().unwrap_or("nation:"));
    let chosen = all.iter().find(|kept| word(&kept.area) == wanted).ok_or_else(Problem::not_found)?;
    let days = service::entered_days(app.db.read(), &chosen.area, year).await?;
    let next = today.year().saturating_add(1);
    let known = all.iter().filter(|kept| kept.area.scope().is_empty()).flat_map(|kept| &kept.years);
    let content = context! {
        areas => Serde(areas), days => Serde(days.iter().map(day).collect::<Vec<_>>()), year => year.to_string(),
        chosen => name(chosen, &app.texts, language), done => look.done.is_some(),
        years => calendar_warnings(app.db.read(), today).await?.iter().map(ToString::to_string).collect::<Vec<_>>(),
        next => next.to_string(), next_known => known.into_iter().any(|known| known.whole && known.year == next),
        may_enter => all.iter().any(|kept| kept.may_enter),
    };
    app.pages.render(&request, "calendars/show.html", content)
}

fn told(app: &App, kept: &Kept, language: Language) -> Value {
    let years = kept
        .years
        .iter()
        .map(|known| json!({ "year": known.year.to_string(), "days": known.days, "whole": known.whole }));
    json!({
        "word": word(&kept.area), "name": name(kept, &app.texts, language), "nation": kept.area.scope().is_empty(),
        "years": years.collect::<Vec<_>>(),
    })
}

fn day(entered: &Entered) -> Value {
    let day = &entered.day;
    json!({ "date": day.date, "work": service::is_work(day.kind), "name": day.name, "source": entered.source })
}
