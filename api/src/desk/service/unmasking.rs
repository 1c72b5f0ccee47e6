//! Showing what is masked: by a recorded reason, to those who work on the matter; who was shown what and why, to the auditor.
//!
//! The reason may name a person, so it is sealed, and the audit record says only that it happened.

use hechang_entity::unmasking;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    applications::{self, model::Application, service::service_of},
    desk::{
        error::DeskError,
        model::{Ground, MaskedField, Unmask, Unmasked, Unmasking},
        queries,
    },
    error::Internal,
    identity::{
        self,
        actor::Staff,
        policy::{self, Action, On},
    },
    platform::{
        change::{Change, Event},
        ids,
        paging::{Page, PageQuery},
        vault::{Place, Vault},
    },
};

const REASON: &str = "unmasking.reason";

/// Shows fields in clear.
///
/// # Errors
/// `NotFound` outside the reader's scope, 403 for who doesn't work on matters, `Faulty` without a reason.
pub async fn unmask(
    app: &App,
    change: Change,
    staff: &Staff,
    id: Uuid,
    asked: &Unmask,
) -> Result<Unmasked, DeskError> {
    let reach = policy::reach(change.db(), staff).await?;
    let found = applications::service::find_in(change.db(), change.vault(), &reach, id).await?;
    let application = found.ok_or(DeskError::NotFound)?;
    policy::decide(&reach, Action::WorkOnMatters, On::Matter(&application.access()))?;
    let reason = asked.reason.trim();
    if reason.is_empty() {
        return Err(DeskError::fault("/reason", "required"));
    }
    let fields = asked.fields.as_deref().unwrap_or(&MaskedField::APPLICANT);
    let (record, organ) = (ids::new_id(), application.organ_id);
    let row = unmasking::Model {
        id: record,
        application_id: id,
        staff_id: staff.id,
        fields: json!(fields),
        ground: asked.ground.map(|ground| ground.word().to_owned()),
        reason_sealed: change.vault().seal_json(Place { column: REASON, row: record }, &reason)?,
        at: change.now(),
    };
    queries::insert_unmasking(change.db(), row).await?;
    let shown = shown(app, &change, application, fields).await?;
    let facts = json!({ "fields": fields, "ground": asked.ground, "unmasking": record });
    Ok(change.commit(Event::new("application.unmasked", id).at(organ).with(facts), shown).await?)
}

async fn shown(
    app: &App,
    change: &Change,
    application: Application,
    fields: &[MaskedField],
) -> Result<Unmasked, Internal> {
    let service = service_of(app, &application)?;
    let asked = |field| fields.contains(&field);
    let said = |pointer: Option<&str>| {
        let value = pointer.and_then(|pointer| application.form.pointer(pointer)).and_then(Value::as_str);
        value.map(str::to_owned)
    };
    let mut shown = Unmasked::default();
    if asked(MaskedField::Name) {
        shown.name = said(service.applicant_name.as_deref());
    }
    if asked(MaskedField::IdNumber) {
        shown.id_number = said(service.applicant_id.as_deref());
    }
    if asked(MaskedField::Phone) {
        let citizen = application.citizen_id;
        let phone = identity::service::phone_of(change.db(), change.vault(), citizen).await?;
        shown.phone = Some(phone.number().to_owned());
    }
    if asked(MaskedField::Form) {
        shown.form = Some(application.form);
    }
    Ok(shown)
}

/// Who was shown what of an application, newest first, with their reasons.
pub async fn unmaskings(
    app: &App,
    staff: &Staff,
    id: Uuid,
    page: &PageQuery,
) -> Result<Page<Unmasking>, DeskError> {
    let (limit, after) = (page.limit()?, page.after()?);
    let reach = policy::reach(app.db.read(), staff).await?;
    let found = applications::service::find_in(app.db.read(), &app.vault, &reach, id).await?;
    let application = found.ok_or(DeskError::NotFound)?;
    policy::decide(&reach, Action::Oversee, On::Matter(&application.access()))?;
    let rows = queries::unmaskings(app.db.read(), id, after, limit.saturating_add(1)).await?;
    let all = rows.into_iter().map(|row| opened(&app.vault, row)).collect::<Result<_, _>>()?;
    Ok(Page::cut(all, limit, |one: &Unmasking| one.id))
}

fn opened(vault: &Vault, row: unmasking::Model) -> Result<Unmasking, Internal> {
    Ok(Unmasking {
        reason: vault.open_json(Place { column: REASON, row: row.id }, &row.reason_sealed)?,
        fields: serde_json::from_value(row.fields)?,
        ground: row.ground.as_deref().and_then(Ground::from_word),
        id: row.id,
        staff_id: row.staff_id,
        at: row.at,
    })
}
