//! What can be done with materials. Citizens: [`receive`] and [`attach`], [`remove`], [`open`]. The desk: [`judge`], [`open_at_desk`].
//! Other slices: [`examine`], [`of_application`], [`of_applications`], [`originals`], [`with_preview`], [`receive_evidence`], [`forget_all`]. In the
//! background: [`tidy`], [`screen_waiting`].

mod cleaning;
mod evidence;
mod examining;
mod judging;
mod opening;
mod reading;
mod receiving;
mod removing;
mod screening;
mod uploading;

pub use cleaning::{forget_all, keep_house, tidy};
pub use evidence::receive_evidence;
pub use examining::{Examined, examine};
pub use judging::{judge, judging_open};
pub use opening::{Opened, View, open, open_at_desk, open_handed_over};
pub use reading::{Original, of_application, of_applications, originals, with_preview};
pub use receiving::{Arrived, leave, receive, refuse_early};
pub use removing::remove;
pub use screening::screen_waiting;
pub use uploading::attach;
