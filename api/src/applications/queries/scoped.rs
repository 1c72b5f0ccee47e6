//! SQL about applications within organs. The scope stands in the one constructor, so that no list can forget it.

use chrono::NaiveDate;
use hechang_entity::application;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect,
    Select, sea_query::NullOrdering,
};
use uuid::Uuid;

use crate::{
    applications::model::{Holder, QueueFilter, Search},
    catalog::State,
    error::Internal,
};

/// Where a line stands in the queue: its deadline, then its id; without a deadline after all that have one.
pub type Place = (Option<NaiveDate>, Uuid);

/// One application in scope, drafts excepted: they are the citizen's alone.
pub async fn find(
    db: &impl ConnectionTrait,
    organs: &[Uuid],
    id: Uuid,
) -> Result<Option<application::Model>, Internal> {
    Ok(in_scope(organs).filter(application::Column::Id.eq(id)).one(db).await?)
}

/// Those of several applications that are in scope, in any order.
pub async fn among(
    db: &impl ConnectionTrait,
    organs: &[Uuid],
    ids: &[Uuid],
) -> Result<Vec<application::Model>, Internal> {
    Ok(in_scope(organs).filter(application::Column::Id.is_in(ids.iter().copied())).all(db).await?)
}

/// A part of the queue, nearest deadline first.
pub async fn queue(
    db: &impl ConnectionTrait,
    organs: &[Uuid],
    filter: &QueueFilter,
    today: NaiveDate,
    after: Option<Place>,
    limit: u64,
) -> Result<Vec<application::Model>, Internal> {
    let found = searched(filtered(in_scope(organs), filter, today), &filter.search);
    let page = match after {
        Some(place) => found.filter(behind(place)),
        None => found,
    };
    let ordered = page
        .order_by_with_nulls(application::Column::DueOn, Order::Asc, NullOrdering::Last)
        .order_by_asc(application::Column::Id);
    Ok(ordered.limit(limit).all(db).await?)
}

fn in_scope(organs: &[Uuid]) -> Select<application::Entity> {
    application::Entity::find()
        .filter(application::Column::OrganId.is_in(organs.iter().copied()))
        .filter(application::Column::State.ne(State::Draft.as_str()))
}

fn filtered(
    query: Select<application::Entity>,
    filter: &QueueFilter,
    today: NaiveDate,
) -> Select<application::Entity> {
    use application::Column;
    let late = Condition::all().add(Column::DueOn.lt(today));
    let on_time = Condition::any().add(Column::DueOn.gte(today)).add(Column::DueOn.is_null());
    let held = match filter.holder {
        Holder::Anybody => None,
        Holder::Nobody => Some(Column::AssigneeId.is_null()),
        Holder::One(holder) => Some(Column::AssigneeId.eq(holder)),
    };
    let conditions = Condition::all()
        .add_option(filter.state.map(|state| Column::State.eq(state.as_str())))
        .add_option(filter.service.as_ref().map(|service| Column::ServiceKey.eq(service)))
        .add_option(filter.center.map(|center| Column::CenterId.eq(center)))
        .add_option(held)
        .add_option(filter.overdue.map(|overdue| if overdue { late } else { on_time }));
    query.filter(conditions)
}

fn searched(query: Select<application::Entity>, search: &Search) -> Select<application::Entity> {
    match search {
        Search::Anything => query,
        Search::Receipt(receipt) => query.filter(application::Column::ReceiptNo.eq(receipt)),
        Search::Applicant { name, id } => {
            use application::Column::{ApplicantIdIndex, ApplicantNameIndex};
            let either = Condition::any().add(ApplicantNameIndex.eq(name.as_slice()));
            query.filter(either.add(ApplicantIdIndex.eq(id.as_slice())))
        }
        Search::Citizen(citizen) => {
            query.filter(application::Column::CitizenId.is_in(citizen.iter().copied().collect::<Vec<_>>()))
        }
    }
}

fn behind((due_on, id): Place) -> Condition {
    use application::Column;
    let Some(due_on) = due_on else {
        return Condition::all().add(Column::DueOn.is_null()).add(Column::Id.gt(id));
    };
    Condition::any()
        .add(Column::DueOn.gt(due_on))
        .add(Condition::all().add(Column::DueOn.eq(due_on)).add(Column::Id.gt(id)))
        .add(Column::DueOn.is_null())
}
