//! Hechang's schema: one file a change. The program before a change still runs after it: expand, fill, contract.

use std::collections::HashSet;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::{
    prelude::*,
    sea_orm::{DatabaseConnection, EntityTrait},
    seaql_migrations::Entity,
};

mod m20261124_000001_platform;
mod m20261124_000002_organs;
mod m20261124_000003_identity;
mod m20261124_000004_applications;
mod m20261124_000005_materials;
mod m20261124_000006_appointments;
mod m20261124_000007_qr;
mod m20261124_000008_audit_chain;
mod m20261124_000008_stored_files;
mod m20261124_000009_second_factor;
mod m20261124_000010_wechat;
mod m20261124_000012_personal_data;
mod m20261124_000014_consents;
mod m20261124_000015_privacy;
mod m20261124_000016_representation;
mod m20261124_000020_ledger;
mod m20261125_000030_departments;
mod m20261125_000031_organ_keeping;
mod m20261125_000032_access;
mod m20261125_000040_guard;
mod m20261125_000041_assistance;
mod m20261125_000050_documents;
mod m20261125_000060_referrals;
mod m20261125_000061_rights;
mod m20261125_000080_payments;
mod m20261129_000086_holders;
mod m20261129_000090_custody;
mod m20261129_000092_follow_up;
mod m20261129_000094_investigation;
mod m20261129_000095_receipts;
mod m20261129_000096_closing;
mod m20261129_000097_recovery;
mod m20261129_000098_taking_over;
mod m20261130_000099_purposes;
mod m20261130_000110_wages;
mod m20261130_000115_letters;
mod m20261130_000121_telling_day;
mod m20261130_000123_scales;
mod m20261130_000130_custody_receipts;
mod m20261130_000131_succession;

/// Knows every change, in order.
#[derive(Debug)]
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261124_000001_platform::Migration),
            Box::new(m20261124_000002_organs::Migration),
            Box::new(m20261124_000003_identity::Migration),
            Box::new(m20261124_000004_applications::Migration),
            Box::new(m20261124_000005_materials::Migration),
            Box::new(m20261124_000006_appointments::Migration),
            Box::new(m20261124_000007_qr::Migration),
            Box::new(m20261124_000008_audit_chain::Migration),
            Box::new(m20261124_000008_stored_files::Migration),
            Box::new(m20261124_000009_second_factor::Migration),
            Box::new(m20261124_000010_wechat::Migration),
            Box::new(m20261124_000012_personal_data::Migration),
            Box::new(m20261124_000014_consents::Migration),
            Box::new(m20261124_000015_privacy::Migration),
            Box::new(m20261124_000016_representation::Migration),
            Box::new(m20261124_000020_ledger::Migration),
            Box::new(m20261125_000030_departments::Migration),
            Box::new(m20261125_000031_organ_keeping::Migration),
            Box::new(m20261125_000032_access::Migration),
            Box::new(m20261125_000040_guard::Migration),
            Box::new(m20261125_000041_assistance::Migration),
            Box::new(m20261125_000050_documents::Migration),
            Box::new(m20261125_000060_referrals::Migration),
            Box::new(m20261125_000061_rights::Migration),
            Box::new(m20261125_000080_payments::Migration),
            Box::new(m20261129_000086_holders::Migration),
            Box::new(m20261129_000090_custody::Migration),
            Box::new(m20261129_000092_follow_up::Migration),
            Box::new(m20261129_000094_investigation::Migration),
            Box::new(m20261129_000095_receipts::Migration),
            Box::new(m20261129_000096_closing::Migration),
            Box::new(m20261129_000097_recovery::Migration),
            Box::new(m20261129_000098_taking_over::Migration),
            Box::new(m20261130_000099_purposes::Migration),
            Box::new(m20261130_000110_wages::Migration),
            Box::new(m20261130_000115_letters::Migration),
            Box::new(m20261130_000121_telling_day::Migration),
            Box::new(m20261130_000123_scales::Migration),
            Box::new(m20261130_000130_custody_receipts::Migration),
            Box::new(m20261130_000131_succession::Migration),
        ]
    }
}

/// The table in which the changes that a database has are named.
pub const CHANGES: &str = "seaql_migrations";

/// The names of the changes that a database doesn't have yet. Only looks, so that it needs no right to change the schema.
pub async fn pending(db: &DatabaseConnection) -> Result<Vec<String>, DbErr> {
    let mut applied = HashSet::new();
    if SchemaManager::new(db).has_table(CHANGES).await? {
        applied.extend(Entity::find().all(db).await?.into_iter().map(|change| change.version));
    }
    let names = Migrator::migrations().into_iter().map(|change| change.name().to_owned());
    Ok(names.filter(|name| !applied.contains(name)).collect())
}
