//! SQL about requests.

use chrono::{DateTime, NaiveDate, Utc};
use hechang_entity::data_request::{Column, Entity, Model};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Expr, SelectStatement},
};
use uuid::Uuid;

use crate::{error::Internal, platform::aging::Due};

/// Puts a request on record.
pub async fn insert(db: &impl ConnectionTrait, row: Model) -> Result<(), Internal> {
    Entity::insert(row.into_active_model()).exec_without_returning(db).await?;
    Ok(())
}

/// A request.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Model>, Internal> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// A page of a citizen's requests, the newest first.
pub async fn of(
    db: &impl ConnectionTrait,
    citizen: Uuid,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    let mine = Entity::find().filter(Column::CitizenId.eq(citizen));
    let mine = mine.apply_if(after, |mine, after| mine.filter(Column::Id.lt(after)));
    Ok(mine.order_by_desc(Column::Id).limit(limit).all(db).await?)
}

/// How many requests about a matter wait.
pub async fn count_open(db: &impl ConnectionTrait, application: Uuid) -> Result<u64, Internal> {
    let open = Entity::find().filter(Column::ApplicationId.eq(application));
    Ok(open.filter(Column::DoneAt.is_null()).count(db).await?)
}

/// A page of the requests of some organs: open ones with the nearest deadline first, answered ones with the last first.
pub async fn at_desk(
    db: &impl ConnectionTrait,
    matters: SelectStatement,
    is_open: bool,
    after: Option<(NaiveDate, Uuid)>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    let all = Entity::find().filter(Column::ApplicationId.in_subquery(matters));
    let all = if is_open {
        let open = all.filter(Column::DoneAt.is_null());
        let open = open.apply_if(after, |open, (due, id)| {
            let same = Column::DueOn.eq(due).and(Column::Id.gt(id));
            open.filter(Condition::any().add(Column::DueOn.gt(due)).add(same))
        });
        open.order_by_asc(Column::DueOn).order_by_asc(Column::Id)
    } else {
        let done = all.filter(Column::DoneAt.is_not_null());
        let done = done.apply_if(after, |done, (due, id)| {
            let same = Column::DueOn.eq(due).and(Column::Id.lt(id));
            done.filter(Condition::any().add(Column::DueOn.lt(due)).add(same))
        });
        done.order_by_desc(Column::DueOn).order_by_desc(Column::Id)
    };
    Ok(all.limit(limit).all(db).await?)
}

/// Gives a request its outcome, unless it has one; whether it did.
pub async fn answer(
    db: &impl ConnectionTrait,
    id: Uuid,
    outcome: &str,
    sealed: Vec<u8>,
    by: Uuid,
    at: DateTime<Utc>,
) -> Result<bool, Internal> {
    let answered = Entity::update_many()
        .col_expr(Column::DoneAt, Expr::value(at))
        .col_expr(Column::Outcome, Expr::value(outcome))
        .col_expr(Column::AnswerSealed, Expr::value(sealed))
        .col_expr(Column::AnsweredBy, Expr::value(by))
        .filter(Column::Id.eq(id))
        .filter(Column::DoneAt.is_null())
        .exec(db)
        .await?;
    Ok(answered.rows_affected > 0)
}

/// Requests whose outcome was given at this instant or before.
pub fn due(cutoff: DateTime<Utc>) -> Due<Entity> {
    Due { key: Column::Id, when: Condition::all().add(Column::DoneAt.lte(cutoff)) }
}
