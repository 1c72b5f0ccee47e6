//! Where the console begins for those who open no matters: what they may use, and what waits for them.

use actix_web::HttpResponse;

use crate::{
    desk::console::Reader,
    error::{Internal, Problem},
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    organs,
    web::pages::context,
};

/// The page.
pub(super) async fn show(reader: Reader<'_>) -> Result<HttpResponse, Problem> {
    let Reader { app, request, staff, language } = reader;
    let organ = organs::service::organ(app.db.read(), staff.organ_id).await?;
    let content = context! {
        organ => organ.name.get(language),
        years => missing_years(reader).await?,
        duties => staff.roles.iter().map(|role| role.word()).collect::<Vec<_>>(),
    };
    app.pages.render(request, "desk/home.html", content)
}

/// The years whose calendar this reader has to enter; nobody else is bothered with it.
pub(super) async fn missing_years(reader: Reader<'_>) -> Result<Vec<i32>, Internal> {
    if !keeps_calendars(reader.staff) {
        return Ok(Vec::new());
    }
    organs::service::calendar_warnings(reader.app.db.read(), reader.app.clock.today()).await
}

fn keeps_calendars(staff: &Staff) -> bool {
    policy::may(staff, Action::KeepCalendars)
}
