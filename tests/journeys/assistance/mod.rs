//! Assistance: from accepted applications through a case to a decision.

mod chain;
mod emergency;
pub mod ground;
mod matters;
mod once;
mod pages;
mod papers;
mod people;
mod random;
mod refusals;
mod seeing;
