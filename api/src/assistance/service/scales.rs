//! The scale of amounts that an office has of its own: read by those who read the ledger, and entered by finance for its organ.

use std::collections::BTreeSet;

use hechang_entity::assistance_scale::Model;
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    assistance::{
        error::AssistanceError,
        model::{KnownGrade, KnownScale, NewScale},
        queries::scales,
        rules::Scale,
        service::measuring::{measure, rules, scale},
    },
    error::{FieldFault, Internal},
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    organs,
    platform::{
        change::{Change, Event},
        ids,
    },
    web::language::Language,
};

/// How many entered scales are told: those of many years with their corrections.
const MOST: u64 = 100;

/// The scales of the reader's organ, the latest first, and which of them counts today.
///
/// # Errors
/// 403 for others than readers of the ledger.
pub async fn scales_of(
    app: &App,
    staff: &Staff,
    language: Language,
) -> Result<Vec<KnownScale>, AssistanceError> {
    policy::require(staff, Action::ReadLedger)?;
    let db = app.db.read();
    let organ = organs::service::organ(db, staff.organ_id).await?;
    let counts = measure(db, &organ, app.clock.now()).await?.scale;
    let told = |one: Scale, by| known(&one, by, language, counts.as_ref() == Some(&one));
    let entered = scales::of_organ(db, organ.id, MOST).await?.into_iter();
    let entered = entered.map(|row| Ok((Some(row.entered_by), scale(row)?)));
    let entered: Vec<_> = entered.collect::<Result<_, Internal>>()?;
    let ours = rules()?.amounts.scales_of(&organ.code).cloned().map(|one| (None, one));
    let mut all: Vec<_> = entered.into_iter().chain(ours).map(|(by, one)| told(one, by)).collect();
    all.sort_by_key(|one| std::cmp::Reverse((one.effective_from, one.entered_at)));
    Ok(all)
}

/// Enters a scale; it counts from its day on, instead of an earlier one.
///
/// # Errors
/// 403 for others than finance; `Faulty` with every fault.
pub async fn enter_scale(
    change: Change,
    staff: &Staff,
    new: NewScale,
) -> Result<KnownScale, AssistanceError> {
    policy::require(staff, Action::KeepLedger)?;
    AssistanceError::refuse(faults(&new))?;
    let organ = organs::service::organ(change.db(), staff.organ_id).await?;
    let row = Model {
        id: ids::new_id(),
        organ_id: organ.id,
        effective_from: new.effective_from,
        source: new.source.trim().to_owned(),
        grades: json!(new.grades),
        entered_by: staff.id,
        entered_at: change.now(),
    };
    scales::insert(change.db(), row.clone()).await?;
    let facts = json!({ "effective_from": row.effective_from, "grades": new.grades.len() });
    let event = Event::new("assistance.scale_entered", row.id).at(organ.id).with(facts);
    let counts = measure(change.db(), &organ, change.now()).await?.scale;
    let (by, one) = (row.entered_by, scale(row)?);
    let told = known(&one, Some(by), Language::Chinese, counts.as_ref() == Some(&one));
    Ok(change.commit(event, told).await?)
}

fn faults(new: &NewScale) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    if new.source.trim().is_empty() {
        faults.push(FieldFault::new("/source", "required"));
    }
    let mut titles = BTreeSet::new();
    let mut before = None;
    for (place, grade) in new.grades.iter().enumerate() {
        let pointer = |field: &str| format!("/grades/{place}/{field}");
        if grade.title.trim().is_empty() {
            faults.push(FieldFault::new(pointer("title"), "required"));
        } else if !titles.insert(grade.title.trim()) {
            faults.push(FieldFault::new(pointer("title"), "named_twice"));
        }
        if !grade.amount_fen.is_positive() {
            faults.push(FieldFault::new(pointer("amount_fen"), "not_positive"));
        } else if before.replace(grade.amount_fen).is_some_and(|before| grade.amount_fen <= before) {
            faults.push(FieldFault::new(pointer("amount_fen"), "not_rising"));
        }
    }
    faults
}

fn known(one: &Scale, entered_by: Option<Uuid>, language: Language, counts: bool) -> KnownScale {
    let grades = one.grades.iter().map(|grade| KnownGrade {
        key: grade.key.clone(),
        title: grade.title.get(language).to_owned(),
        amount_fen: grade.amount_fen,
    });
    KnownScale {
        effective_from: one.effective_from,
        source: one.source.clone(),
        grades: grades.collect(),
        entered_by,
        entered_at: one.entered_at,
        counts,
    }
}
