//! Assistance: from accepted applications through a case to a decision.

mod chain;
pub mod ground;
mod once;
mod pages;
mod people;
mod refusals;
mod seeing;
