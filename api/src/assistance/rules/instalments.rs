//! Payment in instalments (分期发放): who must approve it, and how long before its day one may be prepared.

use anyhow::ensure;
use chrono::{Days, NaiveDate};
use serde::Deserialize;

use crate::assistance::rules::{ChainStep, Post};

/// When a grant may be paid in parts.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Instalments {
    /// One of these has to take a step of the chain.
    approved_by: Vec<Post>,
    /// Calendar days before its day from which an instalment may be put into a batch.
    ahead_days: u64,
    /// The rule.
    pub source: String,
    /// Whether the rule's text was read.
    pub confirmed: bool,
}

impl Instalments {
    /// Somebody must be able to approve.
    ///
    /// # Errors
    /// When no post is named.
    pub fn check(&self) -> anyhow::Result<()> {
        ensure!(!self.approved_by.is_empty(), "`approved_by` names no post, expected one or more");
        Ok(())
    }

    /// Whether a chain has a step that only those take who may approve.
    pub fn approved(&self, chain: &[ChainStep]) -> bool {
        let may = |step: &ChainStep| step.by.iter().all(|post| self.approved_by.contains(post));
        chain.iter().any(may)
    }

    /// The first day on which an instalment of a day may be prepared; at once without a day.
    pub fn from(&self, due_on: Option<NaiveDate>) -> Option<NaiveDate> {
        due_on.map(|day| day.checked_sub_days(Days::new(self.ahead_days)).unwrap_or(day))
    }
}
