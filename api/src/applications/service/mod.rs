//! What can be done with applications. Citizens: [`draft`], [`save`], [`submit`], [`withdraw`], [`get`], [`list`], [`track`].
//! The desk and other slices, within their own change: [`hold`], [`ask`], [`step`], [`open_for_files`], [`touch`], [`find_in`], [`find_all_in`], [`queue`], [`assign`], [`clocks`], [`last_list`], [`rewrite`].

mod archiving;
mod asking;
mod clockwork;
mod consenting;
mod drafts;
mod erasing;
mod expiry;
mod finding;
mod following;
mod lapse;
mod quota;
mod reading;
mod receipts;
mod scoped;
mod steps;
mod submission;
mod telling;
mod tracking;

pub use archiving::sent;
pub use asking::ask;
pub use clockwork::count_unknown_dates;
pub use consenting::{ConsentWithdrawn, consents_of, withdraw_consent};
pub use drafts::{draft, draft_within, save};
pub use erasing::{count_ended_before, count_expired, ended_before, erase, final_states, leave_behind};
pub use expiry::{is_expired, keep_house, purge_expired};
pub use finding::{by_applicant, fill_indexes};
pub use following::follow_phone;
pub use lapse::lapse_overdue;
pub use quota::unfinished_at;
pub use reading::{
    dossier, dossiers, form_of, forms_sent, get, hold, is_guarded, list, open_for_files, own, service_of,
    touch,
};
pub use receipts::{cases_of, guarded, guarded_ones, owners, receipts, service_and_center, with_receipt};
pub use scoped::{assign, clocks, find_all_in, find_in, last_list, queue, reached, rewrite};
pub use steps::{Move, step};
pub use submission::{submit, withdraw};
pub use telling::tell;
pub use tracking::{receipt_link, track};
