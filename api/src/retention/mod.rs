//! Retention: erases what is past its time, a batch at a time, and proves it.
//!
//! How long is the catalog's word (`retention.yaml`). Each batch is one change: the rows go, the count is kept in `erasure`, and
//! the audit record says so. A run that is broken off or run twice loses nothing and counts nothing twice. What was erased is on a
//! [`list`] outside the database, from which [`replay`] erases it again when an old backup brings it back.
//! Begin at [`service::run`]; `hechang retention report` shows what was erased and what is still due.

pub mod list;
mod queries;
pub mod replay;
pub mod service;

pub use service::keep_house;
