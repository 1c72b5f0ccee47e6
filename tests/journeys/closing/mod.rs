//! Closing a case: what is open keeps it open, two people close it, and everything about it is in one bundle.

mod archive;
mod bundle;
mod by_two;
pub mod ground;
mod inside;
mod pages;
mod returned;
