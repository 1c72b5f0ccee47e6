//! Issuing: filled in, numbered, sealed, recorded, all in the caller's transaction.

use chrono::Datelike;
use hechang_entity::document::Model;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    sealing::{self, CONTENT, FIELDS},
    settings::setting_of,
};
use crate::{
    app::App,
    applications::{self, model::Dossier},
    catalog::document::{DocumentKind, Field},
    documents::{
        composing::{self, Head},
        error::DocumentError,
        facts::Facts,
        fields,
        model::{Document, FromMatter, NewDocument, Subject},
        queries,
    },
    error::{FieldFault, Internal, Problem},
    identity::{
        actor::Staff,
        policy::{self, Action, On},
    },
    organs::{self, model::Organ},
    platform::{
        change::{Change, Event},
        ids,
        vault::Place,
    },
};

/// Issues a document: its number is taken in this transaction and free again when that is undone. The caller commits; a change that
/// issues several does so in the order of their kinds' names, so that two changes don't wait for each other's numbers.
///
/// # Errors
/// `Faulty` naming every wrong and missing field by `/fields/…`, or `/kind`.
pub async fn issue(app: &App, change: &Change, new: NewDocument<'_>) -> Result<Document, DocumentError> {
    let (document, event) = written(app, change, new).await?;
    change.record(event);
    Ok(document)
}

/// A document with what is to be recorded of it.
async fn written(
    app: &App,
    change: &Change,
    new: NewDocument<'_>,
) -> Result<(Document, Event), DocumentError> {
    let kind = app.catalog.document(new.kind).ok_or_else(unknown_kind)?;
    let faults = fields::faults(&kind.fields, &new.fields);
    if !faults.is_empty() {
        return Err(DocumentError::Faulty(faults));
    }
    let organ = organs::service::organ(change.db(), new.organ).await.map_err(Problem::from)?;
    let (serial, number) = numbered(change, kind, &organ).await?.unzip();
    let head = Head { organ: organ.name, number: number.clone(), date: change.today() };
    let versions = composing::compose(kind, &head, &new.fields)?;
    let (id, vault) = (ids::new_id(), change.vault());
    let Subject { application, case, citizen } = new.about;
    let row = Model {
        id,
        organ_id: new.organ,
        kind: kind.key.clone(),
        template: kind.version.clone(),
        year: change.today().year(),
        serial,
        number,
        verification_code: ids::random_word::<15>(),
        application_id: application,
        case_id: case,
        citizen_id: citizen.filter(|_| kind.for_citizen),
        fields_sealed: Some(vault.seal_json(Place { column: FIELDS, row: id }, &new.fields)?),
        content_sealed: Some(vault.seal_json(Place { column: CONTENT, row: id }, &versions)?),
        issuer_kind: change.author().kind().to_owned(),
        issuer_id: change.author().id(),
        issued_at: change.now(),
        voided_by: None,
        voided_at: None,
        void_reason_sealed: None,
    };
    queries::insert(change.db(), row.clone()).await?;
    let facts = json!({ "kind": row.kind, "number": row.number, "assistance_case": row.case_id });
    let event = Event::new("document.issued", id).at(new.organ).in_case(application).with(facts);
    Ok((sealing::opened(vault, row)?, event))
}

fn unknown_kind() -> DocumentError {
    DocumentError::Faulty(vec![FieldFault::new("/kind", "not_an_option")])
}

/// The next number of the organ's series of this kind and year, for a kind that has numbers.
async fn numbered(
    change: &Change,
    kind: &DocumentKind,
    organ: &Organ,
) -> Result<Option<(i64, String)>, Internal> {
    let Some(numbering) = &kind.number else { return Ok(None) };
    let (setting, year) = (setting_of(change.db(), organ).await?, change.today().year());
    let n = queries::take_number(change.db(), organ.id, &kind.key, year).await?;
    let number = composing::number(&numbering.pattern, &setting.place, setting.code_of(kind), year, n)?;
    Ok(Some((n, number)))
}

/// Issues a document from what an application has and what staff were asked.
///
/// # Errors
/// `NotFound` out of reach, 403 for another role, `Faulty` as [`issue`].
pub async fn issue_from_matter(
    app: &App,
    change: Change,
    staff: &Staff,
    id: Uuid,
    asked: &FromMatter,
) -> Result<Document, DocumentError> {
    let kind = app.catalog.document(&asked.kind).filter(|kind| kind.at_desk).ok_or_else(unknown_kind)?;
    let reach = policy::reach(change.db(), staff).await?;
    let found = applications::service::find_in(change.db(), change.vault(), &reach, id).await?;
    let application = found.ok_or(DocumentError::NotFound)?;
    policy::decide(&reach, Action::IssueDocuments, On::Matter(&application.access()))?;
    let dossier = applications::service::dossier(change.db(), change.vault(), application).await?;
    let one = &dossier.application;
    let organ = organs::service::organ(change.db(), one.organ_id).await.map_err(Problem::from)?;
    let filled =
        Facts::of(app, &dossier, &organ)?.fill(kind, &asked.fields).map_err(DocumentError::Faulty)?;
    let about = Subject { application: Some(id), case: None, citizen: Some(one.citizen_id) };
    let new = NewDocument { kind: &kind.key, organ: one.organ_id, about, fields: filled };
    let (issued, event) = written(app, &change, new).await?;
    Ok(change.commit(event, issued).await?)
}

/// Issues the documents that go with an action of the workflow, in its change; the application is as the action left it.
///
/// # Errors
/// As [`issue`].
pub async fn issue_with_action(
    app: &App,
    change: &Change,
    dossier: &Dossier,
    action: &str,
) -> Result<(), DocumentError> {
    let one = &dossier.application;
    let mut kinds: Vec<_> = app.catalog.documents().iter().collect();
    kinds.retain(|kind| kind.with_action.as_deref() == Some(action));
    kinds.sort_by(|one, other| one.key.cmp(&other.key));
    if kinds.is_empty() {
        return Ok(());
    }
    let organ = organs::service::organ(change.db(), one.organ_id).await.map_err(Problem::from)?;
    let facts = Facts::of(app, dossier, &organ)?;
    for kind in kinds {
        let about = Subject { application: Some(one.id), case: None, citizen: Some(one.citizen_id) };
        let fields = facts.fill_unasked(kind);
        issue(app, change, NewDocument { kind: &kind.key, organ: one.organ_id, about, fields }).await?;
    }
    Ok(())
}

/// What staff are asked for a kind, each with what the application has for a beginning.
pub async fn choices<'a>(
    app: &App,
    kind: &'a DocumentKind,
    dossier: &Dossier,
) -> Result<Vec<(&'a Field, Option<Value>)>, DocumentError> {
    let organ = organs::service::organ(app.db.read(), dossier.application.organ_id).await;
    let organ = organ.map_err(Problem::from)?;
    let facts = Facts::of(app, dossier, &organ)?;
    let asked = kind.fields.iter().filter(|field| field.asked);
    Ok(asked.map(|field| (field, facts.fact(field))).collect())
}
