//! Anchors against the entries they name.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

use anyhow::Context;
use sea_orm::DatabaseTransaction;

use crate::{
    audit::{
        model::Line,
        queries::{anchors, walking},
        verification::{Fault, Report, Wrong},
    },
    error::Internal,
};

/// How many anchors are looked up at once.
const AT_ONCE: usize = 200;

/// The anchors that the database keeps.
pub(super) async fn of_database(tx: &DatabaseTransaction, report: &mut Report) -> Result<(), Internal> {
    let mut after = None;
    loop {
        let page = anchors::page(tx, after, AT_ONCE.try_into().unwrap_or(u64::MAX)).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.id);
        let lines: Vec<Line> = page.into_iter().map(Line::from).collect();
        compare(tx, &lines, report).await?;
    }
}

/// The anchors of a file, one a line; empty lines and those that begin with `#` don't count.
pub(super) async fn of_file(
    tx: &DatabaseTransaction,
    file: &Path,
    report: &mut Report,
) -> Result<(), Internal> {
    let name = file.display().to_string();
    let opened = File::open(file).with_context(|| name.clone()).map_err(Internal::from_error)?;
    let mut lines = Vec::new();
    for (number, text) in (1..).zip(BufReader::new(opened).lines()) {
        let text = text.with_context(|| name.clone()).map_err(Internal::from_error)?;
        match text.trim() {
            "" => {}
            comment if comment.starts_with('#') => {}
            text => match text.parse() {
                Ok(line) => lines.push(line),
                Err(_) => report.add(unreadable(&name, number)),
            },
        }
        if lines.len() >= AT_ONCE {
            compare(tx, &lines, report).await?;
            lines.clear();
        }
    }
    compare(tx, &lines, report).await
}

async fn compare(tx: &DatabaseTransaction, lines: &[Line], report: &mut Report) -> Result<(), Internal> {
    let hashes = walking::hashes(tx, lines).await?;
    for line in lines {
        report.anchors += 1;
        match hashes.get(&(line.chain, line.seq)) {
            None => report.add_anchor(line, Wrong::AnchorMissed(line.at_text())),
            Some(hash) if *hash != line.hash => {
                report.add_anchor(line, Wrong::AnchorDiffers(line.at_text()));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

fn unreadable(file: &str, number: u64) -> Fault {
    Fault { chain: None, seq: None, id: None, wrong: Wrong::Unreadable(format!("{file}, line {number}")) }
}
