//! Entering a day: first what it would change, then for good.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{StatusCode, header},
    post,
    web::Data,
};
use chrono::{Datelike, NaiveDate};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::{
    app::App,
    error::{FieldFault, Problem},
    identity::{
        actor::Staff,
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    organs::{
        area::Area,
        calendar_file::Day,
        console::{kept, name, word},
        service::{self, Effect},
        working_days::DayKind,
    },
    platform::{ids, once::Once},
    web::{
        language::Language,
        pages::{Serde, context},
        posted::Form,
        problems,
    },
};

const LONGEST_NAME: usize = 120;
const LONGEST_SOURCE: usize = 200;
/// A day further away than this is a slip of the hand.
const YEARS_AROUND: i32 = 5;

/// What the page sends.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entering {
    area: String,
    date: String,
    kind: String,
    name: String,
    source: String,
    key: String,
    /// There once its effect was seen.
    #[serde(default)]
    sure: String,
}

/// A day for an area, from a source.
struct Wanted {
    area: Area,
    day: Day,
    source: String,
}

/// Asks for a day.
#[get("/console/calendars/new")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::KeepCalendars)?;
    draw(&app, &request, &staff, language, &Entering::default(), &Seen::Nothing).await
}

/// Shows what it would change; enters it when that was seen.
#[post("/console/calendars/new")]
pub async fn enter(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    form: Form<Entering>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::KeepCalendars)?;
    let wanted = match read(&app, &staff, &form).await? {
        Ok(wanted) => wanted,
        Err(faults) => return draw(&app, &request, &staff, language, &form, &Seen::Faults(faults)).await,
    };
    if form.sure.is_empty() {
        let effects = service::effects(app.db.read(), &wanted.area, &wanted.day).await?;
        return draw(&app, &request, &staff, language, &form, &Seen::Effects(effects)).await;
    }
    let Wanted { area, day, source } = wanted;
    let (days, once) = ([day.clone()], Once::keyed(&form.key, request.path()));
    let said = json!([word(&area), form.date, form.kind, form.name, form.source]);
    let work = async |change| service::enter_days(change, &area, &source, &days).await;
    once.run(app.change(&*staff).await?, &app.cache, &said, work).await?;
    let page = format!("/console/calendars?done=1&area={}&year={}", word(&area), day.date.year());
    Ok(HttpResponse::SeeOther().insert_header((header::LOCATION, page)).finish())
}

/// What the reader is shown beside what they typed.
enum Seen {
    Nothing,
    Faults(Vec<FieldFault>),
    Effects(Vec<Effect>),
}

async fn read(app: &App, staff: &Staff, form: &Entering) -> Result<Result<Wanted, Vec<FieldFault>>, Problem> {
    let all = kept(app, staff).await?;
    let area =
        all.into_iter().find(|kept| kept.may_enter && word(&kept.area) == form.area).map(|kept| kept.area);
    let date = form.date.trim().parse::<NaiveDate>().ok();
    let date = date.filter(|date| (date.year() - app.clock.today().year()).abs() <= YEARS_AROUND);
    let kind = match form.kind.as_str() {
        "off" => Some(DayKind::Off),
        "work" => Some(DayKind::Work),
        _ => None,
    };
    let (name, source) = (form.name.trim(), form.source.trim());
    let length = |place: &str, text: &str, least: usize, most: usize| {
        let fits = (least..=most).contains(&text.chars().count());
        (!fits).then(|| FieldFault::new(place, "bad_length").with("min", least).with("max", most))
    };
    let faults = [
        area.is_none().then(|| FieldFault::new("/area", "not_an_option")),
        date.is_none().then(|| FieldFault::new("/date", "not_a_date")),
        kind.is_none().then(|| FieldFault::new("/kind", "not_an_option")),
        length("/name", name, 0, LONGEST_NAME),
        length("/source", source, 1, LONGEST_SOURCE),
    ];
    let faults: Vec<_> = faults.into_iter().flatten().collect();
    let name = Some(name.to_owned()).filter(|name| !name.is_empty());
    Ok(match (area, date, kind) {
        (Some(area), Some(date), Some(kind)) if faults.is_empty() => {
            Ok(Wanted { area, day: Day { date, kind, name }, source: source.to_owned() })
        }
        _ => Err(faults),
    })
}

async fn draw(
    app: &App,
    request: &HttpRequest,
    staff: &Staff,
    language: Language,
    typed: &Entering,
    seen: &Seen,
) -> Result<HttpResponse, Problem> {
    let all = kept(app, staff).await?;
    let areas = all.iter().filter(|kept| kept.may_enter).map(|kept| {
        let value = word(&kept.area);
        json!({ "label": name(kept, &app.texts, language), "chosen": value == typed.area, "value": value })
    });
    let mut faults = Map::new();
    let (mut status, mut effects) = (StatusCode::OK, None);
    match seen {
        Seen::Nothing => {}
        Seen::Faults(found) => {
            status = StatusCode::UNPROCESSABLE_ENTITY;
            let words = |fault: &FieldFault| Value::from(problems::fault_text(fault, &app.texts, language));
            faults.extend(found.iter().map(|fault| (fault.pointer.replace('/', ""), words(fault))));
        }
        Seen::Effects(found) => {
            effects = Some(found.iter().map(|effect| told(effect, language)).collect::<Vec<_>>());
        }
    }
    let content = context! {
        areas => Serde(areas.collect::<Vec<_>>()), faults => Serde(faults), effects => Serde(effects),
        typed => Serde(json!({ "area": typed.area, "date": typed.date.trim(), "kind": typed.kind, "name": typed.name, "source": typed.source })),
        key => ids::new_id().to_string(),
    };
    app.pages.render_with(request, status, "calendars/new.html", content)
}

fn told(effect: &Effect, language: Language) -> Value {
    json!({ "center": effect.center.name.get(language), "before": effect.before, "after": effect.after })
}
