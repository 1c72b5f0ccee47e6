//! What the agreement fixed, done daily: planned releases are asked for, what is left goes to a person who came of age, and a mandate
//! that has fulfilled its purpose ends. Each mandate is a change of its own; a run that is broken off or run twice does nothing twice.

use std::time::Duration;

use actix_web::web::Data;
use serde_json::json;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::{
    access::{hold_any, turn, write},
    requests::begun,
    telling::{note, tell},
};
use crate::{
    app::App,
    assistance::{
        self,
        custody::{
            error::CustodyError,
            model::{Ending, Kind, Mandate, MandateAct, MandateFile, MandateState, Request, RequestState},
            queries, sealing,
        },
        payments,
        rules::Party,
    },
    error::Internal,
    ledger,
    platform::{
        change::{Author, Change, Event},
        jobs,
    },
};

/// Often enough that what is due on a day happens on it.
const EVERY: Duration = Duration::from_hours(1);
const AT_ONCE: u64 = 100;

/// Looks after every mandate that has money; answers in how many something happened.
pub async fn tend(app: &App) -> Result<u64, Internal> {
    let (mut tended, mut after) = (0, None);
    loop {
        let some = queries::active_after(app.db.read(), after, AT_ONCE).await?;
        let Some(last) = some.last() else { return Ok(tended) };
        after = Some(*last);
        for id in some {
            match one(app, id).await {
                Ok(true) => tended += 1,
                Ok(false) => {}
                // The others go on; this one is tried again at the next turn.
                Err(error) => tracing::error!(mandate = %id, error = %error, "a mandate can't be tended"),
            }
        }
    }
}

async fn one(app: &App, id: Uuid) -> Result<bool, CustodyError> {
    let change = app.change(Author::System).await?;
    let file = hold_any(&change, id).await?;
    if file.mandate.state != MandateState::Active {
        return Ok(false);
    }
    let of_age = is_of_age(&change, &file.mandate);
    let asked = match of_age {
        // What is to be paid back isn't asked for, nor what another still has.
        _ if !file.runs() => Vec::new(),
        true => rest(app, &change, &file).await?,
        false => planned(&change, &file).await?,
    };
    let ending = match asked.is_empty() {
        true if of_age => is_over(&change, &file).await?.then_some(Ending::OfAge),
        true => used_up(&change, &file).await?,
        false => None,
    };
    match ending {
        Some(ending) => end(change, file, ending).await?,
        None if asked.is_empty() => return Ok(false),
        None => {
            let event = Event::new("custody.tended", id).at(file.mandate.organ_id);
            let event = event.in_case(file.mandate.application_id);
            change.commit(event.with(json!({ "asked": asked.len() })), ()).await?;
        }
    }
    Ok(true)
}

/// Asks for the planned releases whose day has come, as far as there is money.
async fn planned(change: &Change, file: &MandateFile) -> Result<Vec<Request>, CustodyError> {
    let (mut free, mut asked) = (file.free(), Vec::new());
    for (place, planned) in file.planned().filter(|(_, planned)| planned.on <= change.today()) {
        let Some(left) = free.minus(planned.amount_fen).filter(|left| left.count() >= 0) else { break };
        free = left;
        let request = Request {
            purpose: Some(planned.purpose.clone()),
            planned_place: Some(place),
            ..begun(change, file, Kind::Need, planned.amount_fen, "")
        };
        enter(change, file, &request).await?;
        asked.push(request);
    }
    Ok(asked)
}

/// Asks for what is left to be given to somebody who came of age, and tells them.
async fn rest(app: &App, change: &Change, file: &MandateFile) -> Result<Vec<Request>, CustodyError> {
    let mut open = file.requests.iter().filter(|request| request.state.is_open());
    if open.any(|request| request.kind == Kind::Rest) || !file.free().is_positive() {
        return Ok(Vec::new());
    }
    let request = begun(change, file, Kind::Rest, file.free(), "");
    enter(change, file, &request).await?;
    tell(app, change, &file.mandate, "custody_of_age").await?;
    Ok(vec![request])
}

async fn enter(change: &Change, file: &MandateFile, request: &Request) -> Result<(), CustodyError> {
    queries::insert_request(change.db(), sealing::request_row(change.vault(), request)?).await?;
    note(change, "custody.asked", &file.mandate, request);
    Ok(())
}

fn is_of_age(change: &Change, mandate: &Mandate) -> bool {
    mandate.ends_on.is_some_and(|day| day <= change.today())
}

/// Whether nothing is in custody, asked for or on its way.
async fn is_over(change: &Change, file: &MandateFile) -> Result<bool, CustodyError> {
    let open = file.requests.iter().any(|request| request.state.is_open());
    let empty = !file.balance.is_positive() && !file.is_owed() && !open;
    Ok(empty && !payments::service::is_on_its_way_into(change.db(), file.mandate.id).await?)
}

/// How custody ends of which all that was granted has come and gone, and every use of it was shown; none while it goes on.
async fn used_up(change: &Change, file: &MandateFile) -> Result<Option<Ending>, CustodyError> {
    let gone = [RequestState::Released, RequestState::Filed];
    let spent = file.requests.iter().any(|request| gone.contains(&request.state));
    let shown = !file.requests.iter().any(Request::awaits_voucher);
    if !shown || !is_over(change, file).await? {
        return Ok(None);
    }
    let case = assistance::queries::case(change.db(), file.mandate.case_id).await?;
    let Some(grant) = case.and_then(|case| case.grant_id) else { return Ok(None) };
    let standing = ledger::service::standing(change.db(), grant, file.mandate.person_id).await?;
    let ending = match (spent, standing.recovered.is_positive()) {
        _ if standing.committed.is_positive() => None,
        (true, _) => Some(Ending::UsedUp),
        (false, true) => Some(Ending::Recovered),
        (false, false) => None,
    };
    Ok(ending)
}

async fn end(change: Change, file: MandateFile, ending: Ending) -> Result<(), CustodyError> {
    let event = ended(&change, file.mandate, ending).await?;
    Ok(change.commit(event, ()).await?)
}

/// Ends custody that is used up, in the change that filed its last voucher or entered that the rest was paid back.
pub(in crate::assistance) async fn end_if_used_up(change: &Change, id: Uuid) -> Result<(), CustodyError> {
    let file = hold_any(change, id).await?;
    let active = file.mandate.state == MandateState::Active && !is_of_age(change, &file.mandate);
    let ending = if active { used_up(change, &file).await? } else { None };
    if let Some(ending) = ending {
        change.record(ended(change, file.mandate, ending).await?);
    }
    Ok(())
}

async fn ended(change: &Change, mut mandate: Mandate, ending: Ending) -> Result<Event, CustodyError> {
    mandate.state = turn(&mandate, MandateAct::End, Party::Program)?;
    (mandate.closed_on, mandate.closed_as) = (Some(change.today()), Some(ending));
    write(change, &mut mandate).await?;
    let event = Event::new("custody.ended", mandate.id).at(mandate.organ_id);
    let facts = json!({ "number": mandate.number, "as": ending });
    Ok(event.in_case(mandate.application_id).with(facts))
}

/// Looks after custody until the program ends.
pub fn keep_house(background: &mut JoinSet<()>, app: Data<App>) {
    jobs::start(background, "custody", EVERY, move || {
        let app = app.clone();
        async move { tend(&app).await.map(drop) }
    });
}
