//! The record's words, as types.

use std::{fmt, str::FromStr};

use chrono::{DateTime, SecondsFormat, Utc};
use data_encoding::HEXLOWER;
use hechang_entity::audit_anchor;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

/// What to show of the record. An empty filter is none.
#[derive(Clone, Debug, Default, Serialize, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RecordQuery {
    /// Somebody's account, or a member of staff's name: what they did, and what was done to the account.
    pub person: Option<String>,
    /// A receipt number, or an application.
    pub case: Option<String>,
    /// An act, like `application.submitted`.
    pub act: Option<String>,
    /// The first day, `YYYY-MM-DD` in Asia/Shanghai.
    pub from: Option<String>,
    /// The last day.
    pub to: Option<String>,
}

impl RecordQuery {
    /// The filters that are set, for the address of the next page.
    pub fn given(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("person", &self.person),
            ("case", &self.case),
            ("act", &self.act),
            ("from", &self.from),
            ("to", &self.to),
        ];
        let set = |words: &Option<String>| words.as_deref().is_some_and(|words| !words.trim().is_empty());
        all.into_iter()
            .filter(|(_, words)| set(words))
            .filter_map(|(name, words)| Some((name, words.as_deref()?)))
            .collect()
    }
}

/// Filters that can be followed.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Who did it, or to whose account.
    pub person: Option<Uuid>,
    /// The application.
    pub case: Option<Uuid>,
    /// The act.
    pub act: Option<String>,
    /// From this instant.
    pub from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub until: Option<DateTime<Utc>>,
}

/// What a reader may look over.
#[derive(Clone, Debug)]
pub struct Scope {
    /// Organs.
    pub organs: Vec<Uuid>,
    /// What happened in no organ's keeping, too.
    pub house: bool,
}

/// An entry of the record.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RecordItem {
    /// UUIDv7.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// Its number in its organ's chain.
    pub seq: Option<i64>,
    /// In whose keeping the matter is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organ_id: Option<Uuid>,
    /// `citizen`, `staff`, `visitor` or `system`.
    pub actor_kind: String,
    /// The account of who did it.
    pub actor_id: Option<Uuid>,
    /// The name of a member of staff.
    pub actor_name: Option<String>,
    /// What was done, like `application.submitted`.
    pub act: String,
    /// The same in words.
    pub act_text: String,
    /// What it was done to.
    pub subject_id: Uuid,
    /// The receipt number of the application that it belongs to.
    pub receipt_no: Option<String>,
    /// Facts, without personal data.
    #[schema(value_type = Object)]
    pub detail: Value,
}

/// An anchor (锚点): where a chain ended at an instant. As text: instant, chain, number, hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub at: DateTime<Utc>,
    /// The chain: an organ, or the house itself.
    pub chain: Uuid,
    /// The number of its last entry.
    pub seq: i64,
    /// The hash of its last entry.
    pub hash: Vec<u8>,
}

/// The text isn't an anchor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an anchor is an instant, a chain, a number and a hash")]
pub struct NotAnAnchor;

impl Line {
    /// The instant as text.
    pub fn at_text(&self) -> String {
        self.at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
    }
}

impl From<audit_anchor::Model> for Line {
    fn from(row: audit_anchor::Model) -> Self {
        Self { at: row.at, chain: row.chain_id, seq: row.seq, hash: row.hash }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {} {}", self.at_text(), self.chain, self.seq, HEXLOWER.encode(&self.hash))
    }
}

impl FromStr for Line {
    type Err = NotAnAnchor;

    fn from_str(text: &str) -> Result<Self, NotAnAnchor> {
        let mut words = text.split_ascii_whitespace();
        let mut word = || words.next().ok_or(NotAnAnchor);
        Ok(Self {
            at: word()?.parse().map_err(|_| NotAnAnchor)?,
            chain: word()?.parse().map_err(|_| NotAnAnchor)?,
            seq: word()?.parse().map_err(|_| NotAnAnchor)?,
            hash: HEXLOWER.decode(word()?.as_bytes()).map_err(|_| NotAnAnchor)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_anchor_is_read_as_it_is_written() {
        let at = DateTime::from_timestamp_micros(1_790_000_000_000_001).unwrap();
        let line = Line { at, chain: Uuid::now_v7(), seq: 7, hash: vec![1, 2, 255] };
        assert_eq!(line.to_string().parse(), Ok(line));
        for text in ["", "2026-03-02T02:00:00Z", "2026-03-02T02:00:00Z x 1 00"] {
            assert_eq!(text.parse::<Line>(), Err(NotAnAnchor), "{text}");
        }
    }
}
