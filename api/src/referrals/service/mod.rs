//! Use cases: hand a matter or a clue over ([`send`], [`send_clue`]), act on it ([`act`]), read it ([`list`], [`open`], [`open_paper`]),
//! and tell the citizen what help was asked for ([`for_citizen`]).

mod acting;
mod reading;
mod sealing;
mod sending;

pub use acting::act;
pub use reading::{Told, copy_of, due_clues, for_citizen, list, open, open_paper, side, told};
pub use sending::{send, send_clue};
