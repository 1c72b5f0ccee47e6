//! The clocks of an application, moved by the rows of its workflow.

use uuid::Uuid;

use crate::{
    app::App,
    applications::{
        clocks::{Clock, nearest},
        error::ApplicationError,
        model::Application,
        queries::parts,
        sealing,
        service::{reading::hold, steps::write},
    },
    catalog::{Row, Workflow},
    error::{Internal, Problem},
    organs::{self, working_days::Calendar},
    platform::change::{Author, Change, Event},
};

const AT_ONCE: u64 = 200;

/// Starts, stops, pauses and resumes what a row says, and sets the application's nearest deadline.
pub(super) async fn turn(
    change: &Change,
    workflow: &Workflow,
    row: &Row,
    application: &mut Application,
) -> Result<(), ApplicationError> {
    let calendar = calendar(change, application).await?;
    let mut clocks = load(change, application.id).await?;
    for clock in &mut clocks {
        let named = |keys: &[String]| keys.contains(&clock.limit_key);
        let (stops, pauses, resumes) = (named(&row.stops), named(&row.pauses), named(&row.resumes));
        if stops {
            clock.stop(change.today());
        } else if pauses {
            clock.pause(change.today());
        } else if resumes {
            clock.resume(change.today());
            count(clock, &calendar);
        }
    }
    for key in &row.starts {
        let limit = workflow.limit(key).ok_or_else(|| Internal::msg(format!("there is no limit {key}")))?;
        let mut clock = Clock::started(application.id, key, limit, change.today());
        count(&mut clock, &calendar);
        clocks.retain(|former| former.limit_key != *key);
        clocks.push(clock);
    }
    keep(change, application, clocks).await
}

async fn keep(
    change: &Change,
    application: &mut Application,
    clocks: Vec<Clock>,
) -> Result<(), ApplicationError> {
    let (due_on, due_limit) = nearest(&clocks).unzip();
    application.due_on = due_on;
    application.due_limit = due_limit.map(str::to_owned);
    for clock in clocks {
        parts::save_clock(change.db(), sealing::clock_row(clock)?).await?;
    }
    Ok(())
}

/// Counts the dates that were unknown when their clocks started, once a calendar tells them; answers how many it found.
pub async fn count_unknown_dates(app: &App) -> Result<u64, Internal> {
    let mut found = 0;
    for id in parts::without_date(app.db.read(), AT_ONCE).await? {
        match count_again(app, id).await {
            Ok(true) => found += 1,
            Ok(false) => {}
            Err(error) => return Err(Internal::from_error(Problem::from(error))),
        }
    }
    Ok(found)
}

async fn count_again(app: &App, id: Uuid) -> Result<bool, ApplicationError> {
    let change = app.change(Author::System).await?;
    let mut application = hold(&change, id).await?;
    let calendar = calendar(&change, &application).await?;
    let mut clocks = load(&change, id).await?;
    let counted = clocks.iter_mut().filter(|clock| clock.due_on.is_none() && clock.runs());
    if counted.filter_map(|clock| clock.count(&calendar).ok()).count() == 0 {
        return Ok(false);
    }
    let organ = application.organ_id;
    keep(&change, &mut application, clocks).await?;
    write(&change, &mut application).await?;
    Ok(change.commit(Event::new("application.due_date_counted", id).at(organ), true).await?)
}

async fn load(change: &Change, id: Uuid) -> Result<Vec<Clock>, Internal> {
    parts::clocks(change.db(), id).await?.into_iter().map(sealing::clock).collect()
}

async fn calendar(change: &Change, application: &Application) -> Result<Calendar, Internal> {
    let calendar = organs::service::calendar_for(change.db(), application.center_id).await;
    calendar.map_err(|error| Internal::from_error(Problem::from(error)))
}

fn count(clock: &mut Clock, calendar: &Calendar) {
    if let Err(missing) = clock.count(calendar) {
        tracing::warn!(
            application = %clock.application_id,
            limit = clock.limit_key,
            year = missing.year,
            "a deadline is unknown: enter the calendar of that year"
        );
    }
}
