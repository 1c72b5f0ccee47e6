//! Random plays: people ask for whatever in whatever order, and what must hold is looked at after every step.

mod cast;
mod draw;
mod playing;
mod seen;
mod whole;

pub use cast::Cast;
pub use draw::{Draw, Pick, picks};
pub use playing::{Play, begins, plays};
pub use seen::Seen;
