//! The roster: administrators keep the staff of their organ and those below it (docs/adr/009-who-gives-rights.md).
//!
//! An administrator gives roles within their own organs and never to themselves; which go together stands in [`rights`]. Taking a right away ends every sign-in of the account at once (ID-13). Begin at [`service`].

pub mod api;
pub mod console;
mod error;
mod holding;
mod model;
mod placing;
mod queries;
pub mod rights;
mod service;
mod sessions;
pub mod sessions_api;
