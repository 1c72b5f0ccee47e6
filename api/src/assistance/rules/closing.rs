//! Who confirms that a case is closed: a setting of the office.

use anyhow::ensure;
use serde::Deserialize;

use crate::assistance::rules::Post;

/// How a case is closed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// Any of these posts confirms.
    pub confirmed_by: Vec<Post>,
    /// The rule.
    pub source: String,
    /// Whether the office has confirmed it.
    pub confirmed: bool,
}

impl Closing {
    /// Somebody must be able to confirm.
    ///
    /// # Errors
    /// When no post is named.
    pub fn check(&self) -> anyhow::Result<()> {
        ensure!(!self.confirmed_by.is_empty(), "`confirmed_by` names no post, expected one or more");
        Ok(())
    }
}
