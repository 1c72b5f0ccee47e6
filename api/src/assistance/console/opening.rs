//! A case is opened from an application.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Query},
};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    applications::{self, receipt::ReceiptNo},
    assistance::{
        console::{
            Reader,
            fields::{Fields, other, told},
            go, to_case,
        },
        model::NewCase,
        service,
    },
    desk,
    error::{FieldFault, Problem},
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    platform::ids,
    web::{
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// Which application.
#[derive(Deserialize)]
pub struct Asked {
    application: Uuid,
}

/// Asks what the case is about; the form's own words are filled in.
#[get("/console/assistance/open")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    asked: Query<Asked>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::ProposeAssistance)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let matter = desk::service::matter(&app, &staff, asked.application).await?;
    if let Some(case) = service::case_of(app.db.read(), asked.application).await? {
        return Ok(go(&format!("/console/assistance/{case}")));
    }
    let form = &matter.dossier.application.form;
    let text = |pointer: &str| form.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let typed = [
        ("application", asked.application.to_string()),
        ("case_name", text("/case/name")),
        ("case_number", text("/case/number")),
    ];
    let typed = Fields(typed.map(|(name, text)| (name.to_owned(), text)).into());
    draw(reader, &typed, None)
}

/// Opens it, or says what must be mended; what was typed stays.
#[post("/console/assistance/open")]
pub async fn open(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::ProposeAssistance)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let fields = Fields(posted.into_inner());
    let problem = match typed(&app, &fields).await? {
        Err(faults) => Problem::invalid(faults),
        Ok(new) => {
            let body = json!(new);
            let work = async |change| service::open(&app, change, &staff, new).await;
            match reader.once(fields.key()?, &body, work).await {
                Ok(file) => return Ok(to_case(&file, "open")),
                Err(problem) if mendable(&problem) => problem,
                Err(problem) => return Err(problem),
            }
        }
    };
    draw(reader, &fields, Some(&problem))
}

/// Whether the page can say what to mend.
pub(in crate::assistance) fn mendable(problem: &Problem) -> bool {
    let told = matches!(
        problem.status,
        StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED
    );
    told || matches!(problem.code, "four_eyes" | "another_post" | "step_up_needed")
}

/// What was typed as the API takes it; receipt numbers become applications.
async fn typed(app: &App, fields: &Fields) -> Result<Result<NewCase, Vec<FieldFault>>, Problem> {
    let mut faults = Vec::new();
    for (name, most) in [("case_name", 200), ("case_number", 80)] {
        let length = fields.text(name).chars().count();
        if length == 0 {
            faults.push(FieldFault::new(format!("/{name}"), "required"));
        } else if length > most {
            faults.push(FieldFault::new(format!("/{name}"), "too_long").with("max", most));
        }
    }
    let first = fields.text("application").parse().map_err(|_| Problem::bad_request("unreadable"))?;
    let mut application_ids = vec![first];
    for line in fields.text("others").lines().map(str::trim).filter(|line| !line.is_empty()) {
        let known = match ReceiptNo::typed(line) {
            Ok(receipt) => applications::service::with_receipt(app.db.read(), receipt).await?,
            Err(_) => None,
        };
        match known {
            Some(id) if application_ids.contains(&id) => {}
            Some(id) => application_ids.push(id),
            None => faults.push(FieldFault::new("/others", "unknown_receipt")),
        }
    }
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let (case_name, case_number) =
        (fields.text("case_name").to_owned(), fields.text("case_number").to_owned());
    Ok(Ok(NewCase { application_ids, case_name, case_number }))
}

fn draw(reader: Reader<'_>, fields: &Fields, problem: Option<&Problem>) -> Result<HttpResponse, Problem> {
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    let field = |pointer: &str| match pointer.split('/').nth(1).unwrap_or_default() {
        "case_name" => ("case_name".to_owned(), reader.say("assistance-case-name")),
        "case_number" => ("case_number".to_owned(), reader.say("assistance-case-number")),
        _ => ("others".to_owned(), reader.say("assistance-others")),
    };
    let (faults, summary) = told(reader, problem, field);
    let content = context! {
        typed => Serde(fields.value()), faults => Serde(faults), summary => Serde(summary),
        problem => other(reader, problem).map(Serde), key => ids::new_id().to_string(),
    };
    reader.app.pages.render_with(reader.request, status, "assistance/open.html", content)
}
