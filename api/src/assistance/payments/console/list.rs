//! What is to be paid, and the batches.

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Query},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{place, told};
use crate::{
    app::App,
    assistance::{
        console::{
            Reader,
            fields::{self, Fields},
            go, mendable,
        },
        payments::{
            error::PaymentError,
            model::{AccountState, BatchFile, NewBatch, Open, Way},
            service,
        },
    },
    desk::masking::masked_name,
    error::{FieldFault, Problem},
    identity::{
        cookie::ConsoleStaff,
        policy::{self, Action},
    },
    platform::{ids, once::Once, paging::PageQuery},
    web::{
        language::Language,
        pages::{Serde, context},
        posted::{Form, Pairs},
    },
};

/// What is to be paid on one page: a case of many people is chosen whole.
const OPEN: u64 = 100;

/// Which page of what is to be paid.
#[derive(Default, Deserialize)]
pub struct OpenAsked {
    open: Option<String>,
}

/// The page.
#[get("/console/payments")]
pub async fn show(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    page: Query<PageQuery>,
    asked: Query<OpenAsked>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::SeeBatches)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    draw(reader, &page, asked.into_inner(), (&Fields::default(), None)).await
}

/// Makes a batch of what is ticked, or says what must be mended.
#[post("/console/payments")]
pub async fn make(
    app: Data<App>,
    request: HttpRequest,
    staff: ConsoleStaff,
    language: Language,
    posted: Form<Pairs>,
) -> Result<HttpResponse, Problem> {
    policy::require(&staff, Action::Pay)?;
    let reader = Reader { app: &app, request: &request, staff: &staff, language };
    let fields = Fields(posted.into_inner());
    let problem = match typed(&fields)? {
        Err(faults) => Problem::invalid(faults),
        Ok(new) => match once(reader, &fields, &new).await {
            Ok(file) => return Ok(go(&place(&file))),
            Err(problem) if mendable(&problem) => problem,
            Err(problem) => return Err(problem),
        },
    };
    draw(reader, &PageQuery::default(), OpenAsked::default(), (&fields, Some(&problem))).await
}

async fn once(reader: Reader<'_>, fields: &Fields, new: &NewBatch) -> Result<BatchFile, Problem> {
    let Reader { app, request, staff, .. } = reader;
    let work =
        async |change| -> Result<BatchFile, PaymentError> { service::make(app, change, staff, new).await };
    let once = Once::keyed(fields.key()?, request.path());
    once.run(app.change(staff).await?, &app.cache, new, work).await
}

fn typed(fields: &Fields) -> Result<Result<NewBatch, Vec<FieldFault>>, Problem> {
    let unreadable = || Problem::bad_request("unreadable");
    let ids = fields.all("instalment").map(|id| id.parse().map_err(|_| unreadable()));
    let instalment_ids: Vec<_> = ids.collect::<Result<_, _>>()?;
    let way: Option<Way> = fields.choice("way")?;
    let mut faults = Vec::new();
    if instalment_ids.is_empty() {
        faults.push(FieldFault::new("/choose", "required"));
    }
    match way {
        Some(way) if faults.is_empty() => Ok(Ok(NewBatch { way, instalment_ids })),
        Some(_) => Ok(Err(faults)),
        None => {
            faults.push(FieldFault::new("/way", "required"));
            Ok(Err(faults))
        }
    }
}

async fn draw(
    reader: Reader<'_>,
    page: &PageQuery,
    asked: OpenAsked,
    (typed, problem): (&Fields, Option<&Problem>),
) -> Result<HttpResponse, Problem> {
    let Reader { app, staff, .. } = reader;
    let (faults, summary) = told(reader, problem);
    let open = service::open(app, staff, &PageQuery { limit: Some(OPEN), after: asked.open }).await?;
    let batches = service::list(app, staff, page).await?;
    let chosen = typed.some("way");
    let content = context! {
        open => Serde(open.items.iter().map(|one| item(reader, one, typed)).collect::<Vec<_>>()),
        more => open.next,
        batches => Serde(batches.items.iter().map(|file| batch(reader, file)).collect::<Vec<_>>()), next => batches.next,
        ways => Serde(reader.choices("payments-way-", Way::ALL.map(Way::word), |word| chosen.as_deref() == Some(word))),
        pays => policy::may(staff, Action::Pay), key => ids::new_id().to_string(),
        faults => Serde(faults), summary => Serde(summary), problem => fields::other(reader, problem).map(Serde),
    };
    let status = problem.map_or(StatusCode::OK, |problem| problem.status);
    app.pages.render_with(reader.request, status, "payments/list.html", content)
}

fn item(reader: Reader<'_>, open: &Open, typed: &Fields) -> Value {
    let id = open.instalment_id.to_string();
    json!({
        "ticked": typed.all("instalment").any(|ticked| ticked == id), "id": id, "person": open.person_id,
        "name": masked_name(&open.name), "amount": open.amount, "due_on": open.due_on, "tried": open.tried,
        "account": reader.say(&format!("payments-account-{}", open.account.word())),
        "confirmed": matches!(open.account, AccountState::Confirmed | AccountState::Custody),
    })
}

fn batch(reader: Reader<'_>, file: &BatchFile) -> Value {
    json!({
        "id": file.batch.id, "number": file.number(), "amount": file.total(), "made_at": file.batch.made_at,
        "told_late": file.batch.told_late(),
        "state": file.batch.state.word(),
        "state_text": reader.say(&format!("payments-batch-{}", file.batch.state.word())),
    })
}
