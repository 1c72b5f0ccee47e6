//! What can be done in follow-up. Handlers: [`choose`], [`add_visit`], [`change_visit`], [`assign`]. Whoever visits: [`add_picture`], [`record`],
//! [`give_help`]. It is read by [`look`], [`due`], [`pictures`], [`open_picture`], [`help_of`] and, by the citizen, [`for_citizen`].
//! Other slices, within their own change: [`after_payment`], [`is_finished`], [`still_planned`], [`archived`].

mod access;
mod archiving;
mod citizens;
mod documents;
mod forgetting;
mod helping;
mod moving;
mod pictures;
mod planning;
mod reading;
mod recording;

pub use access::granted;
pub(in crate::assistance) use archiving::archived;
pub use citizens::{Told, ToldHelp, ToldVisit, concerns, copy_of, for_citizen, is_planned_for};
pub(in crate::assistance) use forgetting::{forget_case, forget_people};
pub use helping::{give_help, help_of, people_helped};
pub use moving::{add_visit, assign, change_visit};
pub use pictures::{PictureFile, add_picture, open_picture, pictures, refuse_early};
pub use planning::{after_payment, choose};
pub use reading::{DueVisit, due, is_finished, look, look_at_visit, partners, still_planned, visitors};
pub use recording::record;
