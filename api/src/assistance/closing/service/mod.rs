//! What can be done about closing: [`ask`], [`confirm`], [`hand_back`]; it is read by [`look`], and its bundle by [`open_bundle`]. Other slices,
//! within their own change: [`refuse_closed`], [`obstacles`].

mod access;
mod asking;
mod confirming;
mod forgetting;
mod obstacles;
mod reading;
mod vouching;

pub use access::may_confirm;
pub(in crate::assistance) use access::{refuse_closed, reopen};
pub use asking::{ask, hand_back};
pub use confirming::confirm;
pub(in crate::assistance) use forgetting::forget;
pub use obstacles::obstacles;
pub use reading::{look, names, open_bundle};
pub use vouching::vouched;
