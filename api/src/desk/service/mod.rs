//! What the desk can do: [`queue`], [`open`], [`matter`], [`act`], [`assign`], [`note`], [`unmask`], and how it stands in time: [`deadlines`].

mod access;
mod acting;
mod deadlines;
mod keeping;
mod reading;
mod unmasking;

pub use access::{access, end_recusal, recuse, set_access};
pub use acting::{act, allowed, may_override};
pub use deadlines::{Deadline, Stand, deadlines};
pub use keeping::{assign, hold, note};
pub use reading::{applicant, matter, open, queue, whole};
pub use unmasking::{unmask, unmaskings};
