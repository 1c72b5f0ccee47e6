//! What budget is set aside for.

use hechang_entity::{
    ledger_account,
    ledger_purpose::{Column, Entity, Model},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    sea_query::OnConflict,
};
use uuid::Uuid;

use crate::{error::Internal, ledger::chart::Kind};

/// The purpose of a name, entered when it is new; of two who enter it at once both get the same.
pub async fn named(db: &impl ConnectionTrait, new: Model) -> Result<Model, Internal> {
    let found = Entity::find().filter(Column::OrganId.eq(new.organ_id)).filter(Column::Name.eq(&new.name));
    let once = OnConflict::columns([Column::OrganId, Column::Name]).do_nothing().to_owned();
    Entity::insert(new.into_active_model()).on_conflict(once).exec_without_returning(db).await?;
    found.one(db).await?.ok_or_else(|| Internal::msg("a purpose that was just entered isn't there"))
}

/// The purposes for which an organ's budget of a year is set aside, by name, with their accounts.
pub async fn of_year(
    db: &impl ConnectionTrait,
    (organ, year): (Uuid, i32),
) -> Result<Vec<(Model, Uuid)>, Internal> {
    let accounts = ledger_account::Entity::find()
        .filter(ledger_account::Column::OrganId.eq(organ))
        .filter(ledger_account::Column::Year.eq(year))
        .filter(ledger_account::Column::Kind.eq(Kind::Earmarked))
        .select_only()
        .columns([ledger_account::Column::SubjectId, ledger_account::Column::Id]);
    let accounts: Vec<(Uuid, Uuid)> = accounts.into_tuple().all(db).await?;
    let ids = accounts.iter().map(|(purpose, _)| *purpose);
    let purposes = Entity::find().filter(Column::Id.is_in(ids)).order_by_asc(Column::Name).all(db).await?;
    let account =
        |purpose: &Model| accounts.iter().find(|(id, _)| *id == purpose.id).map(|(_, account)| *account);
    Ok(purposes
        .into_iter()
        .filter_map(|purpose| account(&purpose).map(|account| (purpose, account)))
        .collect())
}
