//! Whose account it is: each account of the staff belongs to one person for good, and each person has one account at most, so that
//! four eyes are never two of the same person (security.md AC-5; ASVS V2.3.5; 等保 8.1.4.2 d).
//!
//! Of the resident identity number (公民身份号码) that says so only a keyed hash is kept: it is asked for nothing else. The database
//! refuses a second account, also where the first is disabled. Who goes to work elsewhere takes the account along
//! ([`crate::identity::roster::service::move_to`]).

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    catalog::is_resident_id,
    error::Internal,
    identity::queries,
    platform::{change::Change, vault::Vault},
};

/// The keyed hash of a person's resident identity number.
#[derive(Clone, PartialEq, Eq)]
pub struct Holder(Vec<u8>);

impl Holder {
    /// The person of a number; none where it isn't one.
    pub fn of(vault: &Vault, number: &str) -> Result<Option<Self>, Internal> {
        let number = number.trim().to_ascii_uppercase();
        if !is_resident_id(&number) {
            return Ok(None);
        }
        Ok(Some(Self(vault.index("staff_account.holder", &number)?)))
    }

    pub(super) fn into_index(self) -> Vec<u8> {
        self.0
    }
}

/// The account that a person has, if they have one.
pub(super) async fn account_of(db: &impl ConnectionTrait, holder: &Holder) -> Result<Option<Uuid>, Internal> {
    queries::staff_of_holder(db, &holder.0).await
}

/// Says who holds an account; the caller commits.
pub async fn set(change: &Change, account: Uuid, holder: Holder) -> Result<(), Internal> {
    queries::set_holder(change.db(), account, holder.0).await
}
