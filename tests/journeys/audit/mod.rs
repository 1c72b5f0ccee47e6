//! The audit record: what is on it, who reads it, and that nobody changes it unseen.

mod anchors;
mod ground;
mod incident;
mod many_at_once;
mod reading;
mod refusals;
mod tampering;
mod vouched;
