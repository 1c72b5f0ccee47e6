//! The queue, nearest deadline first.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    str::FromStr,
};

use actix_web::{
    HttpRequest, HttpResponse, get,
    web::{Data, Query},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    app::App,
    catalog::State,
    desk::{
        console::{Reader, home},
        model::{QueueItem, QueueQuery},
        service,
    },
    error::{Internal, Problem},
    identity::{
        self,
        actor::Staff,
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    organs,
    platform::paging::{Page, PageQuery},
    web::{
        language::Language,
        pages::{Serde, context},
    },
};

/// The filters as the page's own form sends them: an empty field filters nothing. Nothing here is about a person, because
/// addresses are kept in histories and logs; what is searched for is posted ([`super::search`]).
#[derive(Clone, Default, Deserialize, Serialize)]
pub struct Filters {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    state: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    service: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    center: String,
    /// `mine` or `nobody`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    who: String,
    /// `yes` or `no`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    overdue: String,
    #[serde(default, skip_serializing)]
    after: String,
}

impl Filters {
    fn query(&self, staff: &Staff) -> Result<QueueQuery, Problem> {
        Ok(QueueQuery {
            state: parsed(&self.state)?,
            service: parsed(&self.service)?,
            center: parsed(&self.center)?,
            assignee: (self.who == "mine").then_some(staff.id),
            unassigned: (self.who == "nobody").then_some(true),
            overdue: Some(self.overdue.as_str()).filter(|word| !word.is_empty()).map(|word| word == "yes"),
            q: None,
        })
    }

    fn page(&self) -> PageQuery {
        PageQuery { limit: None, after: Some(self.after.clone()).filter(|after| !after.is_empty()) }
    }
}

fn parsed<T: FromStr>(text: &str) -> Result<Option<T>, Problem> {
    let given = Some(text).filter(|text| !text.is_empty());
    given.map(|text| text.parse().map_err(|_| Problem::bad_request("unreadable"))).transpose()
}

/// A choice of a filter.
#[derive(Serialize)]
struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

/// What waits, or a home for those who open no matters.
#[get("/console")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    filters: Query<Filters>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    if !policy::may(&staff, Action::SeeMatters) {
        return home::show(reader).await;
    }
    let query = filters.query(&staff)?;
    let found = service::queue(&app, &staff, &query, &filters.page(), language).await?;
    let kept = serde_urlencoded::to_string(&*filters).map_err(Internal::from_error)?;
    let content = context! {
        items => Serde(&found.items), names => Serde(names(&app, &found).await?), next => found.next,
        kept => kept.as_str(), today => app.clock.today().to_string(), years => home::missing_years(reader).await?,
        states => Serde(states(&app, &filters, language)), services => Serde(services(&app, &filters, language)),
        centers => Serde(centers(reader, &filters).await?), who => filters.who.as_str(), overdue => filters.overdue.as_str(),
    };
    app.pages.render(&request, "desk/queue.html", content)
}

/// What those who have the matters are called.
pub(super) async fn names(app: &App, page: &Page<QueueItem>) -> Result<HashMap<Uuid, String>, Internal> {
    let holders: BTreeSet<_> = page.items.iter().filter_map(|item| item.assignee).collect();
    identity::staff::usernames(app.db.read(), &holders).await
}

/// Every state that a matter at the desk can be in, in the words of the first service that has it.
fn states(app: &App, filters: &Filters, language: Language) -> Vec<Choice> {
    let mut words = BTreeMap::new();
    for service in app.catalog.services() {
        for state in service.workflow.states().filter(|state| *state != State::Draft) {
            words.entry(state).or_insert_with(|| service.workflow.state_text(state).get(language));
        }
    }
    let choice = |(state, label): (State, &str)| Choice {
        value: state.to_string(),
        label: label.to_owned(),
        chosen: filters.state == state.as_str(),
    };
    words.into_iter().map(choice).collect()
}

fn services(app: &App, filters: &Filters, language: Language) -> Vec<Choice> {
    let all = app.catalog.services().map(|service| Choice {
        value: service.key.clone(),
        label: service.title.get(language).to_owned(),
        chosen: filters.service == service.key,
    });
    all.collect()
}

async fn centers(reader: Reader<'_>, filters: &Filters) -> Result<Vec<Choice>, Internal> {
    let db = reader.app.db.read();
    let centers = organs::service::centers_of(db, &policy::reach(db, reader.staff).await?.organs).await?;
    let choice = |center: organs::model::Center| Choice {
        label: center.name.get(reader.language).to_owned(),
        value: center.id.to_string(),
        chosen: filters.center == center.id.to_string(),
    };
    Ok(centers.into_iter().map(choice).collect())
}
