//! The citizen's faces of custody: the balance, what was released when and for what, what is planned, whom to call.

pub mod api;
mod pages;

pub use pages::pages;
