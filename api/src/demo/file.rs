//! `demo.json`: how to get into the demonstration.

use std::{fs, io::ErrorKind, net::SocketAddr, path::Path};

use anyhow::Context;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{identity::actor::Role, platform::keys::write_private};

const NAME: &str = "demo.json";

/// How to get in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demonstration {
    /// The citizens' first page.
    pub portal_url: String,
    /// The staff's first page.
    pub console_url: String,
    /// Serves `/metrics` and `/readyz`.
    pub ops_url: String,
    /// The code on the wall.
    pub qr_code: String,
    /// The center where it hangs.
    pub center_id: Uuid,
    /// A login for every role.
    pub staff: Vec<Login>,
}

/// A login of the demonstration's staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// The name to sign in with.
    pub username: String,
    /// Made for this demonstration.
    pub password: String,
    /// What they may do.
    pub roles: Vec<Role>,
    /// Where they work.
    pub organ_code: String,
}

impl Demonstration {
    /// A demonstration whose addresses aren't known yet.
    pub(super) fn new(qr_code: String, center_id: Uuid, staff: Vec<Login>) -> Self {
        let unknown = String::new;
        Self { portal_url: unknown(), console_url: unknown(), ops_url: unknown(), qr_code, center_id, staff }
    }

    /// The same at the addresses of this start.
    pub(super) fn at(self, public_url: &str, address: SocketAddr) -> Self {
        Self {
            portal_url: public_url.to_owned(),
            console_url: format!("{public_url}/console"),
            ops_url: format!("http://{address}"),
            ..self
        }
    }
}

/// What an earlier start wrote.
pub(super) fn read(folder: &Path) -> anyhow::Result<Option<Demonstration>> {
    let file = folder.join(NAME);
    match fs::read(&file) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        read => {
            let advice = || format!("{} can't be read; remove it to get new passwords", file.display());
            serde_json::from_slice(&read.with_context(advice)?).with_context(advice).map(Some)
        }
    }
}

/// Writes the file as a whole: who waits for it never sees a half.
pub(super) fn write(folder: &Path, demonstration: &Demonstration) -> anyhow::Result<()> {
    let (file, draft) = (folder.join(NAME), folder.join(format!("{NAME}.new")));
    write_private(&draft, &serde_json::to_vec_pretty(demonstration)?)?;
    Ok(fs::rename(draft, file)?)
}
