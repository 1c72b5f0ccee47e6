//! The staff's console in a browser without scripts.

mod actions;
mod calendars;
mod codes;
mod correction;
mod ground;
mod matter;
mod queue;
