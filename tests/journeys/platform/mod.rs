//! What every slice stands on.

mod bound;
mod cache;
mod limits;
mod once;
mod outbox;
mod time_limits;
