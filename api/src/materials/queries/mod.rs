//! SQL about materials, and about the files behind them.

pub mod files;
mod materials;

pub use materials::*;
