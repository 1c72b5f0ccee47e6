//! The calendars in the console: which years are there, what was entered, and entering a day.

mod entering;
mod showing;

use actix_web::web::ServiceConfig;

use crate::{
    identity::actor::Staff,
    organs::{area::Area, service::Kept, working_days::Layer},
    web::{language::Language, texts::Texts},
};

/// The console's pages.
pub fn pages(config: &mut ServiceConfig) {
    config.service(entering::ask).service(entering::enter).service(showing::show);
}

/// The areas around a member of staff's centers.
async fn kept(app: &crate::app::App, staff: &Staff) -> Result<Vec<Kept>, crate::error::Internal> {
    let organs = super::service::organ_and_below(app.db.read(), staff.organ_id).await?;
    super::service::kept_calendars(app.db.read(), &organs).await
}

/// An area's name in an address and in a form, like `city:540500`.
fn word(area: &Area) -> String {
    area.to_string().replace(' ', ":")
}

/// What an area is called: a center by its name, the others by their layer and code.
fn name(kept: &Kept, texts: &Texts, language: Language) -> String {
    let layer = match kept.area.layer() {
        Layer::Nation => "calendar-nation",
        Layer::Region => "calendar-region",
        Layer::City => "calendar-city",
        Layer::Center => "calendar-center",
    };
    let called = kept.center.as_ref().map_or(kept.area.scope(), |center| center.name.get(language));
    format!("{} {called}", texts.say(language, layer)).trim_end().to_owned()
}
