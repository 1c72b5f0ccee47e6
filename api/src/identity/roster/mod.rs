//! The roster: administrators keep the staff of their organ and those below it (docs/adr/007-who-gives-rights.md).
//!
//! An administrator gives any role but never beyond their own organs, and never to themselves; whoever looks over the others
//! does nothing else. Taking a right away ends every sign-in of the account at once (ID-13). Begin at [`service`].

pub mod api;
pub mod console;
mod error;
mod model;
mod queries;
mod service;
