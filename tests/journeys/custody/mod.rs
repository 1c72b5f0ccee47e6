//! Custody: the agreement, money that goes into it, releases by four people, misuse, the end, and who sees what.

mod agreement;
mod ending;
pub mod ground;
mod misuse;
mod random;
mod releases;
mod seeing;
mod succession;
