//! Organs and partners below the administrator's own.

use std::collections::HashMap;

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{insert_organ, named, obstacles, refuse, unused, update_organ, within_reach};
use crate::{
    app::App,
    applications,
    error::{FieldFault, Internal, Problem},
    identity::{
        actor::Staff,
        policy::{self, Action},
        staff,
    },
    organs::{
        keeping::{
            error::KeepingError,
            model::{Names, NewOrgan, OrganChange, OrganView},
            rules,
        },
        model::Organ,
        queries, service,
    },
    platform::{
        change::{Change, Event},
        ids,
        paging::{Page, PageQuery},
    },
    web::{etag::IfMatch, language::Text},
};

/// The administrator's organ and those below it, closed ones too, by code.
pub async fn organs(
    db: &impl ConnectionTrait,
    by: &Staff,
    page: &PageQuery,
) -> Result<Page<OrganView>, Problem> {
    policy::require(by, Action::KeepOrgans)?;
    let (limit, after) = (page.limit()?, page.after()?);
    let reach = service::organ_and_below(db, by.organ_id).await?;
    let rows = queries::organs::page(db, &reach, after, limit.saturating_add(1)).await?;
    let page = Page::cut(rows, limit, |organ: &Organ| organ.code.clone());
    let parents: Vec<_> = page.items.iter().filter_map(|organ| organ.parent_id).collect();
    let codes: HashMap<_, _> =
        queries::organs::by_ids(db, &parents).await?.into_iter().map(named_by).collect();
    Ok(page.map(|organ| {
        let parent = organ.parent_id.and_then(|id| codes.get(&id).cloned());
        OrganView::new(organ, parent)
    }))
}

fn named_by(organ: Organ) -> (Uuid, String) {
    (organ.id, organ.code)
}

/// One of them.
pub async fn organ(db: &impl ConnectionTrait, by: &Staff, id: Uuid) -> Result<OrganView, KeepingError> {
    within_reach(db, by, id).await?;
    let organ = service::organ(db, id).await?;
    view(db, organ).await
}

async fn view(db: &impl ConnectionTrait, organ: Organ) -> Result<OrganView, KeepingError> {
    let parent = match organ.parent_id {
        Some(id) => Some(service::organ(db, id).await?.code),
        None => None,
    };
    Ok(OrganView::new(organ, parent))
}

/// Makes an organ below the administrator's own, or a partner.
pub async fn add_organ(
    change: &Change,
    by: &Staff,
    new: NewOrgan,
) -> Result<(OrganView, Event), KeepingError> {
    policy::require(by, Action::KeepOrgans)?;
    let parent = named(change, by, "/parent_code", new.parent_code.trim()).await?;
    let organ = made(new, &parent);
    refuse(rules::organ(&organ, Some(&parent)))?;
    if queries::organs::by_code(change.db(), &organ.code).await?.is_some() {
        return Err(KeepingError::CodeTaken);
    }
    let event = insert_organ(change, &organ).await?;
    Ok((OrganView::new(organ, Some(parent.code)), event))
}

fn made(new: NewOrgan, parent: &Organ) -> Organ {
    Organ {
        id: ids::new_id(),
        code: new.code.trim().to_owned(),
        name: new.name.into(),
        short_name: short(new.short_name),
        kind: new.kind,
        level: new.level,
        parent_id: Some(parent.id),
        partner: new.partner,
        phone: filled(new.phone),
        contact: filled(new.contact),
        closed_at: None,
        version: 1,
    }
}

/// A short name, unless nothing was written.
pub fn short(names: Option<Names>) -> Option<Text> {
    names.map(Text::from).filter(|text| !text.zh_cn.is_empty())
}

/// What was written, without the spaces around it.
pub fn filled(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Changes names, contact, level and the organ above it.
///
/// # Errors
/// 412 when somebody else changed it; `Invalid` naming every fault, also when an organ below would no longer fit.
pub async fn change_organ(
    change: &Change,
    by: &Staff,
    id: Uuid,
    based_on: &IfMatch,
    wanted: OrganChange,
) -> Result<(OrganView, Option<Event>), KeepingError> {
    within_reach(change.db(), by, id).await?;
    let before = queries::organs::lock(change.db(), id).await?.ok_or(KeepingError::NotFound)?;
    if before.closed_at.is_some() {
        return Err(KeepingError::Closed);
    }
    based_on.check(before.version)?;
    let parent = parent(change, by, &before, wanted.parent_code.as_deref()).await?;
    let after = Organ {
        name: wanted.name.into(),
        short_name: short(wanted.short_name),
        level: wanted.level,
        parent_id: parent.as_ref().map(|parent| parent.id),
        partner: wanted.partner,
        phone: filled(wanted.phone),
        contact: filled(wanted.contact),
        ..before.clone()
    };
    let mut faults = rules::organ(&after, parent.as_ref());
    faults.extend(misfit_below(change, &after).await?);
    refuse(faults)?;
    let event = update_organ(change, &before, after).await?;
    let after = service::organ(change.db(), id).await?;
    Ok((OrganView::new(after, parent.map(|parent| parent.code)), event))
}

/// The organ above it from now on. One's own stays where it is: what is above it is out of reach.
async fn parent(
    change: &Change,
    by: &Staff,
    organ: &Organ,
    code: Option<&str>,
) -> Result<Option<Organ>, KeepingError> {
    let now = match organ.parent_id {
        Some(id) => Some(service::organ(change.db(), id).await?),
        None => None,
    };
    let code = code.map(str::trim).filter(|code| !code.is_empty());
    let stays = code == now.as_ref().map(|now| now.code.as_str());
    if stays || (organ.id == by.organ_id && code.is_none()) {
        return Ok(now);
    }
    let (Some(code), false) = (code, organ.id == by.organ_id) else {
        return Err(KeepingError::fault("/parent_code", "not_an_option"));
    };
    let parent = named(change, by, "/parent_code", code).await?;
    let below = service::organ_and_below(change.db(), organ.id).await?;
    if below.contains(&parent.id) {
        return Err(KeepingError::fault("/parent_code", "parent_below"));
    }
    Ok(Some(parent))
}

/// Whether what stands below it still does when its level changes.
pub async fn misfit_below(change: &Change, organ: &Organ) -> Result<Option<FieldFault>, Internal> {
    let below = queries::organs::children(change.db(), organ.id).await?;
    let place = |fault: &FieldFault| ["/level", "/parent_code"].contains(&fault.pointer.as_str());
    let misfit = below.iter().any(|child| rules::organ(child, Some(organ)).iter().any(place));
    Ok(misfit.then(|| FieldFault::new("/level", "level_not_above")))
}

/// Everything that stands in the way of closing an organ.
///
/// # Errors
/// `OwnOrgan`, `NotFound`.
pub async fn organ_obstacles(
    app: &App,
    db: &impl ConnectionTrait,
    by: &Staff,
    id: Uuid,
) -> Result<Vec<FieldFault>, KeepingError> {
    within_reach(db, by, id).await?;
    if id == by.organ_id {
        return Err(KeepingError::OwnOrgan);
    }
    let centers = service::centers_of(db, &[id]).await?.len();
    Ok(obstacles([
        ("/organs", "still_organs", queries::organs::count_open_below(db, id).await?),
        ("/centers", "still_centers", u64::try_from(centers).unwrap_or(u64::MAX)),
        ("/staff", "still_staff", staff::count_at(db, id).await?),
        ("/applications", "still_matters", applications::service::unfinished_at(app, db, id).await?),
    ]))
}

/// Closes an organ for good. Doing so again changes nothing.
///
/// # Errors
/// `InUse` naming everything that stands in the way.
pub async fn close_organ(
    app: &App,
    change: &Change,
    by: &Staff,
    id: Uuid,
) -> Result<Option<Event>, KeepingError> {
    within_reach(change.db(), by, id).await?;
    let organ = queries::organs::lock(change.db(), id).await?.ok_or(KeepingError::NotFound)?;
    if organ.closed_at.is_some() {
        return Ok(None);
    }
    unused(organ_obstacles(app, change.db(), by, id).await?)?;
    let version = organ.version.saturating_add(1);
    let closed = Organ { closed_at: Some(change.now()), version, ..organ };
    queries::organs::update(change.db(), &closed).await?;
    Ok(Some(Event::new("organ.closed", id).at(id)))
}
