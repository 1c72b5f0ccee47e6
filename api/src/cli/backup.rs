//! `hechang backup` and `hechang restore`

use std::{
    io::Write,
    path::{Path, PathBuf},
};

use age::{secrecy::ExposeSecret, x25519::Identity};
use anyhow::ensure;
use clap::{Args, Subcommand};

use crate::{
    backup::{
        checking, making,
        restoring::{self, Asked, Restored},
    },
    config::Config,
    platform::keys::write_private,
};

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(super) struct Backup {
    /// The folder for the archive, best on another disk
    #[arg(long, value_name = "FOLDER", required = true)]
    into: Option<PathBuf>,
    #[command(subcommand)]
    other: Option<Other>,
}

#[derive(Subcommand)]
enum Other {
    /// Restores an archive to a scratch place, proves audit record and ledger, and tells how long it took
    Check {
        /// The archive
        file: PathBuf,
        /// The file with the key to which it is sealed
        #[arg(long, value_name = "KEYFILE")]
        identity: PathBuf,
    },
    /// Makes a key for archives, to be kept far from this machine, and prints its public half for the settings
    Key {
        /// A new file for the key
        file: PathBuf,
    },
}

#[derive(Args)]
pub(super) struct Restore {
    /// The archive
    file: PathBuf,
    /// The file with the key to which it is sealed
    #[arg(long, value_name = "KEYFILE")]
    identity: PathBuf,
    /// The newest copy of anchors/erasures.list: what it names is erased again
    #[arg(long, value_name = "FILE")]
    erasures: Option<PathBuf>,
    /// Puts the archive in place of what is there
    #[arg(long)]
    replace: bool,
}

pub(super) async fn run(Backup { into, other }: Backup) -> anyhow::Result<()> {
    match (other, into) {
        (Some(Other::Key { file }), _) => key(&file),
        (Some(Other::Check { file, identity }), _) => {
            let (manifest, stages) = checking::check(Config::load()?, &file, &identity).await?;
            say(&format!("{stages}\nthe archive of {} holds: {} files", manifest.at, manifest.parts.len()))
        }
        (None, into) => {
            let made = making::make(Config::load()?, &into.unwrap_or_default()).await?;
            say(&format!("{}: {} files", made.file.display(), made.manifest.parts.len()))?;
            if made.manifest.files_elsewhere {
                say("the files of HECHANG_BLOB_URL aren't in it: let the store keep copies of its own")?;
            }
            Ok(())
        }
    }
}

pub(super) async fn restore(restore: Restore) -> anyhow::Result<()> {
    let Restore { file, identity, erasures, replace } = restore;
    let asked = Asked { file: &file, identity: &identity, erasures: erasures.as_deref(), replace };
    let Restored { manifest, erased, aside, stages } = restoring::restore(Config::load()?, &asked).await?;
    say(&format!("{stages}\nrestored as of {}; {erased} records erased again", manifest.at))?;
    match aside {
        Some(aside) => {
            say(&format!("what was there before is in {}: remove it once all is well", aside.display()))
        }
        None => Ok(()),
    }
}

fn key(file: &Path) -> anyhow::Result<()> {
    ensure!(!file.exists(), "{} exists: a key is never written over", file.display());
    let key = Identity::generate();
    let text = format!("# public key: {}\n{}\n", key.to_public(), key.to_string().expose_secret());
    write_private(file, text.as_bytes())?;
    say(&format!("HECHANG_BACKUP_RECIPIENTS={}", key.to_public()))
}

fn say(line: &str) -> anyhow::Result<()> {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}
