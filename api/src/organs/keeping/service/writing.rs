//! Rows written together with what the audit record says of them; whether somebody may is asked before, and the caller commits.

use serde_json::json;

use crate::{
    error::Internal,
    organs::{
        model::{Center, Department, Organ},
        queries,
    },
    platform::change::{Change, Event},
};

/// Makes an organ.
pub async fn insert_organ(change: &Change, organ: &Organ) -> Result<Event, Internal> {
    queries::organs::insert(change.db(), organ).await?;
    Ok(Event::new("organ.made", organ.id).at(organ.id).with(json!({ "code": organ.code })))
}

/// Writes a changed organ; nothing when it is as it was.
pub async fn update_organ(change: &Change, before: &Organ, after: Organ) -> Result<Option<Event>, Internal> {
    if *before == after {
        return Ok(None);
    }
    let after = Organ { version: before.version.saturating_add(1), ..after };
    queries::organs::update(change.db(), &after).await?;
    let fields = changed(&[
        ("name", before.name != after.name),
        ("short_name", before.short_name != after.short_name),
        ("level", before.level != after.level),
        ("parent", before.parent_id != after.parent_id),
        ("partner", before.partner != after.partner),
        ("phone", before.phone != after.phone),
        ("contact", before.contact != after.contact),
    ]);
    let mut facts = json!({ "code": after.code, "changed": fields });
    if before.parent_id != after.parent_id
        && let Some(facts) = facts.as_object_mut()
    {
        facts.insert("before".into(), json!(before.parent_id));
        facts.insert("after".into(), json!(after.parent_id));
    }
    Ok(Some(Event::new("organ.changed", after.id).at(after.id).with(facts)))
}

/// Writes a changed department; nothing when it is as it was.
pub async fn update_department(
    change: &Change,
    before: &Department,
    after: Department,
) -> Result<Option<Event>, Internal> {
    if *before == after {
        return Ok(None);
    }
    let after = Department { version: before.version.saturating_add(1), ..after };
    queries::departments::update(change.db(), &after).await?;
    let facts = json!({ "before": before.line, "after": after.line });
    Ok(Some(Event::new("department.changed", after.id).at(after.organ_id).with(facts)))
}

/// Makes a center.
pub async fn insert_center(change: &Change, center: &Center) -> Result<Event, Internal> {
    queries::centers::insert(change.db(), center).await?;
    let event = Event::new("center.made", center.id).at(center.organ_id);
    Ok(event.with(json!({ "code": center.code })))
}

/// Writes a changed center; nothing when it is as it was.
pub async fn update_center(
    change: &Change,
    before: &Center,
    after: Center,
) -> Result<Option<Event>, Internal> {
    if *before == after {
        return Ok(None);
    }
    let after = Center { version: before.version.saturating_add(1), ..after };
    queries::centers::update(change.db(), &after).await?;
    let fields = changed(&[
        ("name", before.name != after.name),
        ("address", before.address != after.address),
        ("phone", before.phone != after.phone),
        ("position", before.position != after.position),
        ("opening_hours", before.opening_hours != after.opening_hours),
    ]);
    let event = Event::new("center.changed", after.id).at(after.organ_id);
    Ok(Some(event.with(json!({ "code": after.code, "changed": fields }))))
}

fn changed<'a>(fields: &[(&'a str, bool)]) -> Vec<&'a str> {
    fields.iter().filter(|(_, changed)| *changed).map(|(name, _)| *name).collect()
}
