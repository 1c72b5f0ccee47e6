//! What can be done with documents. Other slices, within their own change: [`issue`], [`issue_with_action`], [`void_within`], [`find`], [`of_case`], [`of_whole_case`], [`forget`]. Staff: [`at_desk`], [`open`],
//! [`issue_from_matter`], [`void`]. Citizens: [`own`], [`of_citizen`]. Everybody: [`verify`].

mod issuing;
mod printing;
mod reading;
mod sealing;
mod settings;
mod verifying;
mod voiding;

pub use issuing::{choices, issue, issue_from_matter, issue_with_action};
pub use printing::{print, print_on};
pub use reading::{
    Version, at_desk, find, numbers, of_case, of_citizen, of_matter, of_whole_case, open, own, written,
};
pub use settings::{change_setting, example, setting, setting_at};
pub use verifying::{link, verify};
pub use voiding::{forget, void, void_within};
