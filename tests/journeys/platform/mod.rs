//! What every slice stands on.

mod cache;
mod limits;
mod once;
mod outbox;
