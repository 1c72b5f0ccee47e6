//! What every slice stands on: database, clock, secrets, cache, outgoing messages, and [`change::Change`],
//! the one way to write. Knows no slice.

pub mod aging;
pub mod archive;
pub mod blobs;
pub mod cache;
pub mod chain;
pub mod change;
pub mod clock;
pub mod database;
pub mod ids;
pub mod jobs;
pub mod keys;
pub mod limits;
pub mod local_time;
pub mod money;
pub mod once;
pub mod outbox;
pub mod outgoing;
pub mod paging;
pub mod resealing;
pub mod roles;
pub mod scanner;
pub mod suite;
pub mod vault;
pub mod vouching;
