//! Follow-up: the plan of visits, records with the money compared, help, and what the citizen sees of it.

mod citizens;
pub mod ground;
mod helping;
mod pages;
mod planning;
mod reach;
mod recording;
mod refusals;
