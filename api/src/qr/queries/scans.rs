//! Scans by the hour.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use hechang_entity::qr_scan_hour::{ActiveModel, Column, Entity};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use crate::{error::Internal, qr::model::ScanHour};

/// Adds counts to those of the same hour.
pub async fn add(
    db: &impl ConnectionTrait,
    counts: &HashMap<(Uuid, DateTime<Utc>), i64>,
) -> Result<(), Internal> {
    let rows = counts.iter().map(|((code, hour), count)| ActiveModel {
        qr_code_id: Set(*code),
        hour: Set(*hour),
        count: Set(*count),
    });
    let sum = Expr::col((Entity, Column::Count)).add(Expr::col(("excluded", Column::Count)));
    let adding = OnConflict::columns([Column::QrCodeId, Column::Hour]).value(Column::Count, sum).to_owned();
    Entity::insert_many(rows).on_conflict(adding).exec_without_returning(db).await?;
    Ok(())
}

/// How often each of these codes was scanned in all; those never scanned are missing.
pub async fn totals(db: &impl ConnectionTrait, codes: &[Uuid]) -> Result<HashMap<Uuid, i64>, Internal> {
    let rows: Vec<(Uuid, i64)> = Entity::find()
        .select_only()
        .column(Column::QrCodeId)
        // PostgreSQL sums to a decimal.
        .expr(Expr::col(Column::Count).sum().cast_as("bigint"))
        .filter(Column::QrCodeId.is_in(codes.iter().copied()))
        .group_by(Column::QrCodeId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The hours of a code since an instant, those without a scan left out.
pub async fn hours(
    db: &impl ConnectionTrait,
    code: Uuid,
    since: DateTime<Utc>,
) -> Result<Vec<ScanHour>, Internal> {
    let rows = Entity::find()
        .filter(Column::QrCodeId.eq(code))
        .filter(Column::Hour.gte(since))
        .order_by_asc(Column::Hour)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| ScanHour { hour: row.hour, count: row.count }).collect())
}
