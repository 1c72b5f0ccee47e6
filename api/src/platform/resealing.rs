//! Sealing anew what an older key or the other suite sealed, while the program serves.
//!
//! Values go over in small batches, each a transaction; a value that somebody changed in between is left to the next pass. What a
//! value was sealed with stands at its beginning, so a run that was killed is simply begun again and finds what is left.

use std::time::{Duration, Instant};

use sea_orm::{
    ConnectionTrait, ExprTrait,
    sea_query::{Expr, Func, Order, Query, SelectStatement, SimpleExpr},
};
use uuid::Uuid;

use crate::{
    error::Internal,
    platform::{
        database::Database,
        vault::{Place, Vault},
    },
};

const AT_ONCE: u64 = 50;
/// The least time in which the writer is left to others between two batches.
const BREATH: Duration = Duration::from_millis(5);

/// A column of sealed values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SealedColumn {
    /// The table.
    pub table: &'static str,
    /// The table's key, a UUID; each value is bound to it.
    pub key: &'static str,
    /// The column.
    pub column: &'static str,
    /// What its values are bound to besides their row.
    pub place: &'static str,
}

/// What became of the values that were not sealed as they are sealed now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Sealed anew.
    pub values: u64,
    /// Changed by somebody in between.
    pub missed: u64,
    /// Not to be opened: their key is missing, or they were altered.
    pub unreadable: u64,
}

/// How many values of a column begin like this; all for an empty beginning.
pub async fn count(
    db: &impl ConnectionTrait,
    column: SealedColumn,
    beginning: &[u8],
) -> Result<u64, Internal> {
    let mut query = values(column);
    query.expr(Func::count(Expr::col(column.key))).and_where(begins(column, beginning)?);
    let row = db.query_one(&query).await?.ok_or_else(|| Internal::msg("a count has no answer"))?;
    let count: i64 = row.try_get_by_index(0)?;
    u64::try_from(count).map_err(Internal::from_error)
}

/// Passes once over a column and seals anew what isn't sealed as values are now.
pub async fn pass(db: &Database, vault: &Vault, column: SealedColumn) -> Result<Resealed, Internal> {
    let (mut done, mut after) = (Resealed::default(), None);
    loop {
        let begun = Instant::now();
        let batch = older(db.read(), column, &vault.present_header(), after).await?;
        let Some((last, _)) = batch.last() else { return Ok(done) };
        after = Some(*last);
        batch_anew(db, vault, column, batch, &mut done).await?;
        tokio::time::sleep(begun.elapsed().max(BREATH)).await;
    }
}

async fn batch_anew(
    db: &Database,
    vault: &Vault,
    column: SealedColumn,
    batch: Vec<(Uuid, Vec<u8>)>,
    done: &mut Resealed,
) -> Result<(), Internal> {
    let tx = db.begin().await?;
    for (id, old) in batch {
        let place = Place { column: column.place, row: id };
        let Ok(plain) = vault.open(place, &old) else {
            done.unreadable += 1;
            continue;
        };
        if replace(&tx, column, id, old, vault.seal(place, &plain)?).await? {
            done.values += 1;
        } else {
            done.missed += 1;
        }
    }
    Ok(tx.commit().await?)
}

/// Values that begin otherwise, in the order of their rows.
async fn older(
    db: &impl ConnectionTrait,
    column: SealedColumn,
    present: &[u8],
    after: Option<Uuid>,
) -> Result<Vec<(Uuid, Vec<u8>)>, Internal> {
    let mut query = values(column);
    query
        .columns([column.key, column.column])
        .and_where(begins(column, present)?.not())
        .and_where_option(after.map(|after| Expr::col(column.key).gt(after)))
        .order_by(column.key, Order::Asc)
        .limit(AT_ONCE);
    let rows = db.query_all(&query).await?;
    rows.into_iter().map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?))).collect()
}

/// Only over what was read: false when somebody was faster.
async fn replace(
    db: &impl ConnectionTrait,
    column: SealedColumn,
    id: Uuid,
    old: Vec<u8>,
    new: Vec<u8>,
) -> Result<bool, Internal> {
    let update = Query::update()
        .table(column.table)
        .value(column.column, new)
        .and_where(Expr::col(column.key).eq(id))
        .and_where(Expr::col(column.column).eq(old))
        .take();
    Ok(db.execute(&update).await?.rows_affected() == 1)
}

fn values(column: SealedColumn) -> SelectStatement {
    Query::select().from(column.table).and_where(Expr::col(column.column).is_not_null()).take()
}

fn begins(column: SealedColumn, beginning: &[u8]) -> Result<SimpleExpr, Internal> {
    let length = i32::try_from(beginning.len()).map_err(Internal::from_error)?;
    let head = Func::cust("substr").arg(Expr::col(column.column)).arg(1).arg(length);
    Ok(Expr::expr(head).eq(beginning.to_vec()))
}
