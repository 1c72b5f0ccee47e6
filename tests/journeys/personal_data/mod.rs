//! Personal data from beginning to end: where it lies, who finds it, who is shown it.

pub mod caller;
mod finding;
mod markers;
mod planted;
mod unmasking;
