//! Grants with their shares, people and instalments.

use chrono::NaiveDate;
use hechang_entity::{
    ledger_account, ledger_entry, ledger_grant, ledger_grantee, ledger_instalment, ledger_share,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, FromQueryResult, IntoActiveModel,
    JoinType, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{error::Internal, ledger::chart::Kind};

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

/// The organs that give to grants of a case.
pub async fn payers(db: &impl ConnectionTrait, case: Uuid) -> Result<Vec<Uuid>, Internal> {
    let grants = Query::select()
        .column(ledger_grant::Column::Id)
        .from(ledger_grant::Entity)
        .and_where(ledger_grant::Column::CaseId.eq(case))
        .take();
    let shares = ledger_share::Entity::find().filter(ledger_share::Column::GrantId.in_subquery(grants));
    Ok(shares.all(db).await?.into_iter().map(|share| share.organ_id).collect())
}

/// What these people of grants get.
pub async fn grantees_by_ids(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<ledger_grantee::Model>, Internal> {
    use ledger_grantee::{Column, Entity};
    Ok(Entity::find().filter(Column::Id.is_in(ids)).all(db).await?)
}

/// What these people get, by whichever grant.
pub async fn of_people(
    db: &impl ConnectionTrait,
    people: &[Uuid],
) -> Result<Vec<ledger_grantee::Model>, Internal> {
    use ledger_grantee::{Column, Entity};
    Ok(Entity::find().filter(Column::PersonId.is_in(people.iter().copied())).all(db).await?)
}

/// An instalment that isn't paid.
#[derive(Clone, Debug, FromQueryResult)]
pub struct Unpaid {
    /// The instalment.
    pub instalment_id: Uuid,
    /// Who pays it.
    pub organ_id: Uuid,
    /// The year of the budget.
    pub year: i32,
    /// The case.
    pub case_id: Uuid,
    /// To whom.
    pub person_id: Uuid,
    /// How much, in fen.
    pub amount: i64,
    /// The day in Asia/Shanghai on which it is to be paid; at once without one.
    pub due_on: Option<NaiveDate>,
}

/// Instalments of these organs that are neither paid nor given up nor among others, in the order of the decisions.
pub async fn unpaid(
    db: &impl ConnectionTrait,
    organs: &[Uuid],
    others: SelectStatement,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Unpaid>, Internal> {
    use ledger_instalment::Column;
    let mut query = all_unpaid()
        .filter(ledger_share::Column::OrganId.is_in(organs.iter().copied()))
        .filter(Column::Id.not_in_subquery(others))
        .order_by_asc(Column::Id)
        .limit(limit);
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after));
    }
    Ok(query.into_model().all(db).await?)
}

/// Those of some instalments that are neither paid nor given up.
pub async fn unpaid_among(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Unpaid>, Internal> {
    let query = all_unpaid().filter(ledger_instalment::Column::Id.is_in(ids.iter().copied()));
    Ok(query.into_model().all(db).await?)
}

/// Those of a person of a case that are neither paid nor given up, by the organ that pays.
pub async fn unpaid_of(db: &impl ConnectionTrait, case: Uuid, person: Uuid) -> Result<Vec<Unpaid>, Internal> {
    let query = all_unpaid()
        .filter(ledger_grant::Column::CaseId.eq(case))
        .filter(ledger_grantee::Column::PersonId.eq(person))
        .order_by_asc(ledger_share::Column::OrganId);
    Ok(query.into_model().all(db).await?)
}

fn all_unpaid() -> Select<ledger_instalment::Entity> {
    use ledger_instalment::{Column, Entity};
    let share = Entity::belongs_to(ledger_share::Entity).from(Column::ShareId).to(ledger_share::Column::Id);
    let grant = Entity::belongs_to(ledger_grant::Entity).from(Column::GrantId).to(ledger_grant::Column::Id);
    let grantee =
        Entity::belongs_to(ledger_grantee::Entity).from(Column::GranteeId).to(ledger_grantee::Column::Id);
    Entity::find()
        .select_only()
        .column_as(Column::Id, "instalment_id")
        .column(ledger_share::Column::OrganId)
        .column(ledger_share::Column::Year)
        .column(ledger_grant::Column::CaseId)
        .column(ledger_grantee::Column::PersonId)
        .column(Column::Amount)
        .column(Column::DueOn)
        .join(JoinType::InnerJoin, share.into())
        .join(JoinType::InnerJoin, grant.into())
        .join(JoinType::InnerJoin, grantee.into())
        .filter(Column::Id.in_subquery(committed()))
}

/// The instalments whose commitment still stands: the last entry of its account leaves something.
fn committed() -> SelectStatement {
    use ledger_account::Column as Account;
    use ledger_entry::Column as Entry;
    let later = Query::select()
        .expr(Expr::value(1))
        .from_as("ledger_entry", "later")
        .and_where(Expr::col(("later", Entry::AccountId)).equals((ledger_entry::Entity, Entry::AccountId)))
        .and_where(Expr::col(("later", Entry::SeqBefore)).equals((ledger_entry::Entity, Entry::Seq)))
        .take();
    Query::select()
        .column((ledger_account::Entity, Account::InstalmentId))
        .from(ledger_account::Entity)
        .inner_join(
            ledger_entry::Entity,
            Expr::col((ledger_entry::Entity, Entry::AccountId)).equals((ledger_account::Entity, Account::Id)),
        )
        .and_where(Expr::col((ledger_account::Entity, Account::Kind)).eq(Kind::Committed))
        .and_where(Expr::col((ledger_account::Entity, Account::InstalmentId)).is_not_null())
        .and_where(Expr::col((ledger_entry::Entity, Entry::BalanceAfter)).gt(0))
        .and_where(Expr::exists(later).not())
        .take()
}
