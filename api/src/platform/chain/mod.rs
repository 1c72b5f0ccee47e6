//! The audit record as chains: one for every organ, and one of the house itself for what happens in no organ's keeping.
//!
//! An entry carries its number in its chain, the hash of the entry before it, and a keyed hash over all of its fields; a head row
//! says where each chain ends, under the same key. Whoever has only the database can't make either (docs/adr/007). Entries
//! are written by [`append`] alone, from [`crate::platform::change::Change`]; `audit verify` reads them with [`Seals`].

mod adopting;
mod appending;
mod seals;

use uuid::Uuid;

pub use adopting::adopt;
pub use appending::append;
pub use seals::Seals;

/// The chain of the house itself.
pub const HOUSE: Uuid = Uuid::nil();

/// What stands before the first entry of a chain.
pub const BEGINNING: [u8; 32] = [0; 32];
