//! `hechang keys`

use std::{io::Write, time::Duration};

use anyhow::{bail, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use clap::{Args, Subcommand};
use serde_json::json;
use uuid::Uuid;

use crate::{
    app::{App, Outside},
    config::Config,
    error::Internal,
    platform::{
        change::{Author, Event},
        keys::KeyRing,
        resealing::{self, Resealed, SealedColumn},
        suite::Suite,
        vault,
    },
    sealed_columns::SEALED_COLUMNS,
};

/// After this long no process seals with the key from before: it has looked at the ring again, and what it had begun has ended.
const SETTLES: TimeDelta = TimeDelta::seconds(10);
/// As long as an access token lives (contract).
const TOKENS_LIVE: TimeDelta = TimeDelta::minutes(15);
/// So often is passed over everything before it must be another process that seals otherwise.
const MOST_PASSES: u32 = 10;
const BETWEEN_PASSES: Duration = Duration::from_secs(1);
/// GCM's random nonces ask for a new key long before 2^32 values (security.md KEY-3).
const MANY: u64 = 1 << 30;

#[derive(Subcommand)]
pub(super) enum Keys {
    /// Lists the keys with their ages and how many values each has sealed; shows no secret
    Show,
    /// Adds a key and makes it current; makes the ring when there is none
    New(New),
    /// Makes a key that was added with --standby current
    Use(Named),
    /// Seals everything anew that an older key or the other suite has sealed, while the program serves
    Rotate,
    /// Takes a key that no value needs out of the ring, for good
    Remove(Remove),
}

#[derive(Args)]
pub(super) struct New {
    /// Doesn't make it current yet: for nodes that each have their own copy of the ring
    #[arg(long)]
    standby: bool,
}

#[derive(Args)]
pub(super) struct Named {
    /// The key's name
    name: String,
}

#[derive(Args)]
pub(super) struct Remove {
    /// The key's name
    name: String,
    /// Doesn't wait until access tokens that it signed have ended: who holds one refreshes it
    #[arg(long)]
    now: bool,
}

pub(super) async fn run(command: Keys) -> anyhow::Result<()> {
    let config = Config::load()?;
    let clock = Outside::from_config(&config)?.clock;
    if let Keys::New(New { standby }) = command {
        let (file, fresh) = (config.keys_file(), !config.keys_file().exists());
        let name = KeyRing::add(&file, standby, config.crypto_suite, clock.now())?;
        say(&name)?;
        return if fresh { Ok(()) } else { record(&open(config).await?, "keys.added", &name).await };
    }
    let app = open(config).await?;
    match command {
        Keys::New(_) => {}
        Keys::Show => show(&app).await?,
        Keys::Use(Named { name }) => {
            KeyRing::make_current(&app.config.keys_file(), &name, app.clock.now())?;
            record(&app, "keys.changed", &name).await?;
        }
        Keys::Rotate => rotate(&app).await?,
        Keys::Remove(remove) => self::remove(&app, &remove).await?,
    }
    Ok(app.db.close().await?)
}

async fn open(config: Config) -> anyhow::Result<App> {
    let clock = Outside::from_config(&config)?.clock;
    App::build(config, clock, String::new()).await
}

/// On the audit record; a ring belongs to no organ.
async fn record(app: &App, act: &'static str, key: &str) -> anyhow::Result<()> {
    let change = app.change(Author::System).await?;
    Ok(change.commit(Event::new(act, Uuid::nil()).with(json!({ "key": key })), ()).await?)
}

async fn show(app: &App) -> anyhow::Result<()> {
    let ring = KeyRing::read(&app.config.keys_file())?;
    let mut rest = all(app, b"").await?;
    for name in ring.names() {
        let mark = if name == ring.current() { "current" } else { "" };
        let age = ring.made(name).map(|made| (app.clock.now() - made).num_days());
        let age = age.map_or("age unknown".to_owned(), |days| format!("{days} days"));
        for suite in Suite::ALL {
            let values = all(app, &vault::header(suite, name)).await?;
            rest = rest.saturating_sub(values);
            let warning = if values > MANY { "  too many: make a new key" } else { "" };
            say(&format!(
                "{name:<12} {mark:<8} {age:<12} {:<16} {values:>10} values{warning}",
                suite.name()
            ))?;
        }
    }
    if rest > 0 {
        say(&format!("{rest} values name a key that the ring doesn't hold"))?;
    }
    Ok(())
}

/// How many values of all columns begin like this.
async fn all(app: &App, beginning: &[u8]) -> Result<u64, Internal> {
    let mut sum = 0;
    for column in SEALED_COLUMNS {
        sum += resealing::count(app.db.read(), column, beginning).await?;
    }
    Ok(sum)
}

async fn rotate(app: &App) -> anyhow::Result<()> {
    let before = app.vault.present_header();
    let mut values = pass(app).await?;
    settle(app, &KeyRing::read(&app.config.keys_file())?).await;
    values += pass_until_clean(app).await?;
    ensure!(app.vault.present_header() == before, "another key became current: rotate once more");
    let ring = KeyRing::read(&app.config.keys_file())?;
    let facts = json!({ "key": ring.current(), "values": values });
    let event = Event::new("keys.rotated", Uuid::nil()).with(facts);
    app.change(Author::System).await?.commit(event, ()).await?;
    say(&format!("{values} values sealed anew; no value needs a key other than {}", ring.current()))?;
    for name in ring.names().filter(|name| *name != ring.current()) {
        say(&format!("`hechang keys remove {name}` may follow"))?;
    }
    Ok(())
}

/// What was begun before every process had the new key is found now.
async fn pass_until_clean(app: &App) -> anyhow::Result<u64> {
    let mut values = 0;
    for _ in 0..MOST_PASSES {
        match pass(app).await? {
            0 => return Ok(values),
            again => values += again,
        }
        tokio::time::sleep(BETWEEN_PASSES).await;
    }
    bail!(
        "values keep coming that are sealed otherwise: does every process have this key ring and this HECHANG_CRYPTO_SUITE?"
    )
}

/// Passes once over everything; answers how many values weren't sealed as they are now.
async fn pass(app: &App) -> anyhow::Result<u64> {
    let (mut found, mut broken) = (0, Vec::new());
    for column in SEALED_COLUMNS {
        let Resealed { values, missed, unreadable } = resealing::pass(&app.db, &app.vault, column).await?;
        found += values + missed;
        if unreadable > 0 {
            broken.push(told(column, unreadable));
        }
    }
    if broken.is_empty() { Ok(found) } else { bail!("some values don't open: {}", broken.join(", ")) }
}

fn told(column: SealedColumn, values: u64) -> String {
    format!("{values} of {}", column.place)
}

/// Waits until every process has the current key.
async fn settle(app: &App, ring: &KeyRing) {
    if let Ok(left) = left(ring, SETTLES, app.clock.now()).to_std() {
        tokio::time::sleep(left + Duration::from_millis(1)).await;
    }
}

/// How much of a span since the last change of the current key is left.
fn left(ring: &KeyRing, span: TimeDelta, now: DateTime<Utc>) -> TimeDelta {
    ring.current_since().map_or(TimeDelta::zero(), |since| (since + span - now).min(span))
}

async fn remove(app: &App, remove: &Remove) -> anyhow::Result<()> {
    let (name, ring) = (remove.name.as_str(), KeyRing::read(&app.config.keys_file())?);
    ensure!(ring.names().any(|known| known == name), "the key ring has no key {name}");
    ensure!(name != ring.current(), "{name} is the current key: `hechang keys new` makes another first");
    let tokens = left(&ring, TOKENS_LIVE, app.clock.now()).num_minutes();
    ensure!(
        remove.now || tokens <= 0,
        "access tokens may need {name} for {tokens} more minutes; --now doesn't wait for them"
    );
    settle(app, &ring).await;
    let mut needed = 0;
    for suite in Suite::ALL {
        needed += all(app, &vault::header(suite, name)).await?;
    }
    ensure!(needed == 0, "{needed} values need {name}: `hechang keys rotate` first");
    record(app, "keys.removed", name).await?;
    KeyRing::remove(&app.config.keys_file(), name)
}

fn say(line: &str) -> anyhow::Result<()> {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}
