//! Making a code.

use actix_web::{HttpRequest, HttpResponse, get, http::StatusCode, post, web::Data};
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    error::{FieldFault, Problem},
    identity::{
        actor::Staff,
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    organs,
    platform::{clock, ids, once::Once},
    qr::{console::go, model::NewCode, service},
    web::{
        language::Language,
        pages::{Serde, context},
        posted::Form,
        problems,
    },
};

const LONGEST_LABEL: usize = 120;

/// What the page sends.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Making {
    label: String,
    center_id: String,
    service_key: String,
    /// The last day on which it works; empty when it stays.
    last_day: String,
    key: String,
}

impl Making {
    /// The code to make, or every fault.
    fn read(&self) -> Result<NewCode, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let center_id: Option<Uuid> = self.center_id.parse().ok();
        if center_id.is_none() {
            faults.push(FieldFault::new("/center_id", "not_an_option"));
        }
        let label = self.label.trim();
        if !(1..=LONGEST_LABEL).contains(&label.chars().count()) {
            faults.push(FieldFault::new("/label", "bad_length").with("min", 1).with("max", LONGEST_LABEL));
        }
        let expires_at = match self.last_day.trim() {
            "" => None,
            day => {
                let end = day.parse().ok().and_then(end_of);
                if end.is_none() {
                    faults.push(FieldFault::new("/last_day", "not_a_date"));
                }
                end
            }
        };
        let service_key = Some(self.service_key.clone()).filter(|key| !key.is_empty());
        let purpose = if service_key.is_some() { "service" } else { "center" }.to_owned();
        match center_id.filter(|_| faults.is_empty()) {
            Some(center_id) => {
                Ok(NewCode { purpose, center_id, service_key, label: label.to_owned(), expires_at })
            }
            None => Err(faults),
        }
    }
}

/// When a day ends in Asia/Shanghai.
fn end_of(day: NaiveDate) -> Option<DateTime<Utc>> {
    let next = day.checked_add_days(Days::new(1))?.and_hms_opt(0, 0, 0)?;
    next.and_local_timezone(clock::shanghai()).single().map(|end| end.to_utc())
}

/// Asks where it hangs and where it leads.
#[get("/console/qr-codes/new")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
) -> Result<HttpResponse, Problem> {
    if !service::keeps_codes(&staff) {
        return Err(Problem::forbidden());
    }
    draw(&app, &request, &staff, language, &Making::default(), &[]).await
}

/// Makes it, and goes on to the page to print.
#[post("/console/qr-codes/new")]
pub async fn make(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    form: Form<Making>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::KeepCodes)?;
    let new = match form.read() {
        Ok(new) => new,
        Err(faults) => return draw(&app, &request, &staff, language, &form, &faults).await,
    };
    let once = Once::keyed(&form.key, request.path());
    let work = async |change| service::create(&app, change, &staff, new.clone()).await;
    match once.run(app.change(&*staff).await?, &app.cache, &new, work).await {
        Ok(made) => Ok(go(&format!("/console/qr-codes/{}", made.id))),
        Err(problem) if problem.code == "invalid" => {
            draw(&app, &request, &staff, language, &form, &problem.errors).await
        }
        Err(problem) => Err(problem),
    }
}

async fn draw(
    app: &App,
    request: &HttpRequest,
    staff: &Staff,
    language: Language,
    typed: &Making,
    faults: &[FieldFault],
) -> Result<HttpResponse, Problem> {
    let organs = organs::service::organ_and_below(app.db.read(), staff.organ_id).await?;
    let centers = organs::service::centers_of(app.db.read(), &organs).await?;
    let only = centers.len() == 1;
    let centers: Vec<_> = centers
        .iter()
        .map(|center| choice(&center.id.to_string(), center.name.get(language), only, &typed.center_id))
        .collect();
    let services: Vec<_> = app
        .catalog
        .services()
        .map(|service| choice(&service.key, service.title.get(language), false, &typed.service_key))
        .collect();
    // The service's own word for the day is an instant.
    let place = |pointer: &str| {
        if pointer == "/expires_at" { "last_day".to_owned() } else { pointer.replace('/', "") }
    };
    let words: serde_json::Map<_, _> = faults
        .iter()
        .map(|fault| (place(&fault.pointer), Value::from(problems::fault_text(fault, &app.texts, language))))
        .collect();
    let content = context! {
        centers => Serde(centers), services => Serde(services), faults => Serde(words),
        label => typed.label.as_str(), last_day => typed.last_day.as_str(), key => ids::new_id().to_string(),
    };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    app.pages.render_with(request, status, "qr/new.html", content)
}

fn choice(value: &str, label: &str, only: bool, chosen: &str) -> Value {
    json!({ "value": value, "label": label, "chosen": only || value == chosen })
}
