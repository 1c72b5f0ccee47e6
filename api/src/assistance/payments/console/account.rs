//! Where somebody's money goes: entered, and confirmed by another.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use uuid::Uuid;

use super::told;
use crate::{
    app::App,
    assistance::{
        console::{
            Reader,
            fields::{self, Fields},
            go, mendable,
        },
        payments::{
            model::{Account, Confirmation, Relation},
            service,
            view::AccountView,
        },
    },
    error::{FieldFault, Problem},
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    web::{
        etag::IfMatch,
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// The page.
#[get("/console/payments/accounts/{person}")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    person: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    draw(reader, *person, &Fields::default(), None).await
}

/// Enters it, or says what must be mended.
#[post("/console/payments/accounts/{person}")]
pub async fn enter(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    person: Path<Uuid>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let fields = Fields(posted.into_inner());
    let version = fields.text("version").parse().map_err(|_| Problem::bad_request("unreadable"))?;
    let problem = match typed(&fields)? {
        Err(faults) => Problem::invalid(faults),
        Ok(new) => {
            let (change, based_on) = (app.change(&*staff).await?, IfMatch::on_version(version));
            match service::enter(change, &staff, *person, &based_on, new).await.map_err(Problem::from) {
                Ok(_) => return Ok(back(*person)),
                Err(problem) if mendable(&problem) => problem,
                Err(problem) => return Err(problem),
            }
        }
    };
    draw(reader, *person, &fields, Some(&problem)).await
}

/// Confirms it, or says that the numbers differ.
#[post("/console/payments/accounts/{person}/confirm")]
pub async fn confirm(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    person: Path<Uuid>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let fields = Fields(posted.into_inner());
    let typed = Confirmation { number: fields.text("number").to_owned() };
    match service::confirm(app.change(&*staff).await?, &staff, *person, &typed).await.map_err(Problem::from) {
        Ok(_) => Ok(back(*person)),
        Err(problem) if mendable(&problem) => draw(reader, *person, &Fields::default(), Some(&problem)).await,
        Err(problem) => Err(problem),
    }
}

fn back(person: Uuid) -> HttpResponse {
    go(&format!("/console/payments/accounts/{person}"))
}

fn typed(fields: &Fields) -> Result<Result<Account, Vec<FieldFault>>, Problem> {
    let mut faults = Vec::new();
    for (name, least, most) in [("holder", 1, 100), ("bank", 1, 100), ("number", 8, 32)] {
        let length = fields.text(name).chars().count();
        if !(least..=most).contains(&length) {
            let code = if length == 0 { "required" } else { "bad_length" };
            faults.push(FieldFault::new(format!("/{name}"), code).with("min", least).with("max", most));
        }
    }
    let relation: Option<Relation> = fields.choice("relation")?;
    match relation {
        Some(relation) if faults.is_empty() => {
            let text = |name: &str| fields.text(name).to_owned();
            Ok(Ok(Account { relation, holder: text("holder"), bank: text("bank"), number: text("number") }))
        }
        relation => {
            faults.extend(relation.is_none().then(|| FieldFault::new("/relation", "required")));
            Ok(Err(faults))
        }
    }
}

async fn draw(
    reader: Reader<'_>,
    person: Uuid,
    typed: &Fields,
    problem: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let Reader { app, staff, .. } = reader;
    let (person, found) = service::account(app, staff, person).await?;
    let (faults, summary) = told(reader, problem);
    let relation = typed.some("relation");
    let own = found.as_ref().is_some_and(|found| found.entered_by == staff.id);
    let content = context! {
        id => person.id.to_string(), account => Serde(AccountView::of(&person, found.as_ref())),
        state_text => reader.say(&format!("payments-account-{}", state(found.as_ref()))),
        relations => Serde(reader.choices("payments-relation-", Relation::ENTERED.map(Relation::word), |word| relation.as_deref() == Some(word))),
        enters => policy::may(staff, Action::EnterAccounts), batches => policy::may(staff, Action::SeeBatches),
        confirms => policy::may(staff, Action::Pay) && !own, own, typed => Serde(typed.value()), case => person.case_id.to_string(),
        faults => Serde(faults), summary => Serde(summary), problem => fields::other(reader, problem).map(Serde),
    };
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    app.pages.render_with(reader.request, status, "payments/account.html", content)
}

fn state(found: Option<&crate::assistance::payments::model::PayeeAccount>) -> &'static str {
    match found {
        None => "missing",
        Some(found) if found.confirmed_by.is_none() => "entered",
        Some(_) => "confirmed",
    }
}
