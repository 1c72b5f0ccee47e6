//! `hechang staff`

use std::io::Write;

use anyhow::{Context, bail, ensure};
use clap::{Args, Subcommand};
use serde_json::json;

use crate::{
    app::{App, Outside},
    config::Config,
    identity::{
        actor::Role,
        roster::rights::role_fault,
        staff::{self, NewStaff},
    },
    organs,
    platform::change::{Author, Event},
    web::{language::Language, problems::fault_text},
};

#[derive(Subcommand)]
pub(super) enum Staff {
    /// Makes a login and prints its first password, which is shown this once
    Add(Add),
}

#[derive(Args)]
pub(super) struct Add {
    /// The name to sign in with
    #[arg(long, value_parser = username)]
    username: String,
    /// The code of the organ they work for, like 540500
    #[arg(long)]
    organ: String,
    /// Of reception, reviewer, approver, finance, partner, custodian, auditor, admin; several with commas
    #[arg(long, required = true, value_delimiter = ',', value_parser = role)]
    roles: Vec<Role>,
}

/// A password is never read from the arguments: every user of the machine sees those.
pub(super) async fn run(command: Staff) -> anyhow::Result<()> {
    let Staff::Add(add) = command;
    let config = Config::load()?;
    let clock = Outside::from_config(&config)?.clock;
    let app = App::build(config, clock, String::new()).await?;
    let password = enter(&app, add).await?;
    app.db.close().await?;
    Ok(writeln!(std::io::stdout(), "{password}")?)
}

/// Makes the login; answers its first password.
async fn enter(app: &App, add: Add) -> anyhow::Result<String> {
    let Add { username, organ, roles } = add;
    let first = staff::first_password();
    let password = staff::password(first.clone()).await?;
    let change = app.change(Author::System).await?;
    ensure!(staff::account(change.db(), &username).await?.is_none(), "there is a login {username} already");
    let organ = organs::service::organ_by_code(change.db(), &organ).await.context(organ)?;
    if let Some(fault) = role_fault(&roles, organ.kind) {
        bail!("--roles: {}", fault_text(&fault, &app.texts, Language::English));
    }
    let facts = json!({ "roles": roles });
    let new = NewStaff { username, password, organ_id: organ.id, department_id: None, roles, holder: None };
    let id = staff::add(&change, new).await?;
    staff::hand_over(&change, id, None).await?;
    Ok(change.commit(Event::new("staff.added", id).at(organ.id).with(facts), first).await?)
}

fn username(text: &str) -> Result<String, String> {
    let fits = staff::is_username(text);
    fits.then(|| text.to_owned()).ok_or_else(|| "2 to 60 small letters, digits, dots and dashes".to_owned())
}

fn role(text: &str) -> Result<Role, String> {
    serde_json::from_value(json!(text)).map_err(|_| "not one of the roles".to_owned())
}
