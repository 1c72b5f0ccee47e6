//! The staff's pages of appointments: who comes, check-in, schedules and closed days.

mod keeping;
mod visitors;

use actix_web::web::ServiceConfig;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    appointments::{error::AppointmentError, service},
    error::Problem,
    identity::actor::Staff,
    organs::model::Center,
    web::{language::Language, problems::fault_text},
};

/// The console's pages.
pub fn pages(config: &mut ServiceConfig) {
    config
        .service(visitors::list)
        .service(visitors::act)
        .service(visitors::ask)
        .service(visitors::check_in)
        .service(keeping::show)
        .service(keeping::add)
        .service(keeping::change)
        .service(keeping::close)
        .service(keeping::reopen);
}

/// The center that was chosen, or the first that the member of staff works for, with all of them to choose from.
async fn choose(app: &App, staff: &Staff, chosen: Option<Uuid>) -> Result<(Center, Vec<Center>), Problem> {
    let all = service::centers_of(app, staff).await?;
    let center = all.iter().find(|center| chosen.is_none_or(|id| center.id == id)).cloned();
    Ok((center.ok_or(AppointmentError::NotFound)?, all))
}

/// Centers as choices.
fn choices(all: &[Center], chosen: &Center, language: Language) -> Vec<Value> {
    let choice = |center: &Center| json!({ "value": center.id, "label": center.name.get(language), "chosen": center.id == chosen.id });
    all.iter().map(choice).collect()
}

/// What went wrong, in words, with the faults of its fields.
fn told(app: &App, language: Language, problem: &Problem) -> Value {
    let key = format!("problem-{}", problem.code);
    let say = |key: &str| app.texts.say_with(language, key, &problem.args);
    let faults: Vec<_> = problem.errors.iter().map(|fault| fault_text(fault, &app.texts, language)).collect();
    json!({ "title": say(&key), "detail": say(&format!("{key}.detail")), "faults": faults })
}

/// Whether a form is shown again with what went wrong, instead of an error page.
fn mendable(problem: &Problem) -> bool {
    matches!(problem.status.as_u16(), 404 | 409 | 412 | 422) && problem.code != "not_found"
}
