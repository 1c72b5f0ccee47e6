//! The archive bundle (归档包): everything about a case in one ZIP, with a page to read and a manifest of SHA-256 digests.
//!
//! [`Contents`] is what goes in, gathered with one question a table; [`parts`] gives each thing a place and a title; [`pack`] writes them one
//! after another, a few chunks in memory, straight into a sealed file.

mod contents;
mod packing;
mod parts;

pub(super) use contents::Contents;
pub(super) use packing::pack;
