//! Assistance: from accepted applications through a case to a decision.

mod chain;
pub mod ground;
mod once;
mod pages;
mod papers;
mod people;
mod refusals;
mod seeing;
