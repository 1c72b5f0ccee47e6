//! The authenticator of a member of staff and the recovery codes that stand in for it, each good once (ID-5).

use hechang_entity::{recovery_code, staff_account};
use hmac::{Hmac, KeyInit, Mac};
use sea_orm::ConnectionTrait;
use sha2::Sha256;
use uuid::Uuid;

mod queries;

use crate::{
    error::Internal,
    identity::{queries as accounts, totp},
    platform::{
        change::Change,
        ids,
        vault::{Place, Vault},
    },
};

/// Recovery codes a person gets.
const CODES: usize = 10;

const fn place(row: Uuid) -> Place {
    Place { column: "staff_account.totp", row }
}

const fn pending_place(row: Uuid) -> Place {
    Place { column: "staff_account.totp_pending", row }
}

/// An authenticator that is being set up.
pub struct Pending {
    /// What the QR code holds.
    pub address: String,
    /// The secret for typing in.
    pub typed: String,
}

/// Whether an account has an authenticator.
pub fn enrolled(account: &staff_account::Model) -> bool {
    account.totp_sealed.is_some()
}

/// Whether a code of the authenticator, or a recovery code, is right; each is taken once. The caller commits.
pub async fn accept(change: &Change, account: &staff_account::Model, code: &str) -> Result<bool, Internal> {
    let Some(sealed) = &account.totp_sealed else { return Ok(false) };
    let secret = change.vault().open(place(account.id), sealed)?;
    if let Some(step) = totp::step(&secret, code, change.now())? {
        return queries::take_step(change.db(), account.id, step).await;
    }
    let hash = recovery_hash(change.vault(), account.id, code)?;
    queries::spend_code(change.db(), account.id, &hash, change.now()).await
}

/// Begins to set up an authenticator; an earlier one stays until the new one is confirmed. The caller commits.
pub async fn begin(change: &Change, id: Uuid) -> Result<(), Internal> {
    let sealed = change.vault().seal(pending_place(id), &totp::new_secret())?;
    queries::set_pending(change.db(), id, sealed).await
}

/// The authenticator that is being set up.
pub async fn pending(
    db: &impl ConnectionTrait,
    vault: &Vault,
    id: Uuid,
) -> Result<Option<Pending>, Internal> {
    let Some(account) = accounts::staff(db, id).await? else { return Ok(None) };
    let Some(sealed) = &account.totp_pending_sealed else { return Ok(None) };
    let secret = vault.open(pending_place(id), sealed)?;
    let address = totp::address(&secret, &account.username)?;
    Ok(Some(Pending { address, typed: totp::typed(&secret) }))
}

/// Takes the new authenticator into use when its code is right; answers the recovery codes. The caller commits.
pub async fn confirm(change: &Change, id: Uuid, code: &str) -> Result<Option<Vec<String>>, Internal> {
    let account = accounts::staff(change.db(), id).await?;
    let Some(sealed) = account.and_then(|account| account.totp_pending_sealed) else { return Ok(None) };
    let secret = change.vault().open(pending_place(id), &sealed)?;
    let Some(step) = totp::step(&secret, code, change.now())? else { return Ok(None) };
    let sealed = change.vault().seal(place(id), &secret)?;
    queries::set_factor(change.db(), id, Some(sealed), Some(step)).await?;
    Ok(Some(new_codes(change, id).await?))
}

/// Replaces the recovery codes; answers the new ones, which are shown this once. The caller commits.
pub async fn new_codes(change: &Change, id: Uuid) -> Result<Vec<String>, Internal> {
    queries::delete_codes(change.db(), id).await?;
    let codes: Vec<String> = (0..CODES).map(|_| grouped(&ids::random_word::<10>())).collect();
    let rows = codes.iter().map(|code| {
        let code_hash = recovery_hash(change.vault(), id, code)?;
        Ok(recovery_code::Model { id: ids::new_id(), staff_id: id, code_hash, used_at: None })
    });
    queries::insert_codes(change.db(), rows.collect::<Result<_, Internal>>()?).await?;
    Ok(codes)
}

/// How many recovery codes are left.
pub async fn codes_left(db: &impl ConnectionTrait, id: Uuid) -> Result<u64, Internal> {
    queries::count_codes(db, id).await
}

/// Takes authenticator and recovery codes away. The caller commits.
pub async fn remove(change: &Change, id: Uuid) -> Result<(), Internal> {
    queries::delete_codes(change.db(), id).await?;
    queries::set_factor(change.db(), id, None, None).await
}

fn grouped(word: &str) -> String {
    let groups: Vec<_> = word.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
    groups.join("-")
}

fn recovery_hash(vault: &Vault, id: Uuid, code: &str) -> Result<Vec<u8>, Internal> {
    let key = vault.key("recovery-code")?;
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).map_err(Internal::from_error)?;
    mac.update(id.as_bytes());
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    mac.update(plain.to_ascii_uppercase().as_bytes());
    Ok(mac.finalize().into_bytes().to_vec())
}
