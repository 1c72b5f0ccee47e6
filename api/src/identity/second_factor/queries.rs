//! The SQL of the second factor, one function a question.

use chrono::{DateTime, Utc};
use hechang_entity::{recovery_code, staff_account};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait,
    IntoActiveModel, PaginatorTrait, QueryFilter, sea_query::Expr,
};
use uuid::Uuid;

use crate::error::Internal;

/// Takes a time step unless it or a later one was taken: of two at the same instant one finds it gone.
pub async fn take_step(db: &impl ConnectionTrait, id: Uuid, step: i64) -> Result<bool, Internal> {
    use staff_account::Column;
    let earlier = Condition::any().add(Column::TotpStep.is_null()).add(Column::TotpStep.lt(step));
    let taken = staff_account::Entity::update_many()
        .col_expr(Column::TotpStep, Expr::value(step))
        .filter(Column::Id.eq(id))
        .filter(earlier)
        .exec(db)
        .await?;
    Ok(taken.rows_affected == 1)
}

/// Spends a recovery code that wasn't used; whether there was one.
pub async fn spend_code(
    db: &impl ConnectionTrait,
    staff: Uuid,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, Internal> {
    use recovery_code::Column;
    let spent = recovery_code::Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now))
        .filter(Column::StaffId.eq(staff))
        .filter(Column::CodeHash.eq(hash))
        .filter(Column::UsedAt.is_null())
        .exec(db)
        .await?;
    Ok(spent.rows_affected == 1)
}

/// Keeps the secret that is being set up.
pub async fn set_pending(db: &impl ConnectionTrait, id: Uuid, sealed: Vec<u8>) -> Result<(), Internal> {
    let row = staff_account::ActiveModel {
        id: Set(id),
        totp_pending_sealed: Set(Some(sealed)),
        ..Default::default()
    };
    staff_account::Entity::update(row).exec_without_returning(db).await?;
    Ok(())
}

/// Sets or takes away the secret in use, with the last step that was taken; nothing is being set up any more.
pub async fn set_factor(
    db: &impl ConnectionTrait,
    id: Uuid,
    sealed: Option<Vec<u8>>,
    step: Option<i64>,
) -> Result<(), Internal> {
    let row = staff_account::ActiveModel {
        id: Set(id),
        totp_sealed: Set(sealed),
        totp_pending_sealed: Set(None),
        totp_step: Set(step),
        ..Default::default()
    };
    staff_account::Entity::update(row).exec_without_returning(db).await?;
    Ok(())
}

/// Deletes all recovery codes of an account.
pub async fn delete_codes(db: &impl ConnectionTrait, staff: Uuid) -> Result<(), Internal> {
    recovery_code::Entity::delete_many().filter(recovery_code::Column::StaffId.eq(staff)).exec(db).await?;
    Ok(())
}

/// Inserts recovery codes.
pub async fn insert_codes(
    db: &impl ConnectionTrait,
    rows: Vec<recovery_code::Model>,
) -> Result<(), Internal> {
    let rows = rows.into_iter().map(|row| row.into_active_model().reset_all());
    recovery_code::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// How many recovery codes weren't used.
pub async fn count_codes(db: &impl ConnectionTrait, staff: Uuid) -> Result<u64, Internal> {
    use recovery_code::Column;
    let left = recovery_code::Entity::find().filter(Column::StaffId.eq(staff));
    Ok(left.filter(Column::UsedAt.is_null()).count(db).await?)
}
