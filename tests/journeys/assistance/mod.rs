//! Assistance: from accepted applications through a case to a decision.

mod chain;
mod eleven;
mod emergency;
pub mod ground;
mod matters;
mod once;
mod pages;
mod papers;
mod people;
mod purposes;
mod random;
mod refusals;
mod scales;
mod seeing;
mod wages;
