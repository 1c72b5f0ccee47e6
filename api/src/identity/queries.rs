//! The SQL of identity, one function a question.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use hechang_entity::{citizen, code_challenge, sign_in, spent_refresh_token, staff_account};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect, TryInsertResult,
    sea_query::{Expr, LockType},
};
use uuid::Uuid;

use crate::{error::Internal, platform::database::is_postgres};

/// A list of sign-ins is bounded (LIM-8); nobody has that many devices.
const MOST_SIGN_INS: u64 = 100;

async fn insert<A: ActiveModelTrait>(
    db: &impl ConnectionTrait,
    row: impl IntoActiveModel<A>,
) -> Result<(), Internal> {
    A::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(db).await?;
    Ok(())
}

/// Inserts a challenge.
pub async fn insert_challenge(db: &impl ConnectionTrait, row: code_challenge::Model) -> Result<(), Internal> {
    insert::<code_challenge::ActiveModel>(db, row).await
}

/// Counts a try on a living challenge; none when it is dead, so that never more than `most` codes are looked at.
pub async fn count_try(
    db: &impl ConnectionTrait,
    id: Uuid,
    most: i32,
    now: DateTime<Utc>,
) -> Result<Option<code_challenge::Model>, Internal> {
    use code_challenge::Column;
    let rows = code_challenge::Entity::update_many()
        .col_expr(Column::Tries, Expr::col(Column::Tries).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::Tries.lt(most))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .exec_with_returning(db)
        .await?;
    Ok(rows.into_iter().next())
}

/// Marks a challenge as answered.
pub async fn spend_challenge(
    db: &impl ConnectionTrait,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<(), Internal> {
    let row = code_challenge::ActiveModel { id: Set(id), used_at: Set(Some(now)), ..Default::default() };
    code_challenge::Entity::update(row).exec_without_returning(db).await?;
    Ok(())
}

/// A citizen by account.
pub async fn citizen(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<citizen::Model>, Internal> {
    Ok(citizen::Entity::find_by_id(id).one(db).await?)
}

/// Several citizens, in any order.
pub async fn citizens(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<citizen::Model>, Internal> {
    Ok(citizen::Entity::find().filter(citizen::Column::Id.is_in(ids.iter().copied())).all(db).await?)
}

/// Holds a citizen's row until the transaction ends.
pub async fn lock_citizen(db: &impl ConnectionTrait, id: Uuid) -> Result<(), Internal> {
    let row = citizen::Entity::find_by_id(id).select_only().column(citizen::Column::Id);
    let row = if is_postgres(db) { row.lock(LockType::NoKeyUpdate) } else { row };
    row.into_tuple::<Uuid>().one(db).await?;
    Ok(())
}

/// A citizen by the blind index of their phone.
pub async fn citizen_by_phone(
    db: &impl ConnectionTrait,
    index: &[u8],
) -> Result<Option<citizen::Model>, Internal> {
    Ok(citizen::Entity::find().filter(citizen::Column::PhoneIndex.eq(index)).one(db).await?)
}

/// Inserts a citizen unless the phone is known; whether it did.
pub async fn insert_citizen(db: &impl ConnectionTrait, row: citizen::Model) -> Result<bool, Internal> {
    let inserted = citizen::Entity::insert(row.into_active_model().reset_all())
        .on_conflict_do_nothing_on([citizen::Column::PhoneIndex])
        .exec_without_returning(db)
        .await?;
    // A conflict is `Inserted(0)` here: the database reports no row, sea-orm no conflict.
    Ok(matches!(inserted, TryInsertResult::Inserted(1)))
}

/// Puts another phone in the place of a citizen's.
pub async fn set_phone(
    db: &impl ConnectionTrait,
    id: Uuid,
    index: Vec<u8>,
    sealed: Vec<u8>,
) -> Result<(), Internal> {
    let row = citizen::ActiveModel {
        id: Set(id),
        phone_index: Set(index),
        phone_sealed: Set(sealed),
        ..Default::default()
    };
    citizen::Entity::update(row).exec_without_returning(db).await?;
    Ok(())
}

/// Every sign-in of somebody that is still on record, the newest first.
pub async fn all_sign_ins_of(
    db: &impl ConnectionTrait,
    subject: Uuid,
) -> Result<Vec<sign_in::Model>, Internal> {
    let all = sign_in::Entity::find().filter(sign_in::Column::SubjectId.eq(subject));
    Ok(all.order_by_desc(sign_in::Column::Id).all(db).await?)
}

/// A staff account by name.
pub async fn staff_by_name(
    db: &impl ConnectionTrait,
    name: &str,
) -> Result<Option<staff_account::Model>, Internal> {
    Ok(staff_account::Entity::find().filter(staff_account::Column::Username.eq(name)).one(db).await?)
}

/// A staff account, disabled or not.
pub async fn any_staff(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<staff_account::Model>, Internal> {
    Ok(staff_account::Entity::find_by_id(id).one(db).await?)
}

/// A staff account that isn't disabled.
pub async fn staff(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<staff_account::Model>, Internal> {
    let enabled = staff_account::Column::DisabledAt.is_null();
    Ok(staff_account::Entity::find_by_id(id).filter(enabled).one(db).await?)
}

/// The accounts of these organs that aren't disabled, by name.
pub async fn staff_of_organs(
    db: &impl ConnectionTrait,
    organs: &[Uuid],
) -> Result<Vec<staff_account::Model>, Internal> {
    use staff_account::Column;
    let there = staff_account::Entity::find().filter(Column::OrganId.is_in(organs.iter().copied()));
    Ok(there.filter(Column::DisabledAt.is_null()).order_by_asc(Column::Username).all(db).await?)
}

/// How many accounts of an organ aren't disabled.
pub async fn count_staff_of(db: &impl ConnectionTrait, organ: Uuid) -> Result<u64, Internal> {
    use staff_account::Column;
    let there = staff_account::Entity::find().filter(Column::OrganId.eq(organ));
    Ok(there.filter(Column::DisabledAt.is_null()).count(db).await?)
}

/// How many accounts of a department aren't disabled.
pub async fn count_staff_in(db: &impl ConnectionTrait, department: Uuid) -> Result<u64, Internal> {
    use staff_account::Column;
    let there = staff_account::Entity::find().filter(Column::DepartmentId.eq(department));
    Ok(there.filter(Column::DisabledAt.is_null()).count(db).await?)
}

/// The accounts of a department.
pub async fn staff_in(db: &impl ConnectionTrait, department: Uuid) -> Result<Vec<Uuid>, Internal> {
    use staff_account::Column;
    let there = staff_account::Entity::find().select_only().column(Column::Id);
    Ok(there.filter(Column::DepartmentId.eq(department)).into_tuple().all(db).await?)
}

/// The names of accounts.
pub async fn usernames(
    db: &impl ConnectionTrait,
    ids: &BTreeSet<Uuid>,
) -> Result<Vec<(Uuid, String)>, Internal> {
    use staff_account::Column;
    let named = staff_account::Entity::find().select_only().columns([Column::Id, Column::Username]);
    Ok(named.filter(Column::Id.is_in(ids.iter().copied())).into_tuple().all(db).await?)
}

/// Inserts a staff account.
pub async fn insert_staff(db: &impl ConnectionTrait, row: staff_account::Model) -> Result<(), Internal> {
    insert::<staff_account::ActiveModel>(db, row).await
}

/// Sets the hash of an account's password, which lasts.
pub async fn set_password(db: &impl ConnectionTrait, id: Uuid, hash: String) -> Result<(), Internal> {
    let row = staff_account::ActiveModel {
        id: Set(id),
        password_hash: Set(hash),
        must_change_password: Set(false),
        password_ends_at: Set(None),
        ..Default::default()
    };
    staff_account::Entity::update(row).exec_without_returning(db).await?;
    Ok(())
}

/// The account of the person with this hash.
pub async fn staff_of_holder(db: &impl ConnectionTrait, index: &[u8]) -> Result<Option<Uuid>, Internal> {
    use staff_account::{Column, Entity};
    Ok(Entity::find().filter(Column::HolderIndex.eq(index)).one(db).await?.map(|row| row.id))
}

/// Says who holds an account.
pub async fn set_holder(db: &impl ConnectionTrait, id: Uuid, index: Vec<u8>) -> Result<(), Internal> {
    let row =
        staff_account::ActiveModel { id: Set(id), holder_index: Set(Some(index)), ..Default::default() };
    staff_account::Entity::update(row).exec_without_returning(db).await?;
    Ok(())
}

/// Marks an account's password as one to be changed, with its end.
pub async fn hand_over(
    db: &impl ConnectionTrait,
    id: Uuid,
    ends_at: Option<DateTime<Utc>>,
) -> Result<(), Internal> {
    let row = staff_account::ActiveModel {
        id: Set(id),
        must_change_password: Set(true),
        password_ends_at: Set(ends_at),
        ..Default::default()
    };
    staff_account::Entity::update(row).exec_without_returning(db).await?;
    Ok(())
}

/// Ends every sign-in of an account.
pub async fn end_sign_ins_of(
    db: &impl ConnectionTrait,
    subject: Uuid,
    now: DateTime<Utc>,
) -> Result<(), Internal> {
    use sign_in::Column;
    sign_in::Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now))
        .filter(Column::SubjectId.eq(subject))
        .filter(Column::EndedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Inserts a sign-in.
pub async fn insert_sign_in(db: &impl ConnectionTrait, row: sign_in::Model) -> Result<(), Internal> {
    insert::<sign_in::ActiveModel>(db, row).await
}

/// A sign-in that hasn't ended.
pub async fn living_sign_in(
    db: &impl ConnectionTrait,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<sign_in::Model>, Internal> {
    Ok(living(now).filter(sign_in::Column::Id.eq(id)).one(db).await?)
}

/// A sign-in that hasn't ended, by the hash of its secret.
pub async fn living_sign_in_by_secret(
    db: &impl ConnectionTrait,
    hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<sign_in::Model>, Internal> {
    Ok(living(now).filter(sign_in::Column::SecretHash.eq(hash)).one(db).await?)
}

fn living(now: DateTime<Utc>) -> sea_orm::Select<sign_in::Entity> {
    sign_in::Entity::find()
        .filter(sign_in::Column::EndedAt.is_null())
        .filter(sign_in::Column::ExpiresAt.gt(now))
}

/// Exchanges the secret of a living sign-in. Of two at the same instant one finds the old secret gone.
pub async fn rotate_secret(
    db: &impl ConnectionTrait,
    old: &[u8],
    new: Vec<u8>,
    channel: &str,
    now: DateTime<Utc>,
) -> Result<Option<sign_in::Model>, Internal> {
    use sign_in::Column;
    let rows = sign_in::Entity::update_many()
        .col_expr(Column::SecretHash, Expr::value(new))
        .col_expr(Column::SeenAt, Expr::value(now))
        .filter(Column::SecretHash.eq(old))
        .filter(Column::Channel.eq(channel))
        .filter(Column::EndedAt.is_null())
        .filter(Column::ExpiresAt.gt(now))
        .exec_with_returning(db)
        .await?;
    Ok(rows.into_iter().next())
}

/// Remembers a used refresh token.
pub async fn insert_spent(
    db: &impl ConnectionTrait,
    hash: &[u8],
    sign_in_id: Uuid,
    now: DateTime<Utc>,
) -> Result<(), Internal> {
    let row = spent_refresh_token::ActiveModel {
        secret_hash: Set(hash.to_vec()),
        sign_in_id: Set(sign_in_id),
        spent_at: Set(now),
    };
    spent_refresh_token::Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// The sign-in whose refresh token was used before.
pub async fn sign_in_of_spent(db: &impl ConnectionTrait, hash: &[u8]) -> Result<Option<Uuid>, Internal> {
    let spent = spent_refresh_token::Entity::find_by_id(hash.to_vec()).one(db).await?;
    Ok(spent.map(|spent| spent.sign_in_id))
}

/// Ends a sign-in.
pub async fn end_sign_in(db: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<(), Internal> {
    use sign_in::Column;
    sign_in::Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now))
        .filter(Column::Id.eq(id))
        .filter(Column::EndedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// The living sign-ins of an account, the last used first.
pub async fn sign_ins_of(
    db: &impl ConnectionTrait,
    subject: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<sign_in::Model>, Internal> {
    let own = living(now).filter(sign_in::Column::SubjectId.eq(subject));
    Ok(own.order_by_desc(sign_in::Column::SeenAt).limit(MOST_SIGN_INS).all(db).await?)
}

/// Ends every sign-in of an account but one.
pub async fn end_other_sign_ins(
    db: &impl ConnectionTrait,
    subject: Uuid,
    kept: Uuid,
    now: DateTime<Utc>,
) -> Result<(), Internal> {
    use sign_in::Column;
    sign_in::Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now))
        .filter(Column::SubjectId.eq(subject))
        .filter(Column::Id.ne(kept))
        .filter(Column::EndedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// Notes that somebody proved anew who they are.
pub async fn prove_sign_in(db: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<(), Internal> {
    let row = sign_in::ActiveModel { id: Set(id), proved_at: Set(Some(now)), ..Default::default() };
    sign_in::Entity::update(row).exec_without_returning(db).await?;
    Ok(())
}

/// Notes that a session is in use.
pub async fn touch_sign_in(db: &impl ConnectionTrait, id: Uuid, now: DateTime<Utc>) -> Result<(), Internal> {
    let row = sign_in::ActiveModel { id: Set(id), seen_at: Set(now), ..Default::default() };
    sign_in::Entity::update(row).exec_without_returning(db).await?;
    Ok(())
}
