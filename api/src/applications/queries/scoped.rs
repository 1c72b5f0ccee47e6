//! SQL about applications within somebody's reach. The reach stands in the one constructor, so that no list can forget it; it is the
//! policy's rule about matters said to the database, and a test holds the two against each other.

use chrono::NaiveDate;
use hechang_entity::application;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, Order, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
    sea_query::{NullOrdering, SelectStatement},
};
use uuid::Uuid;

use crate::{
    applications::model::{Holder, QueueFilter, Search},
    catalog::State,
    error::Internal,
    identity::policy::Reach,
};

/// Where a line stands in the queue: its deadline, then its id; without a deadline after all that have one.
pub type Place = (Option<NaiveDate>, Uuid);

/// One application in scope, drafts excepted: they are the citizen's alone.
pub async fn find(
    db: &impl ConnectionTrait,
    reach: &Reach,
    id: Uuid,
) -> Result<Option<application::Model>, Internal> {
    Ok(in_reach(reach).filter(application::Column::Id.eq(id)).one(db).await?)
}

/// Those of several applications that are in scope, in any order.
pub async fn among(
    db: &impl ConnectionTrait,
    reach: &Reach,
    ids: &[Uuid],
) -> Result<Vec<application::Model>, Internal> {
    Ok(in_reach(reach).filter(application::Column::Id.is_in(ids.iter().copied())).all(db).await?)
}

/// The ids of what is in scope, for what hangs on it in other tables.
pub fn ids(reach: &Reach) -> SelectStatement {
    in_reach(reach).select_only().column(application::Column::Id).into_query()
}

/// A part of the queue, nearest deadline first.
pub async fn queue(
    db: &impl ConnectionTrait,
    reach: &Reach,
    filter: &QueueFilter,
    today: NaiveDate,
    after: Option<Place>,
    limit: u64,
) -> Result<Vec<application::Model>, Internal> {
    let found = searched(filtered(in_reach(reach), filter, today), &filter.search);
    let page = match after {
        Some(place) => found.filter(behind(place)),
        None => found,
    };
    let ordered = page
        .order_by_with_nulls(application::Column::DueOn, Order::Asc, NullOrdering::Last)
        .order_by_asc(application::Column::Id);
    Ok(ordered.limit(limit).all(db).await?)
}

fn in_reach(reach: &Reach) -> Select<application::Entity> {
    use application::Column;
    let organs: &[Uuid] = if reach.sees_matters() { &reach.organs } else { &[] };
    let not_kept_out =
        (!reach.recused.is_empty()).then(|| Column::Id.is_not_in(reach.recused.iter().copied()));
    let shared = Condition::all().add_option(of_line(reach)).add_option(unguarded(reach));
    application::Entity::find()
        .filter(Column::OrganId.is_in(organs.iter().copied()))
        .filter(Column::State.ne(State::Draft.as_str()))
        .filter(Condition::all().add_option(not_kept_out))
        .filter(Condition::any().add(Column::AssigneeId.eq(reach.staff.id)).add(shared))
}

/// Of their line of work, or of none; no condition for who stands above departments.
fn of_line(reach: &Reach) -> Option<Condition> {
    use application::Column;
    let line = reach.staff.line?;
    Some(Condition::any().add(Column::Line.is_null()).add(Column::Line.eq(line.word())))
}

/// Not guarded, or not yet taken at their own organ; no condition for who sees guarded matters.
fn unguarded(reach: &Reach) -> Option<Condition> {
    use application::Column;
    let taken = Condition::all().add(Column::AssigneeId.is_null());
    let own = taken.add(Column::OrganId.eq(reach.staff.organ_id));
    (!reach.sees_guarded()).then(|| Condition::any().add(Column::Guarded.eq(false)).add(own))
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
