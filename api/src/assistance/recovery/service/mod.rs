//! What can be done about a recovery: [`open`], [`decide`], [`receive`], [`write_off`]; it is read by [`list`], [`look`], [`of_case`] and, by the
//! citizen, [`own`]. Other slices: [`under_way`], [`files_of_case`].

mod access;
mod citizens;
mod deciding;
mod forgetting;
mod opening;
mod reading;
mod receiving;
mod revoking;
mod vouching;

pub use access::may_decide;
pub(in crate::assistance) use access::{files_of_case, in_recovery};
pub use citizens::{Own, own};
pub use deciding::{decide, write_off};
pub(in crate::assistance) use forgetting::forget;
pub use opening::open;
pub use reading::{list, look, names, of_case, under_way};
pub use receiving::receive;
pub use vouching::vouched;
