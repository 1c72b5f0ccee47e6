//! Staff accounts: who works where, as what.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use hechang_entity::staff_account;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    error::{Internal, Withdrawn},
    identity::{
        actor::{Duty, Role, Staff},
        holder::Holder,
        passwords, queries,
    },
    organs,
    platform::{change::Change, ids},
};

pub use crate::identity::passwords::StoredPassword;

/// A new account.
pub struct NewStaff {
    /// The name to sign in with.
    pub username: String,
    /// The first password, by [`password`].
    pub password: StoredPassword,
    /// Where they work.
    pub organ_id: Uuid,
    /// In which of its departments, if in one.
    pub department_id: Option<Uuid>,
    /// What they may do.
    pub roles: Vec<Role>,
    /// The person who holds it, if known.
    pub holder: Option<Holder>,
}

/// Whether a name can be signed in with: small letters, digits, dots and dashes, so that nobody mistypes it.
pub fn is_username(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-".contains(&byte);
    (2..=60).contains(&text.len()) && text.bytes().all(fits)
}

/// A first password: random, and easy to type from a screen.
pub fn first_password() -> String {
    let word = ids::random_word::<10>();
    let groups: Vec<_> = word.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
    groups.join("-")
}

/// A password as it is stored, hashed off the request threads.
pub async fn password(text: String) -> Result<StoredPassword, Internal> {
    passwords::store(text).await
}

/// Sets another password and ends every sign-in with the old one (ID-13); the caller commits.
pub async fn set_password(change: &Change, id: Uuid, password: StoredPassword) -> Result<(), Internal> {
    queries::set_password(change.db(), id, password.into_hash()).await?;
    queries::end_sign_ins_of(change.db(), id, change.now()).await
}

/// The account of a name, disabled or not.
pub async fn account(db: &impl ConnectionTrait, username: &str) -> Result<Option<Uuid>, Internal> {
    Ok(queries::staff_by_name(db, username).await?.map(|row| row.id))
}

/// Makes an account; the caller commits.
pub async fn add(change: &Change, new: NewStaff) -> Result<Uuid, Internal> {
    let id = ids::new_id();
    let row = staff_account::Model {
        id,
        username: new.username,
        password_hash: new.password.into_hash(),
        organ_id: new.organ_id,
        roles: serde_json::to_value(&new.roles)?,
        disabled_at: None,
        created_at: change.now(),
        totp_sealed: None,
        totp_pending_sealed: None,
        totp_step: None,
        must_change_password: false,
        password_ends_at: None,
        department_id: new.department_id,
        holder_index: new.holder.map(Holder::into_index),
    };
    queries::insert_staff(change.db(), row).await?;
    Ok(id)
}

/// Says that an account's password was handed over: another must be chosen before anything else, and where an end is given
/// the password stops to work then (ID-10). The caller commits.
pub async fn hand_over(change: &Change, id: Uuid, ends_at: Option<DateTime<Utc>>) -> Result<(), Internal> {
    queries::hand_over(change.db(), id, ends_at).await
}

/// A member of staff whose account isn't disabled.
pub async fn find(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Staff>, Internal> {
    let Some(row) = queries::staff(db, id).await? else { return Ok(None) };
    Ok(Some(member(db, row).await?))
}

/// Refuses a member of staff who isn't any more what the request knows: an account that ended, other roles, another place.
///
/// # Errors
/// [`Withdrawn`].
pub async fn still(db: &impl ConnectionTrait, known: &Staff) -> Result<(), Internal> {
    let now = find(db, known.id).await?;
    let same = |now: Staff| now == *known;
    if now.is_some_and(same) { Ok(()) } else { Err(Internal::from_error(Withdrawn)) }
}

/// The member of staff of an account.
pub(super) async fn member(db: &impl ConnectionTrait, row: staff_account::Model) -> Result<Staff, Internal> {
    let organ = organs::service::organ(db, row.organ_id).await.map_err(Internal::from_error)?;
    let roles = serde_json::from_value(row.roles)?;
    let line = match row.department_id {
        Some(id) => Some(organs::service::department(db, id).await.map_err(Internal::from_error)?.line),
        None => None,
    };
    let known = row.holder_index.is_some();
    Ok(Staff { id: row.id, organ_id: organ.id, organ_code: organ.code, line, roles, known })
}

/// What an account's holder must do before anything else.
pub(super) fn duty(account: &staff_account::Model, factor_required: bool) -> Option<Duty> {
    if account.must_change_password {
        return Some(Duty::ChangePassword);
    }
    (factor_required && account.totp_sealed.is_none()).then_some(Duty::SetUpFactor)
}

/// A member of staff as colleagues see them.
pub struct Colleague {
    /// The account.
    pub id: Uuid,
    /// The name they sign in with.
    pub username: String,
    /// What they may do.
    pub roles: Vec<Role>,
}

/// Those who work at these organs, by name, without disabled accounts.
pub async fn at_organs(db: &impl ConnectionTrait, organs: &[Uuid]) -> Result<Vec<Colleague>, Internal> {
    let rows = queries::staff_of_organs(db, organs).await?;
    let colleague = |row: staff_account::Model| {
        Ok(Colleague { id: row.id, username: row.username, roles: serde_json::from_value(row.roles)? })
    };
    rows.into_iter().map(colleague).collect()
}

/// How many work at an organ, without disabled accounts.
pub async fn count_at(db: &impl ConnectionTrait, organ: Uuid) -> Result<u64, Internal> {
    queries::count_staff_of(db, organ).await
}

/// How many work in a department, without disabled accounts.
pub async fn count_in(db: &impl ConnectionTrait, department: Uuid) -> Result<u64, Internal> {
    queries::count_staff_in(db, department).await
}

/// Ends every sign-in of those who work in a department (ID-13); the caller commits.
pub async fn end_sign_ins_in(change: &Change, department: Uuid) -> Result<(), Internal> {
    for id in queries::staff_in(change.db(), department).await? {
        queries::end_sign_ins_of(change.db(), id, change.now()).await?;
    }
    Ok(())
}

/// The names that members of staff sign in with, by account; also of those who have left.
pub async fn usernames(
    db: &impl ConnectionTrait,
    ids: &BTreeSet<Uuid>,
) -> Result<HashMap<Uuid, String>, Internal> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    Ok(queries::usernames(db, ids).await?.into_iter().collect())
}

/// The name a member of staff signs in with.
pub async fn username(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<String>, Internal> {
    Ok(queries::staff(db, id).await?.map(|row| row.username))
}
