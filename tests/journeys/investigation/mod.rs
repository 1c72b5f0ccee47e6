//! Investigation: tasks and their notes, requests to another procuratorate, papers that applicants ask us to fetch, what is refused, and who sees what.

pub mod ground;
mod pages;
mod reach;
mod refusals;
mod requests;
mod tasks;
mod wished;
