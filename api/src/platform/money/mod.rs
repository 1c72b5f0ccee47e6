//! Money: integer fen (分) and nothing else, and how documents write an amount in words.

mod fen;
mod words;

pub use fen::Fen;
pub use words::in_words;
