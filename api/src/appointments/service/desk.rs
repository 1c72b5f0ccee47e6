//! The desk: who comes today, check-in by ticket, and what becomes of a visit.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{self, model::Application},
    appointments::{
        error::AppointmentError,
        model::{Appointment, State},
        queries::{bookings, places},
        service::{booking::TICKET_SIGNS, moving::write, offering::day_span, sealing},
    },
    desk,
    error::Internal,
    identity::{
        self,
        actor::Staff,
        policy::{self, On, Reach},
    },
    organs::{self, error::OrganError, model::Center},
    platform::{
        change::{Change, Event},
        ids,
        paging::{Page, PageQuery},
    },
};

/// What the desk can do with a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// The visitor is called to the window, or called again.
    Call,
    /// The visitor was served.
    Serve,
    /// The visitor didn't come, or left.
    MissOut,
}

impl Action {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Call, Self::Serve, Self::MissOut];

    /// The word in addresses.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Serve => "served",
            Self::MissOut => "no_show",
        }
    }

    /// The action of a word.
    pub fn of(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.key() == key)
    }

    const fn leads_to(self) -> State {
        match self {
            Self::Call => State::Called,
            Self::Serve => State::Served,
            Self::MissOut => State::NoShow,
        }
    }
}

/// What the desk may do with a visit on a day. Nobody has failed to come before the day itself.
pub fn actions(one: &Appointment, today: NaiveDate) -> Vec<Action> {
    match one.state {
        State::Booked if one.date() <= today => vec![Action::MissOut],
        State::CheckedIn | State::Called => Action::ALL.to_vec(),
        _ => Vec::new(),
    }
}

/// A visit as the desk sees it.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The visit.
    pub appointment: Appointment,
    /// The applicant's name, masked; without an application the phone, masked.
    pub masked: String,
}

/// The centers whose visitors a member of staff may see.
pub async fn centers_of(app: &App, staff: &Staff) -> Result<Vec<Center>, AppointmentError> {
    Ok(organs::service::centers_within(app.db.read(), staff.organ_id).await?)
}

/// How many visits to a center are ahead: it can't be closed while somebody is coming.
pub async fn ahead_at(db: &impl ConnectionTrait, center: Uuid, now: DateTime<Utc>) -> Result<u64, Internal> {
    bookings::count_ahead_at(db, center, now).await
}

/// The visits to a center on a day, the earliest first; without cancelled ones.
pub async fn visitors(
    app: &App,
    staff: &Staff,
    center: Uuid,
    date: NaiveDate,
    page: &PageQuery,
) -> Result<Page<Visitor>, AppointmentError> {
    let (limit, after) = (page.limit()?, page.after()?);
    let db = app.db.read();
    let center = organs::service::center(db, center).await?;
    let reach = policy::reach(db, staff).await?;
    policy::decide(&reach, policy::Action::SeeVisitors, On::Organ(center.organ_id))?;
    let rows =
        bookings::page_of_center(db, center.id, day_span(date), after, limit.saturating_add(1)).await?;
    let Page { items, next } = Page::cut(rows, limit, |row| (row.starts_at, row.id));
    let items =
        items.into_iter().map(|row| sealing::appointment(&app.vault, row)).collect::<Result<_, _>>()?;
    Ok(Page { items: introduce(app, &reach, items).await?, next })
}

/// Visits with their visitors' masked names, by one question a table.
pub(super) async fn introduce(
    app: &App,
    reach: &Reach,
    visits: Vec<Appointment>,
) -> Result<Vec<Visitor>, Internal> {
    let applications: Vec<_> = visits.iter().filter_map(|one| one.application_id).collect();
    let citizens: Vec<_> = visits.iter().map(|one| one.citizen_id).collect();
    let found = applications::service::find_all_in(app.db.read(), &app.vault, reach, &applications).await?;
    let found: HashMap<Uuid, Application> = found.into_iter().map(|one| (one.id, one)).collect();
    let phones = identity::service::phones_of(app.db.read(), &app.vault, &citizens).await?;
    let introduced = visits.into_iter().map(|one| {
        let application = one.application_id.and_then(|id| found.get(&id));
        let name = application.map(|application| desk::service::applicant(app, application)).transpose()?;
        let phone = || phones.get(&one.citizen_id).map(identity::phone::Phone::masked).unwrap_or_default();
        let masked = name.filter(|name| !name.is_empty()).unwrap_or_else(phone);
        Ok(Visitor { appointment: one, masked })
    });
    introduced.collect()
}

/// Lets in whoever shows a ticket, and gives them a number in the queue of the day.
///
/// # Errors
/// `TicketUnknown` also for a center out of reach; `TicketCancelled`, `TicketUsed`, `TicketWrongDay`; `Denied` to other roles.
pub async fn check_in(change: Change, staff: &Staff, typed: &str) -> Result<Appointment, AppointmentError> {
    policy::require(staff, policy::Action::ReceiveVisitors)?;
    let code = ids::typed_word(typed, TICKET_SIGNS).ok_or(AppointmentError::TicketUnknown)?;
    let row = bookings::lock_ticket(change.db(), &code).await?.ok_or(AppointmentError::TicketUnknown)?;
    let mut one = sealing::appointment(change.vault(), row)?;
    let center = within_reach(&change, staff, &one).await?.ok_or(AppointmentError::TicketUnknown)?;
    match one.state {
        State::Cancelled => return Err(AppointmentError::TicketCancelled),
        State::Booked => {}
        _ => return Err(AppointmentError::TicketUsed),
    }
    if one.date() != change.today() {
        return Err(AppointmentError::TicketWrongDay { date: one.date() });
    }
    one.state = State::CheckedIn;
    one.checked_in_at = Some(change.now());
    one.queue_no = Some(places::next_in_queue(change.db(), center.id, change.today()).await?);
    write(&change, &mut one).await?;
    let facts = json!({ "queue_no": one.queue_no });
    let event = Event::new("appointment.checked_in", one.id)
        .at(center.organ_id)
        .in_case(one.application_id)
        .with(facts);
    Ok(change.commit(event, one).await?)
}

/// Calls a visitor, or writes down that they were served or didn't come.
///
/// # Errors
/// `ActionNotAllowed` with what is allowed in this state; `NotFound` out of reach; `Denied` to other roles.
pub async fn act(
    change: Change,
    staff: &Staff,
    id: Uuid,
    action: &str,
) -> Result<Appointment, AppointmentError> {
    policy::require(staff, policy::Action::ReceiveVisitors)?;
    let row = bookings::lock(change.db(), id).await?.ok_or(AppointmentError::NotFound)?;
    let mut one = sealing::appointment(change.vault(), row)?;
    let center = within_reach(&change, staff, &one).await?.ok_or(AppointmentError::NotFound)?;
    let allowed = actions(&one, change.today());
    let Some(action) = Action::of(action).filter(|action| allowed.contains(action)) else {
        let allowed = allowed.into_iter().map(|action| action.key().to_owned()).collect();
        return Err(AppointmentError::ActionNotAllowed { allowed });
    };
    one.state = action.leads_to();
    write(&change, &mut one).await?;
    let event = Event::new("appointment.step", id)
        .at(center.organ_id)
        .in_case(one.application_id)
        .with(json!({ "state": one.state }));
    Ok(change.commit(event, one).await?)
}

/// The center of a visit, if this member of staff receives people there.
async fn within_reach(
    change: &Change,
    staff: &Staff,
    one: &Appointment,
) -> Result<Option<Center>, AppointmentError> {
    let center = match organs::service::center(change.db(), one.center_id).await {
        Err(OrganError::NotFound) => return Ok(None),
        found => found?,
    };
    let reach = policy::reach(change.db(), staff).await?;
    let reached = policy::decide(&reach, policy::Action::ReceiveVisitors, On::Organ(center.organ_id));
    Ok(Some(center).filter(|_| reached.is_ok()))
}
