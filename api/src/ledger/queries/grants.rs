//! Grants with their shares, people and instalments.

use hechang_entity::{ledger_grant, ledger_grantee, ledger_instalment, ledger_share};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter};
use uuid::Uuid;

use crate::error::Internal;

/// An instalment with whose share pays it and whom.
pub struct Planned {
    /// The payment.
    pub instalment: ledger_instalment::Model,
    /// The share that it is paid from.
    pub share: ledger_share::Model,
    /// The person whom it is paid to.
    pub grantee: ledger_grantee::Model,
    /// The case.
    pub case_id: Uuid,
}

/// Writes a decision down.
pub async fn insert(
    db: &impl ConnectionTrait,
    grant: ledger_grant::Model,
    shares: Vec<ledger_share::Model>,
    people: Vec<ledger_grantee::Model>,
    plan: Vec<ledger_instalment::Model>,
) -> Result<(), Internal> {
    ledger_grant::Entity::insert(grant.into_active_model().reset_all()).exec_without_returning(db).await?;
    let shares = shares.into_iter().map(|row| row.into_active_model().reset_all());
    ledger_share::Entity::insert_many(shares).exec_without_returning(db).await?;
    let people = people.into_iter().map(|row| row.into_active_model().reset_all());
    ledger_grantee::Entity::insert_many(people).exec_without_returning(db).await?;
    let plan = plan.into_iter().map(|row| row.into_active_model().reset_all());
    ledger_instalment::Entity::insert_many(plan).exec_without_returning(db).await?;
    Ok(())
}

pub async fn grant(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<ledger_grant::Model>, Internal> {
    Ok(ledger_grant::Entity::find_by_id(id).one(db).await?)
}

pub async fn shares(db: &impl ConnectionTrait, grant: Uuid) -> Result<Vec<ledger_share::Model>, Internal> {
    use ledger_share::{Column, Entity};
    Ok(Entity::find().filter(Column::GrantId.eq(grant)).all(db).await?)
}

pub async fn grantees(
    db: &impl ConnectionTrait,
    grant: Uuid,
) -> Result<Vec<ledger_grantee::Model>, Internal> {
    use ledger_grantee::{Column, Entity};
    Ok(Entity::find().filter(Column::GrantId.eq(grant)).all(db).await?)
}

/// The instalments of a person of a grant.
pub async fn instalments(
    db: &impl ConnectionTrait,
    grantee: Uuid,
) -> Result<Vec<ledger_instalment::Model>, Internal> {
    use ledger_instalment::{Column, Entity};
    Ok(Entity::find().filter(Column::GranteeId.eq(grantee)).all(db).await?)
}

/// An instalment with everything that it belongs to.
pub async fn planned(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Planned>, Internal> {
    let Some(instalment) = ledger_instalment::Entity::find_by_id(id).one(db).await? else {
        return Ok(None);
    };
    let share = ledger_share::Entity::find_by_id(instalment.share_id).one(db).await?;
    let grantee = ledger_grantee::Entity::find_by_id(instalment.grantee_id).one(db).await?;
    let grant = grant(db, instalment.grant_id).await?;
    let (Some(share), Some(grantee), Some(grant)) = (share, grantee, grant) else {
        return Err(Internal::msg("an instalment belongs to nothing"));
    };
    Ok(Some(Planned { instalment, share, grantee, case_id: grant.case_id }))
}

/// What these people of grants get.
pub async fn grantees_by_ids(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<ledger_grantee::Model>, Internal> {
    use ledger_grantee::{Column, Entity};
    Ok(Entity::find().filter(Column::Id.is_in(ids)).all(db).await?)
}
