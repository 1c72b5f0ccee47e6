//! The list of what was erased, which outlives the database: lines of text beside the anchors, to be copied elsewhere like them.
//!
//! It is made from the audit record, a line for each matter, draft and account. A backup that is older than its last lines brings
//! back what they name; [`super::replay`] erases that again (PIPL 47; security.md OPS-11).

use std::{
    collections::HashSet,
    fmt, fs,
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::PathBuf,
    str::FromStr,
};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use uuid::Uuid;

use crate::{
    app::App,
    audit::{self, anchors::FOLDER},
    error::Internal,
};

/// The name of the list, beside the anchors.
pub const FILE: &str = "erasures.list";
/// Changes at the same moment are committed in any order; so far back the record is looked through again.
const OVERLAP: TimeDelta = TimeDelta::hours(1);
const AT_ONCE: u64 = 500;

/// What was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A matter or a draft with everything that hangs on it.
    Matter,
    /// An account.
    Account,
}

/// A line of the list. As text: instant, what, and its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erased {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub what: What,
    /// Which.
    pub id: Uuid,
}

/// The text isn't a line of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a line is an instant, `matter` or `account`, and an id")]
pub struct NotALine;

impl What {
    /// Acts of the audit record that erase, with what they erase.
    const ACTS: [(&str, Self); 3] = [
        ("matter.erased", Self::Matter),
        ("application.expired", Self::Matter),
        ("account.deleted", Self::Account),
    ];

    /// The acts that erase.
    pub(super) fn acts() -> [&'static str; 3] {
        Self::ACTS.map(|(act, _)| act)
    }

    fn of_act(act: &str) -> Option<Self> {
        Self::ACTS.into_iter().find(|(known, _)| *known == act).map(|(_, what)| what)
    }
}

impl fmt::Display for Erased {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.what {
            What::Matter => "matter",
            What::Account => "account",
        };
        write!(f, "{} {what} {}", self.at.to_rfc3339_opts(SecondsFormat::AutoSi, true), self.id)
    }
}

impl FromStr for Erased {
    type Err = NotALine;

    fn from_str(text: &str) -> Result<Self, NotALine> {
        let mut words = text.split_ascii_whitespace();
        let mut word = || words.next().ok_or(NotALine);
        let at = word()?.parse().map_err(|_| NotALine)?;
        let what = match word()? {
            "matter" => What::Matter,
            "account" => What::Account,
            _ => return Err(NotALine),
        };
        Ok(Self { at, what, id: word()?.parse().map_err(|_| NotALine)? })
    }
}

/// Reads a list.
///
/// # Errors
/// Names the first line that isn't one.
pub fn read(text: &str) -> Result<Vec<Erased>, Internal> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let line = |(index, line): (usize, &str)| {
        line.parse().map_err(|error: NotALine| {
            Internal::msg(format!("line {} of the list: {error}", index.saturating_add(1)))
        })
    };
    lines.map(line).collect()
}

/// The list in the data folder.
pub fn own(app: &App) -> Result<Vec<Erased>, Internal> {
    match fs::read_to_string(place(app)) {
        Ok(text) => read(&text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(Internal::from_error(error)),
    }
}

/// Adds what the audit record has and the list lacks; answers how many lines that were.
pub async fn keep_up(app: &App) -> Result<usize, Internal> {
    let known = own(app)?;
    let since = known.iter().map(|line| line.at).max().map(|at| at - OVERLAP);
    let ids: HashSet<Uuid> = known.iter().map(|line| line.id).collect();
    let (mut fresh, mut after) = (Vec::new(), None);
    loop {
        let acts = What::acts();
        let rows = audit::service::of_acts(app.db.read(), &acts, since, after, AT_ONCE).await?;
        let Some(last) = rows.last() else { break };
        after = Some((last.at, last.id));
        fresh.extend(rows.into_iter().filter(|row| !ids.contains(&row.subject_id)).filter_map(|row| {
            Some(Erased { at: row.at, what: What::of_act(&row.action)?, id: row.subject_id })
        }));
    }
    if !fresh.is_empty() {
        append(app, &fresh)?;
    }
    Ok(fresh.len())
}

/// Adds lines that were kept elsewhere and that the list lacks.
pub fn add(app: &App, lines: &[Erased]) -> Result<(), Internal> {
    let known: HashSet<Uuid> = own(app)?.into_iter().map(|line| line.id).collect();
    let fresh: Vec<_> = lines.iter().filter(|line| !known.contains(&line.id)).copied().collect();
    if fresh.is_empty() { Ok(()) } else { append(app, &fresh) }
}

/// Appends lines, and waits until the disk has them.
fn append(app: &App, lines: &[Erased]) -> Result<(), Internal> {
    let write = || {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(app.config.data_dir.join(FOLDER))?;
        let mut file = fs::OpenOptions::new();
        let mut file = file.create(true).append(true).mode(0o600).open(place(app))?;
        let lines: Vec<String> = lines.iter().map(Erased::to_string).collect();
        file.write_all((lines.join("\n") + "\n").as_bytes())?;
        file.sync_all()
    };
    write().map_err(Internal::from_error)
}

fn place(app: &App) -> PathBuf {
    app.config.data_dir.join(FOLDER).join(FILE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_is_written() {
        let at = DateTime::from_timestamp_micros(1_790_000_000_000_001).unwrap();
        for what in [What::Matter, What::Account] {
            let line = Erased { at, what, id: Uuid::now_v7() };
            assert_eq!(line.to_string().parse(), Ok(line));
        }
        for text in ["", "2026-03-02T02:00:00Z", "2026-03-02T02:00:00Z house x"] {
            assert_eq!(text.parse::<Erased>(), Err(NotALine), "{text}");
        }
        assert!(read("\n2026-03-02T02:00:00Z what\n").unwrap_err().to_string().contains("line 2"));
    }
}
