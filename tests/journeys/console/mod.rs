//! The staff's console in a browser without scripts.

mod actions;
mod calendars;
mod codes;
mod correction;
pub mod ground;
mod matter;
mod queue;
