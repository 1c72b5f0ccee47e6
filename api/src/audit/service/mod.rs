//! What can be done with the record: [`read`] it, [`verify`] it, look at the [`state`] of its chains.

mod acts;
mod checking;
mod reading;
mod state;

pub use acts::ACTS;
pub use checking::{describe, verify};
pub use reading::{act_text, read};
pub use state::{Chain, Checked, State, state};
