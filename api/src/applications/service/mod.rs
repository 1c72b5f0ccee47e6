//! What can be done with applications. Citizens: [`draft`], [`save`], [`submit`], [`withdraw`], [`get`], [`list`], [`track`].
//! The desk and other slices, within their own change: [`hold`], [`ask`], [`step`], [`open_for_files`], [`touch`], [`find_in`], [`find_all_in`], [`queue`], [`assign`], [`clocks`], [`last_list`].

mod asking;
mod clockwork;
mod drafts;
mod expiry;
mod finding;
mod lapse;
mod quota;
mod reading;
mod receipts;
mod scoped;
mod steps;
mod submission;
mod telling;
mod tracking;

pub use asking::ask;
pub use clockwork::count_unknown_dates;
pub use drafts::{draft, save};
pub use expiry::{is_expired, keep_house, purge_expired};
pub use finding::{by_applicant, fill_indexes};
pub use lapse::lapse_overdue;
pub use reading::{dossier, dossiers, forms_sent, get, hold, list, open_for_files, own, service_of, touch};
pub use receipts::{receipts, with_receipt};
pub use scoped::{assign, clocks, find_all_in, find_in, last_list, queue};
pub use steps::{Move, step};
pub use submission::{submit, withdraw};
pub use tracking::{receipt_link, track};
