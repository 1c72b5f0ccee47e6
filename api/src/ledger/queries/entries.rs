//! Entries, and balances that follow from them.

use std::collections::HashMap;

use hechang_entity::ledger_entry::{ActiveModel, Column, Entity, Model};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
    sea_query::{Expr, Query},
};
use uuid::Uuid;

use crate::{error::Internal, ledger::chart::Kind, platform::money::Fen};

/// The last entry of an account.
pub async fn last(db: &impl ConnectionTrait, account: Uuid) -> Result<Option<Model>, Internal> {
    Ok(Entity::find().filter(Column::AccountId.eq(account)).order_by_desc(Column::Seq).one(db).await?)
}

/// The balance after the last entry of each of these accounts; those without one are missing.
pub async fn balances(db: &impl ConnectionTrait, accounts: &[Uuid]) -> Result<HashMap<Uuid, Fen>, Internal> {
    // A later entry of the same account: an index look-up an account.
    let later = Query::select()
        .expr(Expr::value(1))
        .from_as("ledger_entry", "later")
        .and_where(Expr::col(("later", Column::AccountId)).equals((Entity, Column::AccountId)))
        .and_where(Expr::col(("later", Column::SeqBefore)).equals((Entity, Column::Seq)))
        .take();
    let rows = Entity::find()
        .filter(Column::AccountId.is_in(accounts.iter().copied()))
        .filter(Expr::exists(later).not())
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.account_id, Fen::of(row.balance_after))).collect())
}

/// What all entries of an organ's year come to, by kind of account.
pub async fn totals(
    db: &impl ConnectionTrait,
    organ: Uuid,
    year: i32,
) -> Result<HashMap<Kind, Fen>, Internal> {
    let rows: Vec<(Kind, i64)> = Entity::find()
        .select_only()
        .column(Column::Kind)
        // PostgreSQL sums to a decimal.
        .expr(Expr::col(Column::Amount).sum().cast_as("bigint"))
        .filter(Column::OrganId.eq(organ))
        .filter(Column::Year.eq(year))
        .group_by(Column::Kind)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|(kind, sum)| (kind, Fen::of(sum))).collect())
}

pub async fn insert(db: &impl ConnectionTrait, rows: Vec<Model>) -> Result<(), Internal> {
    let rows = rows.into_iter().map(|row| -> ActiveModel { row.into_active_model().reset_all() });
    Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// The entries of a posting, line by line.
pub async fn of_posting(db: &impl ConnectionTrait, posting: Uuid) -> Result<Vec<Model>, Internal> {
    Ok(Entity::find().filter(Column::PostingId.eq(posting)).order_by_asc(Column::Line).all(db).await?)
}

/// The entries of these postings, each posting's line by line.
pub async fn of_postings(db: &impl ConnectionTrait, postings: &[Uuid]) -> Result<Vec<Model>, Internal> {
    let all = Entity::find().filter(Column::PostingId.is_in(postings.iter().copied()));
    Ok(all.order_by_asc(Column::PostingId).order_by_asc(Column::Line).all(db).await?)
}

/// The page of an account's entries before one, the newest first.
pub async fn of_account(
    db: &impl ConnectionTrait,
    account: Uuid,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    let mut query =
        Entity::find().filter(Column::AccountId.eq(account)).order_by_desc(Column::Seq).limit(limit);
    if let Some(before) = before {
        query = query.filter(Column::Seq.lt(before));
    }
    Ok(query.all(db).await?)
}

/// The page of the entries on an organ's accounts of a kind before one, the newest first.
pub async fn of_kind(
    db: &impl ConnectionTrait,
    (organ, year): (Uuid, i32),
    kind: Kind,
    before: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Model>, Internal> {
    let mut query = Entity::find()
        .filter(Column::OrganId.eq(organ))
        .filter(Column::Year.eq(year))
        .filter(Column::Kind.eq(kind))
        .order_by_desc(Column::Id)
        .limit(limit);
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before));
    }
    Ok(query.all(db).await?)
}
