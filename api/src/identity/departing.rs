//! A citizen who leaves: sign-ins end, the phone becomes free for a new account. What is left of the account is its id, to which
//! the matters hang that the law keeps.

use std::collections::HashMap;

use hechang_entity::{departed_citizen, wechat_account};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::{
    error::Internal,
    identity::{phone::Phone, queries, service::phone_of},
    platform::{
        change::Change,
        vault::{Place, Vault},
    },
};

const PHONE: &str = "departed_citizen.phone";

/// Ends an account. With `keep_phone` its number stays, to tell its owner of the matters that go on; nobody is found by it. The
/// caller commits.
pub async fn depart(change: &Change, citizen: Uuid, keep_phone: bool) -> Result<(), Internal> {
    let phone = phone_of(change.db(), change.vault(), citizen).await?;
    queries::end_sign_ins_of(change.db(), citizen, change.now()).await?;
    let linked = wechat_account::Entity::delete_many().filter(wechat_account::Column::CitizenId.eq(citizen));
    linked.exec(change.db()).await?;
    // What takes the number's place is sealed and indexed like one, so that whoever seals and indexes anew needs no exception.
    let gone = format!("gone:{citizen}");
    let index = change.vault().index("citizen.phone", &gone)?;
    let sealed = change.vault().seal(Place { column: "citizen.phone", row: citizen }, gone.as_bytes())?;
    queries::set_phone(change.db(), citizen, index, sealed).await?;
    if keep_phone { keep(change, citizen, &phone).await } else { Ok(()) }
}

async fn keep(change: &Change, citizen: Uuid, phone: &Phone) -> Result<(), Internal> {
    let place = Place { column: PHONE, row: citizen };
    let phone_sealed = change.vault().seal(place, phone.number().as_bytes())?;
    let row = departed_citizen::Model { citizen_id: citizen, phone_sealed, at: change.now() };
    departed_citizen::Entity::insert(row.into_active_model()).exec_without_returning(change.db()).await?;
    Ok(())
}

/// The phones of those who have left, while matters of theirs go on.
pub(super) async fn phones(
    db: &impl ConnectionTrait,
    vault: &Vault,
    citizens: &[Uuid],
) -> Result<HashMap<Uuid, Phone>, Internal> {
    let gone = departed_citizen::Column::CitizenId.is_in(citizens.iter().copied());
    let mut phones = HashMap::new();
    for row in departed_citizen::Entity::find().filter(gone).all(db).await? {
        let place = Place { column: PHONE, row: row.citizen_id };
        let number = vault.open(place, &row.phone_sealed)?;
        let number = String::from_utf8(number).map_err(Internal::from_error)?;
        phones.extend(Phone::parse(&number).map(|phone| (row.citizen_id, phone)));
    }
    Ok(phones)
}
