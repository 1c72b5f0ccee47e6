//! SQL about hand-offs. The reach stands in the one constructor, so that no list can forget it; it is the policy's rule about
//! hand-offs said to the database, and a test holds the two against each other.

use chrono::{DateTime, NaiveDate, Utc};
use hechang_entity::{referral, referral_event, referral_paper};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel,
    Order, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, sea_query::NullOrdering,
};
use uuid::Uuid;

use crate::{
    applications,
    catalog::{HandoffKind, HandoffState, HandoffTable},
    error::Internal,
    identity::policy::Reach,
    platform::{aging::Due, database::is_postgres},
    referrals::model::HandoffQuery,
};

/// Where a line stands in the list: its deadline, then its id; without a deadline after all that have one.
pub type Place = (Option<NaiveDate>, Uuid);

/// What a reader may see; `table` says in which states a matter is open to its partner.
pub fn in_reach(reach: &Reach, table: &HandoffTable) -> Select<referral::Entity> {
    use referral::Column::{ApplicationId, FromOrganId, Kind, State, ToOrganId};
    let of = |kind: HandoffKind| Condition::all().add(Kind.eq(kind.word()));
    let (matters, clues) = if reach.sees_matters() {
        let matters = ApplicationId.in_subquery(applications::service::reached(reach));
        let has_it = ToOrganId.is_in(reach.organs.iter().copied());
        (matters, has_it.or(FromOrganId.eq(reach.staff.organ_id)))
    } else {
        let own: Vec<Uuid> = reach.sees_handoffs().then_some(reach.staff.organ_id).into_iter().collect();
        let open = HandoffState::ALL.into_iter().filter(|state| table.is_open(*state));
        let handed = ToOrganId.is_in(own.iter().copied());
        let handed = handed.and(State.is_in(open.map(HandoffState::word)));
        (handed, FromOrganId.is_in(own))
    };
    let either = Condition::any().add(of(HandoffKind::Referral).add(matters));
    referral::Entity::find().filter(either.add(of(HandoffKind::Clue).add(clues)))
}

/// One hand-off, whoever asks: whether they may see it is the policy's question.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<referral::Model>, Internal> {
    Ok(referral::Entity::find_by_id(id).one(db).await?)
}

/// The same, held until the transaction ends: of two who act at once, one comes second.
pub async fn lock(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<referral::Model>, Internal> {
    let one = referral::Entity::find_by_id(id);
    let one = if is_postgres(db) { one.lock_exclusive() } else { one };
    Ok(one.one(db).await?)
}

/// The hand-off that a code belongs to, held until the transaction ends.
pub async fn lock_by_code(
    db: &impl ConnectionTrait,
    code: Vec<u8>,
) -> Result<Option<referral::Model>, Internal> {
    let one = referral::Entity::find().filter(referral::Column::CodeIndex.eq(code));
    let one = if is_postgres(db) { one.lock_exclusive() } else { one };
    Ok(one.one(db).await?)
}

/// The hand-off that a code belongs to.
pub async fn by_code(db: &impl ConnectionTrait, code: Vec<u8>) -> Result<Option<referral::Model>, Internal> {
    Ok(referral::Entity::find().filter(referral::Column::CodeIndex.eq(code)).one(db).await?)
}

/// A part of the list, nearest deadline first; what is finished comes last.
pub async fn list(
    db: &impl ConnectionTrait,
    seen: Select<referral::Entity>,
    query: &HandoffQuery,
    today: NaiveDate,
    after: Option<Place>,
    limit: u64,
) -> Result<Vec<referral::Model>, Internal> {
    use referral::Column::{ApplicationId, DueOn, Id, Kind, State};
    let late = Condition::all().add(DueOn.lt(today));
    let on_time = Condition::any().add(DueOn.gte(today)).add(DueOn.is_null());
    let asked = Condition::all()
        .add_option(query.kind.map(|kind| Kind.eq(kind.word())))
        .add_option(query.state.map(|state| State.eq(state.word())))
        .add_option(query.application.map(|application| ApplicationId.eq(application)))
        .add_option(query.overdue.map(|overdue| if overdue { late } else { on_time }));
    let page = seen.filter(asked).apply_if(after, |page, place| page.filter(behind(place)));
    let ordered = page.order_by_with_nulls(DueOn, Order::Asc, NullOrdering::Last).order_by_asc(Id);
    Ok(ordered.limit(limit).all(db).await?)
}

fn behind((due_on, id): Place) -> Condition {
    use referral::Column::{DueOn, Id};
    let Some(due_on) = due_on else {
        return Condition::all().add(DueOn.is_null()).add(Id.gt(id));
    };
    Condition::any()
        .add(DueOn.gt(due_on))
        .add(Condition::all().add(DueOn.eq(due_on)).add(Id.gt(id)))
        .add(DueOn.is_null())
}

/// Everything handed over of an application, the oldest first.
pub async fn of_application(
    db: &impl ConnectionTrait,
    application: Uuid,
) -> Result<Vec<referral::Model>, Internal> {
    let all = referral::Entity::find().filter(referral::Column::ApplicationId.eq(application));
    Ok(all.order_by_asc(referral::Column::Id).all(db).await?)
}

/// The hand-offs of these applications to partners, the first first.
pub async fn helped(
    db: &impl ConnectionTrait,
    applications: &[Uuid],
) -> Result<Vec<referral::Model>, Internal> {
    use referral::Column;
    let all = referral::Entity::find().filter(Column::ApplicationId.is_in(applications.iter().copied()));
    let all = all.filter(Column::Kind.eq(HandoffKind::Referral.word()));
    Ok(all.order_by_asc(Column::Id).all(db).await?)
}

/// Those of them that haven't ended.
pub async fn helping(db: &impl ConnectionTrait, applications: &[Uuid]) -> Result<Vec<Uuid>, Internal> {
    use referral::Column;
    let open = referral::Entity::find().filter(Column::ApplicationId.is_in(applications.iter().copied()));
    let open = open.filter(Column::Kind.eq(HandoffKind::Referral.word())).filter(Column::EndedAt.is_null());
    Ok(open.order_by_asc(Column::Id).select_only().column(Column::Id).into_tuple().all(db).await?)
}

/// Keeps a hand-off with its papers.
pub async fn insert(
    db: &impl ConnectionTrait,
    row: referral::Model,
    papers: &[Uuid],
) -> Result<(), Internal> {
    let id = row.id;
    referral::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(db).await?;
    let papers: Vec<_> = papers
        .iter()
        .map(|paper| {
            referral_paper::Model { referral_id: id, material_id: *paper }.into_active_model().reset_all()
        })
        .collect();
    if !papers.is_empty() {
        referral_paper::Entity::insert_many(papers).exec_without_returning(db).await?;
    }
    Ok(())
}

/// Writes a hand-off that was held.
pub async fn update(db: &impl ConnectionTrait, row: referral::Model) -> Result<(), Internal> {
    referral::Entity::update(row.into_active_model().reset_all()).exec_without_returning(db).await?;
    Ok(())
}

/// Adds a step.
pub async fn insert_event(db: &impl ConnectionTrait, row: referral_event::Model) -> Result<(), Internal> {
    referral_event::Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// The steps of some hand-offs, oldest first.
pub async fn events(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<referral_event::Model>, Internal> {
    let all =
        referral_event::Entity::find().filter(referral_event::Column::ReferralId.is_in(ids.iter().copied()));
    Ok(all.order_by_asc(referral_event::Column::Id).all(db).await?)
}

/// The files that were handed over.
pub async fn papers(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<Uuid>, Internal> {
    let all = referral_paper::Entity::find().filter(referral_paper::Column::ReferralId.eq(id));
    Ok(all.select_only().column(referral_paper::Column::MaterialId).into_tuple().all(db).await?)
}

/// The files that were handed over with some hand-offs.
pub async fn all_papers(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
) -> Result<Vec<referral_paper::Model>, Internal> {
    use referral_paper::{Column, Entity};
    Ok(Entity::find().filter(Column::ReferralId.is_in(ids.iter().copied())).all(db).await?)
}

/// Clues that ended at this instant or before.
pub fn due_clues(cutoff: DateTime<Utc>) -> Due<referral::Entity> {
    let when = Condition::all().add(referral::Column::Kind.eq(HandoffKind::Clue.word()));
    Due { key: referral::Column::Id, when: when.add(referral::Column::EndedAt.lte(cutoff)) }
}
