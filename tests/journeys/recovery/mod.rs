//! Recovery: opened, decided by another, paid back to the fen or written off; a closed case opens again and closes once more.

mod custody;
mod deciding;
pub mod ground;
mod receiving;
mod revoking;
mod seeing;
