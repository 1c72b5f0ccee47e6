//! `hechang organs`

use std::{collections::HashMap, fs, io::Write, path::PathBuf};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::{App, Outside},
    config::Config,
    organs::{
        import::{self, Imported, Tally},
        model::{Center, Organ},
        service,
    },
    platform::change::{Author, Event},
};

#[derive(Subcommand)]
pub(super) enum Organs {
    /// Makes and changes the organs, departments, partners and centers of a YAML file, all or none
    Import(Import),
    /// Lists organs as a tree, with departments and centers
    List,
}

#[derive(Args)]
pub(super) struct Import {
    /// The file; deploy/organs.example.yaml shows its shape
    file: PathBuf,
}

pub(super) async fn run(command: Organs) -> anyhow::Result<()> {
    let config = Config::load()?;
    let clock = Outside::from_config(&config)?.clock;
    let app = App::build(config, clock, String::new()).await?;
    let done = match command {
        Organs::Import(Import { file }) => enter(&app, &file).await,
        Organs::List => list(&app).await,
    };
    app.db.close().await?;
    done
}

async fn enter(app: &App, path: &PathBuf) -> anyhow::Result<()> {
    let name = path.display().to_string();
    let text = fs::read_to_string(path).with_context(|| name.clone())?;
    let told = |mistakes: &[import::Mistake]| {
        let lines: Vec<_> = mistakes.iter().map(|mistake| mistake.told(&name, &app.texts)).collect();
        format!("{}\nnothing was stored", lines.join("\n"))
    };
    let file = match import::read(&text) {
        Ok(file) => file,
        Err(mistake) => bail!(told(&[mistake])),
    };
    let change = app.change(Author::System).await?;
    let imported = match import::apply(&change, &file).await? {
        Ok(imported) => imported,
        Err(mistakes) => bail!(told(&mistakes)),
    };
    if !imported.is_nothing() {
        let facts = json!({ "organs": rows(imported.organs), "departments": rows(imported.departments), "centers": rows(imported.centers) });
        change.commit(Event::new("organs.imported", Uuid::nil()).with(facts), ()).await?;
    }
    say(&imported)
}

fn rows(tally: Tally) -> serde_json::Value {
    json!({ "made": tally.made, "changed": tally.changed })
}

fn say(imported: &Imported) -> anyhow::Result<()> {
    let mut out = std::io::stdout();
    for (what, tally) in
        [("organs", imported.organs), ("departments", imported.departments), ("centers", imported.centers)]
    {
        let Tally { made, changed, same } = tally;
        writeln!(out, "{what}: {made} made, {changed} changed, {same} as they were")?;
    }
    Ok(())
}

/// Everything that isn't closed.
async fn list(app: &App) -> anyhow::Result<()> {
    let db = app.db.read();
    let organs = service::organs(db).await?;
    let ids: Vec<_> = organs.iter().map(|organ| organ.id).collect();
    let mut centers: HashMap<Uuid, Vec<Center>> = HashMap::new();
    for center in service::centers_of(db, &ids).await? {
        centers.entry(center.organ_id).or_default().push(center);
    }
    let mut out = std::io::stdout();
    for (organ, depth) in tree(&organs) {
        let indent = "  ".repeat(depth);
        writeln!(out, "{indent}{}  {}", organ.code, organ.name.zh_cn)?;
        for department in service::departments_of(db, organ.id).await? {
            writeln!(out, "{indent}    {}  {}", department.line.word(), department.name.zh_cn)?;
        }
        for center in centers.remove(&organ.id).unwrap_or_default() {
            writeln!(out, "{indent}    {}  {}", center.code, center.name.zh_cn)?;
        }
    }
    Ok(())
}

/// Organs with how deep they stand, each right below the one above it; in the order of codes.
fn tree(organs: &[Organ]) -> Vec<(&Organ, usize)> {
    let known: Vec<_> = organs.iter().map(|organ| organ.id).collect();
    let is_top = |organ: &&Organ| organ.parent_id.is_none_or(|parent| !known.contains(&parent));
    let mut open: Vec<_> = organs.iter().filter(is_top).rev().map(|organ| (organ, 0_usize)).collect();
    let mut all = Vec::new();
    while let Some((organ, depth)) = open.pop() {
        all.push((organ, depth));
        let below = organs.iter().filter(|one| one.parent_id == Some(organ.id)).rev();
        open.extend(below.map(|one| (one, depth.saturating_add(1))));
    }
    all
}
