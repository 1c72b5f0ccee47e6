//! Official documents: numbers, issuing, void, verification, on paper and on a screen.

mod desk;
mod every_kind;
pub mod ground;
mod numbers;
pub mod paper;
mod verifying;
