//! What the calendar does by itself: rows of the workflow `after` a limit has passed, like a correction that never came
//! (视为放弃申请, 2016 Rules art. 19).

use uuid::Uuid;

use crate::{
    app::App,
    applications::{
        error::ApplicationError,
        queries::row,
        service::{
            reading::{hold, service_of},
            steps::{Move, step},
        },
    },
    catalog::{Performer, Row},
    error::{Internal, Problem},
    platform::change::{Author, Event},
};

const AT_ONCE: u64 = 100;

/// Does what limits that have passed bring with them; answers how many applications moved.
pub async fn lapse_overdue(app: &App) -> Result<u64, Internal> {
    let mut moved = 0;
    for service in app.catalog.services() {
        for rule in service.workflow.rows.iter().filter(|rule| rule.after.is_some()) {
            for id in passed(app, &service.key, rule).await? {
                let lapsed = lapse(app, id, rule).await;
                moved += u64::from(lapsed.map_err(|error| Internal::from_error(Problem::from(error)))?);
            }
        }
    }
    Ok(moved)
}

async fn passed(app: &App, service: &str, rule: &Row) -> Result<Vec<Uuid>, Internal> {
    let limit = rule.after.as_deref().unwrap_or_default();
    row::past(app.db.read(), service, &rule.from, limit, app.clock.today(), AT_ONCE).await
}

/// Looks again once the application is held: its owner may have answered a moment before.
async fn lapse(app: &App, id: Uuid, rule: &Row) -> Result<bool, ApplicationError> {
    let change = app.change(Author::System).await?;
    let application = hold(&change, id).await?;
    let late =
        application.due_limit == rule.after && application.due_on.is_some_and(|due| due < change.today());
    if !late || !rule.from.contains(&application.state) {
        return Ok(false);
    }
    let known = service_of(app, &application)?.workflow.action(&rule.action);
    let words = known.map(|action| action.title.get(application.language));
    let this = Move { action: &rule.action, by: &[Performer::System], words, consent: None };
    let organ = application.organ_id;
    step(app, &change, application, this).await?;
    Ok(change.commit(Event::new("application.lapsed", id).at(organ), true).await?)
}
