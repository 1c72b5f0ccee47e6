//! Rows that are past their time, erased a batch at a time so that no statement holds the database for long.

use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect,
    QueryTrait,
};

use crate::error::Internal;

/// Rows of a table that a condition calls due.
pub struct Due<E: EntityTrait> {
    /// The primary key.
    pub key: E::Column,
    /// Which rows.
    pub when: Condition,
}

impl<E: EntityTrait> Due<E>
where
    E::Model: Sync,
{
    /// How many there are.
    pub async fn count(&self, db: &impl ConnectionTrait) -> Result<u64, Internal> {
        Ok(E::find().filter(self.when.clone()).count(db).await?)
    }

    /// Erases at most so many; answers how many went.
    pub async fn erase(&self, db: &impl ConnectionTrait, most: u64) -> Result<u64, Internal> {
        let some = E::find().select_only().column(self.key).filter(self.when.clone()).limit(most);
        let some = some.into_query();
        let erased = E::delete_many().filter(self.key.in_subquery(some)).exec(db).await?;
        Ok(erased.rows_affected)
    }
}
