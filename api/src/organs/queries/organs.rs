//! Organs and their tree.

use hechang_entity::organ::{ActiveModel, Column, Entity};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
    sea_query::{CommonTableExpression, Expr, LockType, Query, UnionType, WithClause, WithQuery},
};
use uuid::Uuid;

use crate::{error::Internal, organs::model::Organ, platform::database::is_postgres};

pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Organ>, Internal> {
    Entity::find_by_id(id).one(db).await?.map(Organ::try_from).transpose()
}

pub async fn by_code(db: &impl ConnectionTrait, code: &str) -> Result<Option<Organ>, Internal> {
    let row = Entity::find().filter(Column::Code.eq(code)).one(db).await?;
    row.map(Organ::try_from).transpose()
}

/// All of them, closed ones too, in the order of codes.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Organ>, Internal> {
    Entity::find().order_by_asc(Column::Code).all(db).await?.into_iter().map(Organ::try_from).collect()
}

/// Some of them, in the order of codes.
pub async fn by_ids(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Organ>, Internal> {
    let some = Entity::find().filter(Column::Id.is_in(ids.iter().copied()));
    some.order_by_asc(Column::Code).all(db).await?.into_iter().map(Organ::try_from).collect()
}

pub async fn insert(db: &impl ConnectionTrait, organ: &Organ) -> Result<(), Internal> {
    Entity::insert(row(organ)?).exec_without_returning(db).await?;
    Ok(())
}

pub async fn update(db: &impl ConnectionTrait, organ: &Organ) -> Result<(), Internal> {
    Entity::update(row(organ)?).exec_without_returning(db).await?;
    Ok(())
}

fn row(organ: &Organ) -> Result<ActiveModel, Internal> {
    Ok(ActiveModel {
        id: Set(organ.id),
        code: Set(organ.code.clone()),
        name: Set(serde_json::to_value(&organ.name)?),
        short_name: Set(organ.short_name.as_ref().map(serde_json::to_value).transpose()?),
        kind: Set(organ.kind),
        level: Set(organ.level),
        parent_id: Set(organ.parent_id),
        partner: Set(organ.partner.map(|kind| kind.word().to_owned())),
        phone: Set(organ.phone.clone()),
        contact: Set(organ.contact.clone()),
        closed_at: Set(organ.closed_at),
        version: Set(organ.version),
    })
}

/// One of them, held until the transaction ends: whoever closes it and whoever puts something there come one after the other.
pub async fn lock(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Organ>, Internal> {
    let one = Entity::find_by_id(id);
    let one = if is_postgres(db) { one.lock(LockType::NoKeyUpdate) } else { one };
    one.one(db).await?.map(Organ::try_from).transpose()
}

/// Some of them after a code, in the order of codes.
pub async fn page(
    db: &impl ConnectionTrait,
    ids: &[Uuid],
    after: Option<String>,
    limit: u64,
) -> Result<Vec<Organ>, Internal> {
    let mut some = Entity::find().filter(Column::Id.is_in(ids.iter().copied()));
    if let Some(after) = after {
        some = some.filter(Column::Code.gt(after));
    }
    let page = some.order_by_asc(Column::Code).limit(limit).all(db).await?;
    page.into_iter().map(Organ::try_from).collect()
}

/// The open organs right below one.
pub async fn children(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<Organ>, Internal> {
    let open = Entity::find().filter(Column::ParentId.eq(id)).filter(Column::ClosedAt.is_null());
    open.order_by_asc(Column::Code).all(db).await?.into_iter().map(Organ::try_from).collect()
}

/// How many organs right below one aren't closed.
pub async fn count_open_below(db: &impl ConnectionTrait, id: Uuid) -> Result<u64, Internal> {
    let open = Entity::find().filter(Column::ParentId.eq(id)).filter(Column::ClosedAt.is_null());
    Ok(open.count(db).await?)
}

/// The organ itself and all below it.
pub async fn with_all_below(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<Uuid>, Internal> {
    let rows = db.query_all(&below(id)).await?;
    Ok(rows.iter().map(|row| row.try_get("", "id")).collect::<Result<_, _>>()?)
}

fn below(id: Uuid) -> WithQuery {
    let next = Query::select()
        .column(("organ", "id"))
        .from("organ")
        .inner_join("below", Expr::col(("organ", "parent_id")).equals(("below", "id")))
        .take();
    // UNION, not UNION ALL: a tree that somebody tied into a knot must not run forever.
    let tree = Query::select()
        .column("id")
        .from("organ")
        .and_where(Expr::col("id").eq(id))
        .union(UnionType::Distinct, next)
        .take();
    let below = CommonTableExpression::new().table_name("below").column("id").query(tree).to_owned();
    let clause = WithClause::new().recursive(true).cte(below).to_owned();
    Query::select().column("id").from("below").take().with(clause)
}
