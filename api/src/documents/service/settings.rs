//! What an organ's numbers begin with; its administrators keep it.

use chrono::Datelike;
use hechang_entity::document_setting::Model;
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    documents::{composing, error::DocumentError, model::Setting, numbering, queries},
    error::{FieldFault, Internal},
    identity::{
        actor::Staff,
        policy::{self, Action, On},
    },
    organs::{
        self,
        model::{Kind, Organ},
    },
    platform::change::{Change, Event},
    web::etag::IfMatch,
};

/// Signs that a number is made of, and that a place or a code can't hold.
const RESERVED: [char; 5] = ['〔', '〕', '号', '{', '}'];

/// What an organ set, or the usual.
pub async fn setting_of(db: &impl ConnectionTrait, organ: &Organ) -> Result<Setting, Internal> {
    let set = queries::setting(db, organ.id).await?;
    Ok(set.map_or_else(
        || Setting { place: numbering::usual_place(organ), code: None, version: 0 },
        |Model { place, code, version, .. }| Setting { place, code, version },
    ))
}

/// The setting of an organ that an administrator keeps.
pub async fn setting(app: &App, staff: &Staff, organ: Uuid) -> Result<Setting, DocumentError> {
    Ok(setting_at(app, staff, organ).await?.1)
}

/// The same with the organ.
pub async fn setting_at(app: &App, staff: &Staff, organ: Uuid) -> Result<(Organ, Setting), DocumentError> {
    let db = app.db.read();
    let organ = kept(db, staff, organ).await?;
    let setting = setting_of(db, &organ).await?;
    Ok((organ, setting))
}

/// How the first number of this year would look, of a numbered kind.
pub fn example(app: &App, setting: &Setting) -> Result<Option<String>, DocumentError> {
    let kind = app.catalog.documents().iter().find(|kind| kind.number.is_some());
    let Some((kind, numbering)) = kind.and_then(|kind| Some((kind, kind.number.as_ref()?))) else {
        return Ok(None);
    };
    let year = app.clock.today().year();
    Ok(Some(composing::number(&numbering.pattern, &setting.place, setting.code_of(kind), year, 1)?))
}

/// A procuratorate within an administrator's reach.
async fn kept(db: &impl ConnectionTrait, staff: &Staff, organ: Uuid) -> Result<Organ, DocumentError> {
    let reach = policy::reach(db, staff).await?;
    policy::decide(&reach, Action::KeepOrgans, On::Organ(organ))?;
    let found =
        organs::service::organ(db, organ).await.ok().filter(|organ| organ.kind == Kind::Procuratorate);
    found.ok_or(DocumentError::NotFound)
}

/// Sets what an organ's numbers begin with. Documents that were issued keep theirs.
///
/// # Errors
/// 412 when somebody else changed it; `Faulty` for what a number can't hold.
pub async fn change_setting(
    change: Change,
    staff: &Staff,
    organ: Uuid,
    based_on: &IfMatch,
    wanted: &Setting,
) -> Result<Setting, DocumentError> {
    let organ = kept(change.db(), staff, organ).await?;
    organs::service::hold_organ(&change, organ.id).await.map_err(crate::error::Problem::from)?;
    let before = setting_of(change.db(), &organ).await?;
    based_on.check(before.version)?;
    let (place, code) = (wanted.place.trim(), wanted.code.as_deref().map(str::trim));
    let code = code.filter(|code| !code.is_empty());
    let faults = [fault("/place", place, false), code.and_then(|code| fault("/code", code, true))];
    let faults: Vec<_> = faults.into_iter().flatten().collect();
    if !faults.is_empty() {
        return Err(DocumentError::Faulty(faults));
    }
    let version = before.version.saturating_add(1);
    let after = Setting { place: place.to_owned(), code: code.map(str::to_owned), version };
    let row = Model { organ_id: organ.id, place: after.place.clone(), code: after.code.clone(), version };
    queries::put_setting(change.db(), row).await?;
    let facts = json!({ "place": after.place, "code": after.code });
    let event = Event::new("organ.numbering_changed", organ.id).at(organ.id).with(facts);
    Ok(change.commit(event, after).await?)
}

fn fault(place: &str, text: &str, may_be_empty: bool) -> Option<FieldFault> {
    if text.is_empty() && !may_be_empty {
        return Some(FieldFault::new(place, "required"));
    }
    if text.chars().count() > 20 {
        return Some(FieldFault::new(place, "too_long").with("max", 20));
    }
    let odd = |sign: char| sign.is_control() || sign.is_whitespace() || RESERVED.contains(&sign);
    text.chars().any(odd).then(|| FieldFault::new(place, "invalid"))
}
