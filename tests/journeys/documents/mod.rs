//! Official documents: numbers, issuing, void, verification, on paper and on a screen.

mod desk;
pub mod ground;
mod numbers;
pub mod paper;
mod verifying;
