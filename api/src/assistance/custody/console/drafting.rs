//! The form by which an agreement is drawn up.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{place, told};
use crate::{
    app::App,
    assistance::{
        console::{
            Reader,
            fields::{self, Fields},
            go, mendable,
        },
        custody::{
            error::CustodyError,
            model::{Mandate, NewMandate},
            service,
        },
    },
    error::{Internal, Problem},
    identity::cookie::ConsoleStaff,
    organs,
    platform::{ids, once::Once},
    web::{
        forms::money,
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// Lines of the plan that the form offers.
const PLAN: usize = 12;

/// The form.
#[get("/console/custody/new/{person}")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    person: Path<Uuid>,
    before: Query<Before>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let typed = before.succeeds.map(|id| ("succeeds".to_owned(), id.to_string()));
    draw(reader, *person, &Fields(typed.into_iter().collect()), None).await
}

/// Whose place the new mandate takes.
#[derive(Deserialize)]
pub struct Before {
    succeeds: Option<Uuid>,
}

/// Draws the agreement up, or says what must be mended; what was typed stays.
#[post("/console/custody/new/{person}")]
pub async fn draft(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    person: Path<Uuid>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let fields = Fields(posted.into_inner());
    match drafted(reader, *person, &fields).await {
        Ok(mandate) => Ok(go(&place(mandate.id))),
        Err(problem) if mendable(&problem) => draw(reader, *person, &fields, Some(&problem)).await,
        Err(problem) => Err(problem),
    }
}

async fn drafted(reader: Reader<'_>, person: Uuid, fields: &Fields) -> Result<Mandate, Problem> {
    let Reader { app, request, staff, .. } = reader;
    let new: NewMandate = fields::read(&typed(person, fields))?;
    let once = Once::keyed(fields.key()?, request.path());
    let body = new.clone();
    let work =
        async |change| -> Result<Mandate, CustodyError> { service::draft(app, change, staff, new).await };
    once.run(app.change(staff).await?, &app.cache, &body, work).await
}

/// What was typed as the API takes it.
fn typed(person: Uuid, fields: &Fields) -> Value {
    let text = |name: &str| fields.text(name);
    json!({
        "person_id": person, "succeeds": fields.some("succeeds"), "custodian_code": text("custodian_code"),
        "account": { "holder": text("holder"), "bank": text("bank"), "number": text("number") },
        "parties": { "guardian": fields.some("guardian"), "contact": text("contact"), "contact_phone": text("contact_phone") },
        "purposes": fields.all("purposes").collect::<Vec<_>>(),
        "plan": (0..PLAN).filter_map(|place| planned(fields, place)).collect::<Vec<_>>(),
    })
}

/// A line of the plan with anything in it.
fn planned(fields: &Fields, place: usize) -> Option<Value> {
    let some = |name: &str| fields.some(&format!("plan_{name}-{place}"));
    let (on, amount, purpose) = (some("on"), some("amount"), some("purpose"));
    if on.is_none() && amount.is_none() {
        return None;
    }
    let amount = amount.and_then(|amount| money::fen(&amount));
    Some(json!({ "on": on, "amount_fen": amount, "purpose": purpose.unwrap_or_default() }))
}

async fn draw(
    reader: Reader<'_>,
    person: Uuid,
    typed: &Fields,
    problem: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let Reader { app, staff, language, .. } = reader;
    let person = service::drafting_for(app, staff, person).await?;
    let (faults, summary) = told(reader, problem);
    let content = context! {
        id => person.id.to_string(), name => person.who.name, case => person.case_id.to_string(),
        custodians => Serde(custodians(app, language, typed).await?), purposes => Serde(purposes(language, typed)?),
        plan => Serde((0..PLAN).map(|place| line(language, typed, place)).collect::<Result<Vec<_>, _>>()?),
        key => ids::new_id().to_string(), typed => Serde(typed.value()), faults => Serde(faults), summary => Serde(summary),
        problem => fields::other(reader, problem).map(Serde),
    };
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    app.pages.render_with(reader.request, status, "custody/new.html", content)
}

async fn custodians(app: &App, language: Language, typed: &Fields) -> Result<Vec<Value>, Internal> {
    let chosen = typed.some("custodian_code");
    let partners = organs::service::partners(app.db.read()).await?;
    let choice = |organ: &organs::model::Organ| {
        let is_chosen = chosen.as_ref() == Some(&organ.code);
        json!({ "value": organ.code, "label": organ.name.get(language), "chosen": is_chosen })
    };
    Ok(partners.iter().map(choice).collect())
}

fn purposes(language: Language, typed: &Fields) -> Result<Vec<Value>, Internal> {
    let purposes = service::rules()?.purposes.iter().map(|purpose| {
        let ticked = typed.all("purposes").any(|key| key == purpose.key);
        json!({ "value": purpose.key, "label": purpose.title.get(language), "chosen": ticked })
    });
    Ok(purposes.collect())
}

fn line(language: Language, typed: &Fields, place: usize) -> Result<Value, Internal> {
    let text = |name: &str| typed.text(&format!("plan_{name}-{place}"));
    let chosen = text("purpose");
    let purposes = service::rules()?.purposes.iter().map(|purpose| {
        json!({ "value": purpose.key, "label": purpose.title.get(language), "chosen": purpose.key == chosen })
    });
    Ok(
        json!({ "place": place, "on": text("on"), "amount": text("amount"), "purposes": purposes.collect::<Vec<_>>() }),
    )
}
