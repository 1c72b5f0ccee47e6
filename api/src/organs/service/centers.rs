//! Centers, near and far.

use std::collections::{BTreeSet, HashMap};

use chrono::{Days, NaiveDate};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    error::Internal,
    organs::{
        error::OrganError,
        model::{Center, Position},
        opening,
        queries::centers,
        service::{calendars::calendars_of, organ_and_below},
    },
    platform::{
        change::Change,
        paging::{Page, PageQuery},
    },
};

/// For how many days ahead a center's closed days are told.
const FORESEEN: u64 = 28;

/// A center with the dates of the next four weeks on which it is closed although its weekday is open.
#[derive(Clone, Debug, PartialEq)]
pub struct CenterToday {
    /// The center.
    pub center: Center,
    /// The dates.
    pub closed_on: Vec<NaiveDate>,
}

/// A center, closed or not: old receipts and visits name it still.
pub async fn center(db: &impl ConnectionTrait, id: Uuid) -> Result<Center, OrganError> {
    centers::by_id(db, id).await?.ok_or(OrganError::NotFound)
}

/// A center where something new can begin.
pub async fn open_center(db: &impl ConnectionTrait, id: Uuid) -> Result<Center, OrganError> {
    let center = centers::by_id(db, id).await?.filter(|center| center.closed_at.is_none());
    center.ok_or(OrganError::NotFound)
}

/// The same, held until the change ends: others who put something there wait.
pub async fn hold_center(change: &Change, id: Uuid) -> Result<Center, OrganError> {
    let center = centers::lock(change.db(), id).await?.filter(|center| center.closed_at.is_none());
    center.ok_or(OrganError::NotFound)
}

/// The center of a code, unless it is closed.
pub async fn center_by_code(db: &impl ConnectionTrait, code: &str) -> Result<Center, OrganError> {
    let center = centers::by_code(db, code).await?.filter(|center| center.closed_at.is_none());
    center.ok_or(OrganError::NotFound)
}

/// The center of a code, closed or not.
pub async fn any_center_by_code(db: &impl ConnectionTrait, code: &str) -> Result<Center, OrganError> {
    centers::by_code(db, code).await?.ok_or(OrganError::NotFound)
}

/// The open centers that these organs keep.
pub async fn centers_of(db: &impl ConnectionTrait, organs: &[Uuid]) -> Result<Vec<Center>, Internal> {
    centers::of_organs(db, organs).await
}

/// The centers of an organ and those below it: what its staff choose from.
pub async fn centers_within(db: &impl ConnectionTrait, organ: Uuid) -> Result<Vec<Center>, Internal> {
    centers_of(db, &organ_and_below(db, organ).await?).await
}

/// A page of centers: the nearest first, those without a place on the map last; without `near` by code.
pub async fn centers(
    db: &impl ConnectionTrait,
    near: Option<Position>,
    page: &PageQuery,
) -> Result<Page<Center>, OrganError> {
    let limit = page.limit().map_err(OrganError::Page)?;
    let Some(near) = near else {
        let after = page.after().map_err(OrganError::Page)?;
        let found = centers::after_code(db, after, limit.saturating_add(1)).await?;
        return Ok(Page::cut(found, limit, |center| center.code.clone()));
    };
    let after = page.after().map_err(OrganError::Page)?;
    let mut keys: Vec<_> = centers::positions(db).await?.into_iter().map(|place| key(near, place)).collect();
    keys.retain(|key| after.is_none_or(|after| *key > after));
    keys.sort_unstable();
    let page = Page::cut(keys, limit, |key| *key);
    let mut found = by_id(db, &page.items).await?;
    let items = page.items.iter().filter_map(|(_, id)| found.remove(id)).collect();
    Ok(Page { items, next: page.next })
}

/// A center, as a visitor is told of it on a day.
pub async fn center_on(
    db: &impl ConnectionTrait,
    id: Uuid,
    today: NaiveDate,
) -> Result<CenterToday, OrganError> {
    let told = tell(db, vec![center(db, id).await?], today).await?;
    told.into_iter().next().ok_or(OrganError::NotFound)
}

/// A page of [`centers`], as a visitor is told of them on a day.
pub async fn centers_on(
    db: &impl ConnectionTrait,
    near: Option<Position>,
    page: &PageQuery,
    today: NaiveDate,
) -> Result<Page<CenterToday>, OrganError> {
    let Page { items, next } = centers(db, near, page).await?;
    Ok(Page { items: tell(db, items, today).await?, next })
}

async fn tell(
    db: &impl ConnectionTrait,
    centers: Vec<Center>,
    today: NaiveDate,
) -> Result<Vec<CenterToday>, Internal> {
    let calendars = calendars_of(db, &centers).await?;
    let told = centers.into_iter().zip(calendars).map(|(center, calendar)| {
        let closed_on = opening::closed_on(&center, &calendar, today, today + Days::new(FORESEEN));
        CenterToday { center, closed_on }
    });
    Ok(told.collect())
}

/// Where a center stands in the order of distance. The bits of two distances are ordered as the distances are, and
/// unlike decimals they come back unchanged from a page mark.
type Key = (u64, Uuid);

fn key(near: Position, (id, place): (Uuid, Option<Position>)) -> Key {
    (place.map_or(f64::INFINITY, |place| near.distance(place)).to_bits(), id)
}

async fn by_id(db: &impl ConnectionTrait, keys: &[Key]) -> Result<HashMap<Uuid, Center>, Internal> {
    let ids: BTreeSet<_> = keys.iter().map(|(_, id)| *id).collect();
    let found = centers::by_ids(db, &ids.into_iter().collect::<Vec<_>>()).await?;
    Ok(found.into_iter().map(|center| (center.id, center)).collect())
}
