//! What can be done in an investigation. The office that has the case: [`make`], [`assign`], [`note`] and [`drop`] tasks, read by [`look`],
//! [`of_case`] and [`due`]. The asked procuratorate: [`act`] on requests, read by [`look_at_request`] and [`asked`]. Both: [`add_file`] and
//! [`open_file`].

mod access;
mod answering;
mod archiving;
mod arising;
mod files;
mod forgetting;
mod making;
mod noting;
mod reading;

pub use access::rules;
pub use answering::{act, asked, look_at_request};
pub(in crate::assistance) use archiving::archived;
pub(in crate::assistance) use arising::{complete_later, fetch_wished};
pub use files::{FileBytes, add_file, open_file, refuse_early};
pub(in crate::assistance) use forgetting::forget;
pub use making::{assign, make};
pub use noting::{drop, note};
pub use reading::{count_open, due, fetching, look, of_case, usernames};
pub(in crate::assistance) use reading::{found, still_open};
