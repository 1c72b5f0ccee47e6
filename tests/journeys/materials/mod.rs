//! Papers of an application: uploading, looking, judging, removing, and what is refused.

mod bad_input;
mod correcting;
pub mod ground;
mod judging;
mod keeping;
mod looking;
mod pages;
mod screening;
mod uploading;
