//! Which person holds an account of the staff, one account each; and at which organ somebody holds a post.

use sea_orm_migration::{
    prelude::*,
    schema::{binary_null, uuid_null},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let holder = Table::alter().table("staff_account").add_column(binary_null("holder_index")).take();
        manager.alter_table(holder).await?;
        let once = Index::create()
            .name("ux_staff_account_holder")
            .table("staff_account")
            .col("holder_index")
            .unique()
            .take();
        manager.create_index(once).await?;
        let place = Table::alter().table("staff_post").add_column(uuid_null("organ_id")).take();
        manager.alter_table(place).await?;
        let held = "UPDATE staff_post SET organ_id = \
                    (SELECT organ_id FROM staff_account WHERE staff_account.id = staff_post.staff_id)";
        manager.get_connection().execute_unprepared(held).await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.alter_table(Table::alter().table("staff_post").drop_column("organ_id").take()).await?;
        let once = Index::drop().name("ux_staff_account_holder").table("staff_account").to_owned();
        manager.drop_index(once).await?;
        manager.alter_table(Table::alter().table("staff_account").drop_column("holder_index").take()).await
    }
}
