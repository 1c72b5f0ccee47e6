//! The ledger: what allows, brings, promises and moves money; what is refused; and that it proves itself.

mod constraints;
mod faces;
mod ground;
mod movements;
mod pages;
mod paper;
mod random;
mod tampering;
