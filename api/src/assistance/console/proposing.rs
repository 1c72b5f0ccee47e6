//! The handler's proposal.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path, Query},
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    assistance::{
        api::GradeQuery,
        console::{
            Reader, amounts,
            case::because,
            fields::{Fields, other, told},
            head, instalments,
            opening::mendable,
            to_case,
        },
        model::{CaseFile, NewProposal, RefusalCode},
        service,
    },
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

/// The most that is written as reasons, and for the citizen.
pub(super) const LONGEST: [(&str, usize); 3] =
    [("reasons", 4000), ("to_citizen", 1000), ("to_refused", 1000)];
/// What may stay empty.
const OPTIONAL: &str = "to_refused";

/// Asks for amounts and reasons; what the rules suggest is filled in, by a grade of the office's own scale where one is chosen.
#[get("/console/assistance/{id}/propose")]
pub async fn ask(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    asked: Query<GradeQuery>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::ProposeAssistance)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let file = service::read(&app, &staff, *id).await?;
    let grade = asked.grade.as_deref();
    let suggestions = service::suggested(&app, &file, grade).await?;
    let typed = Fields(amounts::filled(&file, &suggestions, grade));
    draw(reader, &file, &typed, None).await
}

/// Puts it on the table, or says what must be mended; what was typed stays.
#[post("/console/assistance/{id}/propose")]
pub async fn propose(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::ProposeAssistance)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let (file, fields) = (service::read(&app, &staff, *id).await?, amounts::fields(posted.into_inner()));
    let problem = match typed(&file, &fields)? {
        Err(faults) => Problem::invalid(faults),
        Ok(new) => {
            let body = json!(new);
            let work = async |change| service::propose(&app, change, &staff, *id, new).await;
            match reader.once(fields.key()?, &body, work).await {
                Ok(file) => return Ok(to_case(&file, "propose")),
                Err(problem) if mendable(&problem) => problem,
                Err(problem) => return Err(problem),
            }
        }
    };
    draw(reader, &file, &fields, Some(&problem)).await
}

fn typed(file: &CaseFile, fields: &Fields) -> Result<Result<NewProposal, Vec<FieldFault>>, Problem> {
    let mut faults = Vec::new();
    let people = amounts::awards(file, fields, &mut faults)?;
    let shares = amounts::shares(fields, &mut faults);
    let instalments = instalments::typed(file, fields, &mut faults);
    for (name, most) in LONGEST {
        let length = fields.text(name).chars().count();
        if length == 0 && name != OPTIONAL {
            faults.push(FieldFault::new(format!("/{name}"), "required"));
        } else if length > most {
            faults.push(FieldFault::new(format!("/{name}"), "too_long").with("max", most));
        }
    }
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let known = |word: &str| RefusalCode::ALL.into_iter().find(|code| code.word() == word);
    let (reasons, to_citizen) = (fields.text("reasons").to_owned(), fields.text("to_citizen").to_owned());
    let concerns = fields.all("concern").filter_map(known).collect();
    let emergency = fields.some("emergency");
    let to_refused = fields.some(OPTIONAL);
    Ok(Ok(NewProposal { people, shares, instalments, concerns, emergency, reasons, to_citizen, to_refused }))
}

async fn draw(
    reader: Reader<'_>,
    file: &CaseFile,
    fields: &Fields,
    problem: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    let (faults, summary) = told(reader, problem, |pointer| amounts::field(reader, file, pointer));
    let (scale, grade) = (service::measured(reader.app, file).await?.scale, fields.text("grade-0"));
    let suggestions = service::suggested(reader.app, file, Some(grade)).await?;
    let first = suggestions.first().map(|(_, suggestion)| suggestion);
    let reasons = first.map(|first| first.because.iter().map(|one| because(reader, one)).collect::<Vec<_>>());
    let ticked: Vec<_> = fields.all("concern").collect();
    let codes = RefusalCode::ALL.into_iter().filter(|code| code.generally()).map(RefusalCode::word);
    let content = context! {
        head => Serde(head(&file.case)), rows => Serde(amounts::rows(reader, file, scale.as_ref(), fields)?),
        grades => Serde(amounts::grades(reader, scale.as_ref(), grade)),
        share_rows => Serde(amounts::share_rows(reader, file.case.organ_id, fields).await?),
        later_rows => Serde(instalments::rows(file, fields)),
        concerns => Serde(reader.choices("assistance-refusal-", codes, |word| ticked.contains(&word))),
        typed => Serde(fields.value()), faults => Serde(faults), summary => Serde(summary), because => reasons,
        problem => other(reader, problem).map(Serde), key => ids::new_id().to_string(),
    };
    reader.app.pages.render_with(reader.request, status, "assistance/propose.html", content)
}
