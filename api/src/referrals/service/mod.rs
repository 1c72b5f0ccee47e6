//! Use cases: hand a matter or a clue over ([`send`], [`send_clue`]), act on it ([`act`]), read it ([`list`], [`open`], [`open_paper`],
//! [`open_letter`]),
//! and tell the citizen what help was asked for ([`for_citizen`]). A clue becomes an
//! application ([`make_code`], [`take_over`]). Other slices read what help was given ([`given`]) and file
//! what was asked for ([`archived`]).

mod acting;
mod archiving;
mod letter;
mod reading;
mod sealing;
mod sending;
mod taking_over;

pub use acting::act;
pub use archiving::{archived, still_open};
pub use reading::{
    Given, Told, copy_of, due_clues, for_citizen, given, list, open, open_letter, open_paper, side, told,
};
pub use sending::{send, send_clue, send_with};
pub use taking_over::{behind, leads_somewhere, make_code, take_over};
