//! Files by which WeChat checks that an address is ours (reference: ordinary-link codes, 扫普通链接二维码打开小程序): exact
//! bytes, under `/q/` and at the root.

use hechang_entity::verification_file::Model;
use sea_orm::ConnectionTrait;
use serde_json::json;
use uuid::Uuid;

use crate::{
    error::FieldFault,
    identity::{
        actor::Staff,
        policy::{self, Action},
    },
    platform::change::{Change, Event},
    qr::{error::QrError, queries::verification_files},
};

const LONGEST_NAME: usize = 120;

/// The content of a file; `name` without its `.txt`.
pub async fn verification_file(db: &impl ConnectionTrait, name: &str) -> Result<String, QrError> {
    verification_files::by_name(db, name).await?.map(|file| file.content).ok_or(QrError::NotFound)
}

/// Whether a member of staff puts verification files in place.
pub fn keeps_files(staff: &Staff) -> bool {
    policy::may(staff, Action::KeepVerificationFiles)
}

/// Puts a file in place; an administrator's right, since whoever puts one can claim the address.
pub async fn put_verification_file(
    change: Change,
    staff: &Staff,
    name: &str,
    content: String,
) -> Result<(), QrError> {
    policy::require(staff, Action::KeepVerificationFiles)?;
    let name = name.strip_suffix(".txt").unwrap_or(name).to_owned();
    if !is_name(&name) {
        return Err(QrError::Invalid(vec![FieldFault::new("/name", "invalid")]));
    }
    let facts = json!({ "name": name });
    verification_files::put(change.db(), Model { name, content }).await?;
    let event = Event::new("verification_file.put", Uuid::nil()).at(staff.organ_id).with(facts);
    Ok(change.commit(event, ()).await?)
}

fn is_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_-".contains(&byte);
    (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_what_the_address_can_hold() {
        assert!(is_name("MP_verify_abc-1"));
        for text in ["", "a.b", "../a", "a b", "验证", &"a".repeat(121)] {
            assert!(!is_name(text), "{text}");
        }
    }
}
