//! Administrators keep the organs below their own, departments, centers and partners.
//!
//! An administrator acts in their own organ and below it, and nowhere else. Nothing is deleted: what is closed keeps its name on
//! old papers, and can't be closed while somebody works there, comes there or waits there. Begin at [`service`]; what a row must be
//! like stands in [`rules`], for the console, the API and files alike.

pub(super) mod api;
pub(super) mod center_model;
pub(super) mod console;
pub(super) mod error;
pub(super) mod model;
pub(super) mod rules;
pub(super) mod service;
