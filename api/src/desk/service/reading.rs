//! The queue, and one application as the desk sees it.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{
        self,
        model::{Application, Holder, QueueFilter, Search},
        receipt::ReceiptNo,
        service::{dossier, service_of},
    },
    catalog::Catalog,
    desk::{
        error::DeskError,
        masking::{HIDDEN, masked_form, masked_name},
        model::{Matter, Note, QueueItem, QueueQuery},
        queries,
    },
    error::Internal,
    identity::{self, actor::Staff, phone::Phone, policy},
    platform::{
        change::{Change, Event},
        paging::{Page, PageQuery},
        vault::{Place as Sealed, Vault},
    },
    web::language::Language,
};

/// Where the text of a note is sealed.
pub(super) const NOTE: &str = "application_note.text";

/// The queue of what a member of staff may open, nearest deadline first.
pub async fn queue(
    app: &App,
    staff: &Staff,
    query: &QueueQuery,
    page: &PageQuery,
    language: Language,
) -> Result<Page<QueueItem>, DeskError> {
    let (limit, after) = (page.limit()?, page.after()?);
    let reach = policy::reach(app.db.read(), staff).await?;
    let filter = filter(app, query).await?;
    let (today, most) = (app.clock.today(), limit.saturating_add(1));
    let found =
        applications::service::queue(app.db.read(), &app.vault, &reach, &filter, today, after, most).await?;
    let Page { items, next } = Page::cut(found, limit, |one| (one.due_on, one.id));
    let items = items.into_iter().map(|one| item(app, one, language));
    Ok(Page { items: items.collect::<Result<_, _>>()?, next })
}

async fn filter(app: &App, query: &QueueQuery) -> Result<QueueFilter, Internal> {
    Ok(QueueFilter {
        state: query.state,
        service: query.service.clone(),
        center: query.center,
        holder: match query.assignee {
            Some(assignee) => Holder::One(assignee),
            None if query.unassigned == Some(true) => Holder::Nobody,
            None => Holder::Anybody,
        },
        overdue: query.overdue,
        search: search(app, query.q.as_deref()).await?,
    })
}

/// A phone number finds its citizen, a receipt number its application, anything else the applicant whose whole name or number of
/// identity it is.
async fn search(app: &App, words: Option<&str>) -> Result<Search, Internal> {
    let Some(words) = words.map(str::trim).filter(|words| !words.is_empty()) else {
        return Ok(Search::Anything);
    };
    if let Some(phone) = Phone::parse(words) {
        return Ok(Search::Citizen(identity::service::citizen_with(app, &phone).await?));
    }
    match words.parse::<ReceiptNo>() {
        Ok(receipt) => Ok(Search::Receipt(receipt.into())),
        Err(_) => applications::service::by_applicant(&app.vault, words),
    }
}

fn item(app: &App, one: Application, language: Language) -> Result<QueueItem, Internal> {
    let service = service_of(app, &one)?;
    Ok(QueueItem {
        id: one.id,
        service_title: service.title.get(language).to_owned(),
        center_id: one.center_id,
        state: one.state,
        state_text: service.workflow.state_text(one.state).get(language).to_owned(),
        overdue: one.due_on.is_some_and(|due_on| due_on < app.clock.today()),
        due_on: one.due_on,
        assignee: one.assignee_id,
        applicant_masked: applicant(app, &one)?,
        submitted_at: one.submitted_at,
        receipt_no: one.receipt_no.map(String::from),
        service_key: one.service_key,
    })
}

/// The applicant's name, masked; of a guarded matter nothing of it is told (security.md PRV-4).
pub fn applicant(app: &App, one: &Application) -> Result<String, Internal> {
    if one.guarded {
        return Ok(HIDDEN.to_owned());
    }
    let pointer = service_of(app, one)?.applicant_name.as_deref();
    let name = pointer.and_then(|pointer| one.form.pointer(pointer)).and_then(serde_json::Value::as_str);
    Ok(masked_name(name.unwrap_or_default()))
}

/// One application with everything that hangs on it.
pub async fn matter(app: &App, staff: &Staff, id: Uuid) -> Result<Matter, DeskError> {
    let reach = policy::reach(app.db.read(), staff).await?;
    let found = applications::service::find_in(app.db.read(), &app.vault, &reach, id).await?;
    let application = found.ok_or(DeskError::NotFound)?;
    Ok(whole(app.db.read(), &app.vault, application).await?)
}

/// One application with everything that hangs on it, opened to be read: who looked at whose matter is on the audit record.
pub async fn open(change: Change, staff: &Staff, id: Uuid) -> Result<Matter, DeskError> {
    let reach = policy::reach(change.db(), staff).await?;
    let found = applications::service::find_in(change.db(), change.vault(), &reach, id).await?;
    let application = found.ok_or(DeskError::NotFound)?;
    let organ = application.organ_id;
    let matter = whole(change.db(), change.vault(), application).await?;
    Ok(change.commit(Event::new("application.opened", id).at(organ), matter).await?)
}

/// An application with its notes, the numbers in its form masked.
pub async fn whole(
    db: &impl ConnectionTrait,
    vault: &Vault,
    mut application: Application,
) -> Result<Matter, Internal> {
    let catalog = Catalog::compiled_in().map_err(Internal::from_error)?;
    let service = catalog.service(&application.service_key);
    let doubts = service.map(|service| service.form.contradictions(&application.form)).unwrap_or_default();
    masked_form(&mut application)?;
    let rows = queries::notes(db, application.id).await?;
    let notes = rows.into_iter().map(|row| {
        let text = vault.open_json(Sealed { column: NOTE, row: row.id }, &row.text_sealed)?;
        Ok(Note { id: row.id, staff_id: row.staff_id, text, at: row.at })
    });
    let notes = notes.collect::<Result<_, Internal>>()?;
    Ok(Matter { dossier: dossier(db, vault, application).await?, notes, doubts })
}
