//! Signing in and out.

use std::collections::HashMap;

use chrono::TimeDelta;
use hechang_entity::{citizen, code_challenge};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;
use subtle::ConstantTimeEq;
use uuid::Uuid;

pub use super::fresh::{require_fresh, step_up};
pub use super::staff_entry::sign_in as sign_in_staff;

use crate::{
    app::App,
    error::Internal,
    identity::{
        ceiling, departing,
        device::Door,
        error::IdentityError,
        model::{CodeAnswer, CodeSent, Subject, SubjectKind},
        phone::Phone,
        queries,
        session::{self, Opened},
    },
    platform::{
        change::{Author, Change, Event},
        ids, limits,
        outbox::Message,
        vault::{Place, Vault},
    },
    web::language::Language,
};

/// A code lives at most five minutes (security.md ID-1).
const CODE_LIFE: TimeDelta = TimeDelta::minutes(5);
/// After five wrong tries a challenge is dead (ID-2).
const MOST_TRIES: i32 = 5;
const RESEND_AFTER: i64 = 60;

/// Sends a one-time code. Known and unknown phones are treated alike: an account begins with the first right code.
pub async fn request_code(
    app: &App,
    phone: &str,
    address: &str,
    language: Language,
) -> Result<CodeSent, IdentityError> {
    let phone = Phone::parse(phone).ok_or(IdentityError::BadPhone)?;
    let subject = data_encoding::HEXLOWER.encode(&app.vault.index("limits.phone", phone.number())?);
    app.limits.count(limits::CODES_FROM_ADDRESS, address).await?;
    app.limits.count(limits::CODE_A_MINUTE, &subject).await?;
    app.limits.count(limits::CODES_A_DAY, &subject).await?;
    ceiling::count(app).await?;
    let change = app.change(Author::Visitor).await?;
    let (challenge_id, code) = (ids::new_id(), ids::random_digits());
    queries::insert_challenge(change.db(), challenge(&change, challenge_id, &phone, &code)?).await?;
    change.tell(&code_message(app, &phone, &code, language)).await?;
    let sent = CodeSent { challenge_id, expires_in: CODE_LIFE.num_seconds(), resend_after: RESEND_AFTER };
    Ok(change.commit(Event::new("code.sent", challenge_id), sent).await?)
}

fn challenge(
    change: &Change,
    id: Uuid,
    phone: &Phone,
    code: &str,
) -> Result<code_challenge::Model, Internal> {
    let place = Place { column: "code_challenge.phone", row: id };
    Ok(code_challenge::Model {
        id,
        phone_sealed: change.vault().seal(place, phone.number().as_bytes())?,
        code_hash: code_hash(change.vault(), id, code)?,
        tries: 0,
        expires_at: change.now() + CODE_LIFE,
        used_at: None,
    })
}

fn code_hash(vault: &Vault, challenge: Uuid, code: &str) -> Result<Vec<u8>, Internal> {
    let key = vault.key("one-time-code")?;
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).map_err(Internal::from_error)?;
    mac.update(challenge.as_bytes());
    mac.update(code.as_bytes());
    Ok(mac.finalize().into_bytes().to_vec())
}

fn code_message(app: &App, phone: &Phone, code: &str, language: Language) -> Message {
    let minutes = CODE_LIFE.num_minutes().to_string();
    let text = app.texts.say_with(language, "notify-code", &[("code", code), ("minutes", minutes.as_str())]);
    let params = json!({ "code": code, "minutes": CODE_LIFE.num_minutes() });
    Message { channel: "sms", to: phone.number().to_owned(), template: "code".into(), params, text }
}

/// Checks a code and signs its phone's owner in. A wrong code counts, and the count stands whatever follows.
pub async fn verify_code(app: &App, answer: &CodeAnswer, door: Door) -> Result<Opened, IdentityError> {
    let change = app.change(Author::Visitor).await?;
    let phone = match try_code(&change, answer).await? {
        Tried::Right(phone) => phone,
        Tried::Wrong => return refuse(change, "code.refused", answer).await,
        Tried::Dead => return refuse(change, "code.dead", answer).await,
    };
    let citizen = citizen_by_proven_phone(&change, phone.number()).await?;
    let subject = Subject { kind: SubjectKind::Citizen, id: citizen };
    let opened = session::open(&change, subject, door).await?;
    let facts = json!({ "sign_in": opened.sign_in() });
    Ok(change.commit(Event::new("citizen.signed_in", citizen).with(facts), opened).await?)
}

async fn refuse(change: Change, act: &'static str, answer: &CodeAnswer) -> Result<Opened, IdentityError> {
    change.commit(Event::new(act, answer.challenge_id), ()).await?;
    Err(IdentityError::WrongCode)
}

/// What came of a code.
pub enum Tried {
    /// It proves this phone, and is spent.
    Right(Phone),
    /// It is wrong, and counted: the caller commits whatever follows.
    Wrong,
    /// There is no such challenge any more.
    Dead,
}

/// Tries a code within the caller's change.
pub async fn try_code(change: &Change, answer: &CodeAnswer) -> Result<Tried, Internal> {
    let tried = queries::count_try(change.db(), answer.challenge_id, MOST_TRIES, change.now()).await?;
    let Some(challenge) = tried else { return Ok(Tried::Dead) };
    let expected = code_hash(change.vault(), challenge.id, &answer.code)?;
    if !bool::from(expected.ct_eq(&challenge.code_hash)) {
        return Ok(Tried::Wrong);
    }
    queries::spend_challenge(change.db(), challenge.id, change.now()).await?;
    let place = Place { column: "code_challenge.phone", row: challenge.id };
    let phone = change.vault().open(place, &challenge.phone_sealed)?;
    let phone = String::from_utf8(phone).map_err(Internal::from_error)?;
    Phone::parse(&phone).map(Tried::Right).ok_or_else(|| Internal::msg("a challenge's phone isn't one"))
}

/// Puts another phone in the place of a citizen's; whether it was free.
pub async fn set_phone(change: &Change, citizen: Uuid, phone: &Phone) -> Result<bool, Internal> {
    let index = change.vault().index("citizen.phone", phone.number())?;
    if queries::citizen_by_phone(change.db(), &index).await?.is_some() {
        return Ok(false);
    }
    let place = Place { column: "citizen.phone", row: citizen };
    let sealed = change.vault().seal(place, phone.number().as_bytes())?;
    queries::set_phone(change.db(), citizen, index, sealed).await?;
    Ok(true)
}

/// Ends every sign-in of somebody but one. The caller commits.
pub async fn end_others(change: &Change, subject: Uuid, kept: Uuid) -> Result<(), Internal> {
    queries::end_other_sign_ins(change.db(), subject, kept, change.now()).await
}

/// Whether a citizen's account is there and wasn't deleted.
pub async fn is_living(change: &Change, citizen: Uuid) -> Result<bool, Internal> {
    let row = queries::citizen(change.db(), citizen).await?;
    let phone = row.map(|row| phone(change.vault(), &row)).transpose()?;
    Ok(phone.flatten().is_some())
}

/// The account of a phone that somebody proved is theirs, made when there is none.
pub async fn citizen_by_proven_phone(change: &Change, phone: &str) -> Result<Uuid, Internal> {
    let index = change.vault().index("citizen.phone", phone)?;
    let id = ids::new_id();
    let sealed = change.vault().seal(Place { column: "citizen.phone", row: id }, phone.as_bytes())?;
    let row =
        citizen::Model { id, phone_index: index.clone(), phone_sealed: sealed, created_at: change.now() };
    if queries::insert_citizen(change.db(), row).await? {
        return Ok(id);
    }
    let known = queries::citizen_by_phone(change.db(), &index).await?;
    known.map(|citizen| citizen.id).ok_or_else(|| Internal::msg("a citizen vanished"))
}

/// Lets only one change of a citizen's matters through at a time, for rules that count what they have.
pub async fn hold_citizen(change: &Change, citizen: Uuid) -> Result<(), Internal> {
    queries::lock_citizen(change.db(), citizen).await
}

/// The phone of a citizen.
pub async fn phone_of(
    db: &impl sea_orm::ConnectionTrait,
    vault: &Vault,
    citizen: Uuid,
) -> Result<Phone, Internal> {
    let row = queries::citizen(db, citizen).await?.ok_or_else(|| Internal::msg("a citizen vanished"))?;
    let phone = match phone(vault, &row)? {
        Some(phone) => Some(phone),
        None => departing::phones(db, vault, &[citizen]).await?.remove(&citizen),
    };
    phone.ok_or_else(|| Internal::msg("a citizen's phone isn't one"))
}

/// The phones of several citizens; somebody who has left and of whom nothing is kept has none.
pub async fn phones_of(
    db: &impl sea_orm::ConnectionTrait,
    vault: &Vault,
    citizens: &[Uuid],
) -> Result<HashMap<Uuid, Phone>, Internal> {
    let rows = queries::citizens(db, citizens).await?;
    let mut phones = HashMap::new();
    for row in &rows {
        phones.extend(phone(vault, row)?.map(|phone| (row.id, phone)));
    }
    let gone: Vec<Uuid> = rows.iter().map(|row| row.id).filter(|id| !phones.contains_key(id)).collect();
    if !gone.is_empty() {
        phones.extend(departing::phones(db, vault, &gone).await?);
    }
    Ok(phones)
}

/// The phone of an account; none once its owner has left.
fn phone(vault: &Vault, row: &citizen::Model) -> Result<Option<Phone>, Internal> {
    let bytes = vault.open(Place { column: "citizen.phone", row: row.id }, &row.phone_sealed)?;
    let number = String::from_utf8(bytes).map_err(Internal::from_error)?;
    Ok(Phone::parse(&number))
}

/// Every sign-in of somebody that is still on record, the newest first.
pub async fn sign_ins_of(
    db: &impl sea_orm::ConnectionTrait,
    subject: Uuid,
) -> Result<Vec<hechang_entity::sign_in::Model>, Internal> {
    queries::all_sign_ins_of(db, subject).await
}

/// The citizen with a phone, if there is one.
pub async fn citizen_with(app: &App, phone: &Phone) -> Result<Option<Uuid>, Internal> {
    let index = app.vault.index("citizen.phone", phone.number())?;
    Ok(queries::citizen_by_phone(app.db.read(), &index).await?.map(|citizen| citizen.id))
}

/// Exchanges a refresh token. One that was used before has been stolen or copied: its whole family ends.
pub async fn refresh(app: &App, token: &str) -> Result<Opened, IdentityError> {
    let change = app.change(Author::Visitor).await?;
    let old = session::secret_hash(change.vault(), token)?;
    if let Some(opened) = session::rotate(&change, &old).await? {
        let event = Event::new("sign_in.refreshed", opened.sign_in());
        return Ok(change.commit(event, opened).await?);
    }
    if let Some(stolen) = queries::sign_in_of_spent(change.db(), &old).await? {
        queries::end_sign_in(change.db(), stolen, change.now()).await?;
        change.commit(Event::new("sign_in.token_reused", stolen), ()).await?;
    }
    Err(IdentityError::InvalidToken)
}

/// Ends a sign-in on every node.
pub async fn sign_out(app: &App, author: Author, sign_in: Uuid) -> Result<(), Internal> {
    let change = app.change(author).await?;
    queries::end_sign_in(change.db(), sign_in, change.now()).await?;
    change.commit(Event::new("sign_in.ended", sign_in), ()).await
}
