//! A sealed value opens only where it was sealed (security.md KEY-1): not in another row, not in another column.

use hechang::{
    platform::{
        database::Database,
        ids,
        resealing::SealedColumn,
        vault::{Place, Vault},
    },
    sealed_columns::SEALED_COLUMNS,
};
use sea_orm::{
    ConnectionTrait, ExprTrait,
    sea_query::{Expr, Query},
};
use uuid::Uuid;

async fn a_value(database: &Database, one: SealedColumn) -> Option<(Uuid, Vec<u8>)> {
    let mut query = Query::select();
    query.column(one.key).column(one.column).from(one.table);
    query.and_where(Expr::col(one.column).is_not_null()).limit(1);
    let row = database.read().query_one(&query).await.unwrap()?;
    Some((row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap()))
}

/// Moves a value of each sealed column to another row and to each other column. Columns that hold nothing get a value made for them.
pub async fn open_nowhere_else(database: &Database, vault: &Vault) {
    let mut found = 0;
    for one in SEALED_COLUMNS {
        let held = a_value(database, one).await;
        found += u32::from(held.is_some());
        let (row, sealed) = held.unwrap_or_else(|| {
            let row = ids::new_id();
            (row, vault.seal(Place { column: one.place, row }, b"made for the test").unwrap())
        });
        let opens = |column, row| vault.open(Place { column, row }, &sealed).is_ok();
        assert!(opens(one.place, row), "{}: its own place", one.place);
        assert!(!opens(one.place, ids::new_id()), "{}: another row", one.place);
        for other in SEALED_COLUMNS.iter().filter(|other| other.place != one.place) {
            assert!(!opens(other.place, row), "{} opens as {}", one.place, other.place);
        }
    }
    assert!(found >= 12, "the journey filled {found} columns only");
}
