//! What the desk can do: [`queue`], [`matter`], [`act`], [`assign`], [`note`].

mod acting;
mod keeping;
mod reading;

pub use acting::act;
pub use keeping::{assign, note};
pub use reading::{applicant, matter, queue};
