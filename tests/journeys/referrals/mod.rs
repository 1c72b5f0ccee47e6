//! Help by others: a matter handed to a partner, a clue by one, what each side sees, and telling people of their rights.

mod clues;
pub mod ground;
mod handing;
mod leaking;
mod letters;
mod pages;
mod racing;
mod reach;
mod rights;
mod taking_over;
