//! Everything, page by page, for whoever proves it.

use hechang_entity::{
    audit_entry, ledger_account, ledger_entry, ledger_grant, ledger_grantee, ledger_instalment,
    ledger_posting, ledger_share,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::error::Internal;

/// Rows at once.
pub const AT_ONCE: u64 = 2_000;

pub async fn accounts(
    db: &impl ConnectionTrait,
    after: Option<Uuid>,
) -> Result<Vec<ledger_account::Model>, Internal> {
    use ledger_account::{Column, Entity};
    let mut query = Entity::find().order_by_asc(Column::Id).limit(AT_ONCE);
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after));
    }
    Ok(query.all(db).await?)
}

/// Entries account by account, in the order of each.
pub async fn entries_by_account(
    db: &impl ConnectionTrait,
    after: Option<(Uuid, i64)>,
) -> Result<Vec<ledger_entry::Model>, Internal> {
    use ledger_entry::{Column, Entity};
    let mut query = Entity::find().order_by_asc(Column::AccountId).order_by_asc(Column::Seq).limit(AT_ONCE);
    if let Some((account, seq)) = after {
        let same = Condition::all().add(Column::AccountId.eq(account)).add(Column::Seq.gt(seq));
        query = query.filter(Condition::any().add(Column::AccountId.gt(account)).add(same));
    }
    Ok(query.all(db).await?)
}

pub async fn postings(
    db: &impl ConnectionTrait,
    after: Option<Uuid>,
) -> Result<Vec<ledger_posting::Model>, Internal> {
    use ledger_posting::{Column, Entity};
    let mut query = Entity::find().order_by_asc(Column::Id).limit(AT_ONCE / 10);
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after));
    }
    Ok(query.all(db).await?)
}

/// The entries of these postings, line by line.
pub async fn entries_of(
    db: &impl ConnectionTrait,
    postings: &[Uuid],
) -> Result<Vec<ledger_entry::Model>, Internal> {
    use ledger_entry::{Column, Entity};
    let query = Entity::find().filter(Column::PostingId.is_in(postings.iter().copied()));
    Ok(query.order_by_asc(Column::PostingId).order_by_asc(Column::Line).all(db).await?)
}

/// How many entries there are.
pub async fn count(db: &impl ConnectionTrait) -> Result<u64, Internal> {
    Ok(ledger_entry::Entity::find().count(db).await?)
}

/// What the audit record says about these postings.
pub async fn recorded(
    db: &impl ConnectionTrait,
    postings: &[Uuid],
) -> Result<Vec<audit_entry::Model>, Internal> {
    use audit_entry::{Column, Entity};
    let query = Entity::find().filter(Column::SubjectId.is_in(postings.iter().copied()));
    Ok(query.filter(Column::Action.starts_with("ledger.")).all(db).await?)
}

/// Postings of which the audit record tells, page by page.
pub async fn told_of(db: &impl ConnectionTrait, after: Option<Uuid>) -> Result<Vec<(Uuid, Uuid)>, Internal> {
    use audit_entry::{Column, Entity};
    let mut query = Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::SubjectId)
        .filter(Column::Action.starts_with("ledger."))
        .order_by_asc(Column::Id)
        .limit(AT_ONCE / 10);
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after));
    }
    Ok(query.into_tuple().all(db).await?)
}

/// Which of these postings there are.
pub async fn there(db: &impl ConnectionTrait, postings: &[Uuid]) -> Result<Vec<Uuid>, Internal> {
    use ledger_posting::{Column, Entity};
    let query = Entity::find().select_only().column(Column::Id);
    Ok(query.filter(Column::Id.is_in(postings.iter().copied())).into_tuple().all(db).await?)
}

pub async fn grants(
    db: &impl ConnectionTrait,
    after: Option<Uuid>,
) -> Result<Vec<ledger_grant::Model>, Internal> {
    use ledger_grant::{Column, Entity};
    let mut query = Entity::find().order_by_asc(Column::Id).limit(AT_ONCE / 10);
    if let Some(after) = after {
        query = query.filter(Column::Id.gt(after));
    }
    Ok(query.all(db).await?)
}

/// The parts of a grant.
pub async fn parts(
    db: &impl ConnectionTrait,
    grant: Uuid,
) -> Result<(Vec<ledger_share::Model>, Vec<ledger_grantee::Model>, Vec<ledger_instalment::Model>), Internal> {
    let shares = ledger_share::Entity::find().filter(ledger_share::Column::GrantId.eq(grant)).all(db).await?;
    let people =
        ledger_grantee::Entity::find().filter(ledger_grantee::Column::GrantId.eq(grant)).all(db).await?;
    let plan = ledger_instalment::Entity::find()
        .filter(ledger_instalment::Column::GrantId.eq(grant))
        .all(db)
        .await?;
    Ok((shares, people, plan))
}
