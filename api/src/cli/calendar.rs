//! `hechang calendar`

use std::{fs, path::PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};
use sea_orm::ActiveEnum;

use crate::{
    app::{App, Outside},
    config::Config,
    organs::{area::Area, calendar_file, service, working_days::Layer},
    platform::change::Author,
};

#[derive(Subcommand)]
pub(super) enum Calendar {
    /// Enters the days of a CSV file (date,kind,name), all or none
    Import(Import),
}

#[derive(Args)]
pub(super) struct Import {
    /// The file; kind is holiday or workday
    file: PathBuf,
    /// nation, region, city or center
    #[arg(long, value_parser = layer)]
    layer: Layer,
    /// The area's code, like 540500; left out for the nation
    #[arg(long, default_value = "")]
    scope: String,
    /// The notice that the days come from; the file's name when left out
    #[arg(long)]
    source: Option<String>,
}

pub(super) async fn run(command: Calendar) -> anyhow::Result<()> {
    let Calendar::Import(import) = command;
    let file = import.file.display().to_string();
    let area = Area::new(import.layer, &import.scope)?;
    let days = calendar_file::read(&file, &fs::read(&import.file).with_context(|| file.clone())?)?;
    let config = Config::load()?;
    let clock = Outside::from_config(&config)?.clock;
    let app = App::build(config, clock, String::new()).await?;
    let source = import.source.unwrap_or_else(|| file.clone());
    service::enter_days(app.change(Author::System).await?, &area, &source, &days).await.context(file)?;
    Ok(app.db.close().await?)
}

fn layer(text: &str) -> Result<Layer, String> {
    Layer::try_from_value(&text.to_owned()).map_err(|_| "nation, region, city or center".to_owned())
}
