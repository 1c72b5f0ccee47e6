//! The bank's files on the page of a batch, and a line that is settled by hand.

use actix_web::{
    HttpRequest, HttpResponse, get, post,
    web::{Data, Path, Payload, Query},
};
use serde_json::json;
use uuid::Uuid;

use super::{batch::draw, place};
use crate::{
    app::App,
    assistance::{
        console::{Reader, fields::Fields, go, mendable},
        payments::{
            api::settling::{FormatQuery, attachment, whole},
            error::PaymentError,
            model::{BatchFile, Settled, Settlement},
            service,
        },
    },
    error::{FieldFault, Problem},
    identity::{
        cookie::ConsoleStaff,
        fresh::ConsoleFresh,
        policy::{self, Action},
    },
    platform::once::Once,
    web::{
        language::Language,
        parts::Parts,
        posted::{Form, Pairs},
    },
};

/// The payment file; by a fresh proof.
#[get("/console/payments/batches/{id}/bank-file")]
pub async fn bank_file(
    app: Data<App>,
    staff: ConsoleFresh,
    id: Path<Uuid>,
    asked: Query<FormatQuery>,
) -> Result<HttpResponse, Problem> {
    let change = app.change(&*staff).await?;
    let (name, bytes) = service::bank_file(&app, change, &staff, *id, asked.format).await?;
    Ok(attachment(name, asked.format, bytes))
}

/// Takes the bank's answer, or says row by row what is wrong with it.
#[post("/console/payments/batches/{id}/results")]
pub async fn take(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    id: Path<Uuid>,
    payload: Payload,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::Pay)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    match taken(reader, *id, payload).await {
        Ok(settled) => draw(reader, *id, &Fields::default(), None, Some(settled)).await,
        Err(problem) if mendable(&problem) => {
            draw(reader, *id, &Fields::default(), Some(&problem), None).await
        }
        Err(problem) => Err(problem),
    }
}

async fn taken(reader: Reader<'_>, id: Uuid, payload: Payload) -> Result<Settled, Problem> {
    let Reader { app, request, staff, .. } = reader;
    let mut parts = Parts::of(request, payload);
    let part = parts.file().await?;
    parts.check_token(request)?;
    let chosen = !part.name.is_empty();
    let bytes = whole(part).await?;
    parts.end().await?;
    if !chosen {
        return Err(Problem::invalid(vec![FieldFault::new("/file", "no_file_chosen")]));
    }
    Ok(service::take_result(app, app.change(staff).await?, staff, id, &bytes).await?)
}

/// Settles one line by hand, or says what must be mended.
#[post("/console/payments/batches/{id}/lines/{line}")]
pub async fn settle(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    at: Path<(Uuid, Uuid)>,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::Pay)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let fields = Fields(posted.into_inner());
    let problem = match typed(&fields)? {
        Err(faults) => Problem::invalid(faults),
        Ok(said) => {
            let work = async |change| -> Result<BatchFile, PaymentError> {
                service::settle(&app, change, &staff, *at, &said).await
            };
            let once = Once::keyed(fields.key()?, request.path());
            match once.run(app.change(&*staff).await?, &app.cache, &json!(said), work).await {
                Ok(file) => return Ok(go(&place(&file))),
                Err(problem) if mendable(&problem) => problem,
                Err(problem) => return Err(problem),
            }
        }
    };
    draw(reader, at.0, &fields, Some(&problem), None).await
}

fn typed(fields: &Fields) -> Result<Result<Settlement, Vec<FieldFault>>, Problem> {
    let outcome = fields.choice("outcome")?.ok_or_else(|| FieldFault::new("/outcome", "required"));
    let on = fields.text("on").parse().map_err(|_| FieldFault::new("/on", "not_a_date"));
    let (reason, witness) = (fields.some("reason"), fields.some("witness"));
    let long = |text: &Option<String>, most| text.as_ref().is_some_and(|text| text.chars().count() > most);
    let mut faults = Vec::new();
    if long(&reason, 200) {
        faults.push(FieldFault::new("/reason", "too_long").with("max", 200));
    }
    if long(&witness, 64) {
        faults.push(FieldFault::new("/witness", "too_long").with("max", 64));
    }
    match (outcome, on) {
        (Ok(outcome), Ok(on)) if faults.is_empty() => Ok(Ok(Settlement { outcome, on, reason, witness })),
        (outcome, on) => {
            faults.extend(outcome.err());
            faults.extend(on.err());
            Ok(Err(faults))
        }
    }
}
