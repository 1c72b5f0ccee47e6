//! Journeys over HTTP, on SQLite and on PostgreSQL. One module a slice.

mod ops;
mod platform;
