//! What is deleted with people and cases whose time is over.

use hechang_entity::{
    follow_up_change, follow_up_file, follow_up_finding, follow_up_help, follow_up_plan, follow_up_record,
    follow_up_visit,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait,
    sea_query::SelectStatement,
};
use uuid::Uuid;

use crate::error::Internal;

/// The stored files of pictures, with those that were drawn of them.
fn stored(rows: Vec<follow_up_file::Model>) -> Vec<Uuid> {
    rows.into_iter().flat_map(|row| [Some(row.id), row.preview_id]).flatten().collect()
}

pub async fn files_of_people(db: &impl ConnectionTrait, people: &[Uuid]) -> Result<Vec<Uuid>, Internal> {
    use follow_up_file::{Column, Entity};
    let rows = Entity::find().filter(Column::PersonId.is_in(people.iter().copied()));
    Ok(stored(rows.all(db).await?))
}

/// Deletes pictures, findings and help of these people.
pub async fn delete_of_people(db: &impl ConnectionTrait, people: &[Uuid]) -> Result<(), Internal> {
    let theirs = || people.iter().copied();
    let files = follow_up_file::Entity::delete_many();
    files.filter(follow_up_file::Column::PersonId.is_in(theirs())).exec(db).await?;
    let findings = follow_up_finding::Entity::delete_many();
    findings.filter(follow_up_finding::Column::PersonId.is_in(theirs())).exec(db).await?;
    let help = follow_up_help::Entity::delete_many();
    help.filter(follow_up_help::Column::PersonId.is_in(theirs())).exec(db).await?;
    Ok(())
}

fn visits(case: Uuid) -> SelectStatement {
    use follow_up_visit::{Column, Entity};
    Entity::find().select_only().column(Column::Id).filter(Column::CaseId.eq(case)).into_query()
}

pub async fn files_of_case(db: &impl ConnectionTrait, case: Uuid) -> Result<Vec<Uuid>, Internal> {
    use follow_up_file::{Column, Entity};
    let rows = Entity::find().filter(Column::VisitId.in_subquery(visits(case)));
    Ok(stored(rows.all(db).await?))
}

/// Deletes the plan of a case, its visits and their records.
pub async fn delete_case(db: &impl ConnectionTrait, case: Uuid) -> Result<(), Internal> {
    let files = follow_up_file::Entity::delete_many();
    files.filter(follow_up_file::Column::VisitId.in_subquery(visits(case))).exec(db).await?;
    let records = follow_up_record::Entity::delete_many();
    records.filter(follow_up_record::Column::VisitId.in_subquery(visits(case))).exec(db).await?;
    let changes = follow_up_change::Entity::delete_many();
    changes.filter(follow_up_change::Column::VisitId.in_subquery(visits(case))).exec(db).await?;
    follow_up_visit::Entity::delete_many().filter(follow_up_visit::Column::CaseId.eq(case)).exec(db).await?;
    follow_up_plan::Entity::delete_by_id(case).exec(db).await?;
    Ok(())
}
