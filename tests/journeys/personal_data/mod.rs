//! Personal data from beginning to end: where it lies, who finds it, who is shown it.

pub mod caller;
pub mod finding;
pub mod markers;
mod moved;
pub mod planted;
mod unmasking;
