//! The recoveries of a case, with the form that opens one.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{amount, state_text};
use crate::{
    app::App,
    assistance::{
        console::{
            Reader,
            fields::{self, Fields},
            go, head, mendable,
        },
        followup,
        model::{Assisted, CaseFile},
        recovery::{
            error::RecoveryError,
            model::{NewRecovery, Recovery},
            service, view,
        },
        rules::{Rules, Word},
    },
    error::{FieldFault, Internal, Problem},
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    platform::{change::Change, ids, once::Once},
    web::{
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// The recoveries of a case. Looking at it is on the audit record.
#[get("/console/assistance/{id}/recoveries")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    draw(reader, *id, &Fields::default(), None).await
}

/// Opens one, or says what must be mended.
#[post("/console/assistance/{id}/recoveries")]
pub async fn open(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::OpenRecovery)?;
    let (reader, fields) =
        (Reader { app: &app, request: &request, staff: &staff, language }, Fields(posted.into_inner()));
    match opened(reader, *id, &fields).await {
        Ok(one) => Ok(go(&format!("/console/recoveries/{}", one.id))),
        Err(problem) if mendable(&problem) => draw(reader, *id, &fields, Some(&problem)).await,
        Err(problem) => Err(problem),
    }
}

async fn opened(reader: Reader<'_>, id: Uuid, fields: &Fields) -> Result<Recovery, Problem> {
    let Reader { app, request, staff, .. } = reader;
    let mut faults = Vec::new();
    let amount = amount(fields, &mut faults);
    for name in ["person_id", "ground"] {
        if fields.text(name).is_empty() {
            faults.push(FieldFault::new(format!("/{name}"), "required"));
        }
    }
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let new: NewRecovery = fields::read(&json!({
        "person_id": fields.text("person_id"), "ground": fields.text("ground"), "amount_fen": amount,
        "revokes": fields.text("revokes") == "yes",
        "reason": fields.text("reason"), "to_citizen": fields.text("to_citizen"),
    }))?;
    let work = async |change: Change| -> Result<Recovery, RecoveryError> {
        service::open(change, staff, id, &new).await
    };
    let once = Once::keyed(fields.key()?, request.path());
    once.run(app.change(staff).await?, &app.cache, &new, work).await
}

async fn draw(
    reader: Reader<'_>,
    id: Uuid,
    typed: &Fields,
    problem: Option<&Problem>,
) -> Result<HttpResponse, Problem> {
    let Reader { app, staff, .. } = reader;
    let (file, all) = service::of_case(app, app.change(staff).await?, staff, id).await?;
    let (faults, summary) = fields::told(reader, problem, |pointer| {
        let name = pointer.trim_start_matches('/');
        (name.to_owned(), reader.say(&format!("recovery-{name}")))
    });
    let items = all.iter().map(|one| {
        let item = view::item(one);
        json!({ "name": one.name, "state_text": state_text(reader, item.state), "item": item })
    });
    let content = context! {
        head => Serde(head(&file.case)), items => Serde(items.collect::<Vec<_>>()),
        people => Serde(people(&file, typed.text("person_id"))), grounds => Serde(grounds(reader, typed.text("ground"))?),
        revokes => Serde(reader.choices("recovery-revokes-", ["yes"], |_| typed.text("revokes") == "yes")),
        opens => policy::may(staff, Action::OpenRecovery), key => ids::new_id().to_string(), typed => Serde(typed.value()),
        faults => Serde(faults), summary => Serde(summary), problem => fields::other(reader, problem).map(Serde),
    };
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    app.pages.render_with(reader.request, status, "recovery/case.html", content)
}

/// Those who were granted something.
fn people(file: &CaseFile, chosen: &str) -> Vec<Value> {
    let choice = |person: &Assisted| json!({ "value": person.id, "label": person.who.name, "chosen": person.id.to_string() == chosen });
    followup::service::granted(file).map(choice).collect()
}

fn grounds(reader: Reader<'_>, chosen: &str) -> Result<Vec<Value>, Internal> {
    let rules = &Rules::compiled_in().map_err(Internal::from_error)?.recovery;
    let choice = |word: &Word| json!({ "value": word.key, "label": word.title.get(reader.language), "chosen": word.key == chosen });
    Ok(rules.grounds.iter().map(choice).collect())
}
