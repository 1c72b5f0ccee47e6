//! What can be done with the record: [`read`] it, [`verify`] it, look at the [`state`] of its chains, draw
//! a report for an [`incident`].

mod acts;
mod checking;
mod erasures;
mod incident;
mod reading;
mod state;

pub use acts::ACTS;
pub use checking::{describe, verify};
pub use erasures::{has_entry, of_acts};
pub use incident::{Asked, Incident, SEEING, incident};
pub use reading::{act_text, read};
pub use state::{Chain, Checked, State, state};
