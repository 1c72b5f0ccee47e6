//! The staff's pages of the ledger: the year at a glance, the entries behind each figure, and entering what allows and brings money.

mod entering;
mod looking;

use serde_json::{Value, json};

use crate::{
    app::App, error::Problem, identity::actor::Staff, ledger::service, organs::model::Organ,
    web::language::Language,
};

/// The console's pages.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    config.service(looking::glance).service(looking::entries).service(entering::ask).service(entering::enter);
}

/// The procuratorates to choose from.
async fn organs(app: &App, staff: &Staff, language: Language, chosen: &str) -> Result<Vec<Value>, Problem> {
    let reached = service::organs_in_reach(app.db.read(), staff).await?;
    let choice = |organ: &Organ| json!({ "value": organ.code, "label": organ.name.get(language), "chosen": organ.code == chosen });
    Ok(reached.iter().map(choice).collect())
}
