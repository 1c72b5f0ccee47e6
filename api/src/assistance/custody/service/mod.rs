//! What can be done with custody. An agreement is [`draft`]ed, [`sign`]ed or [`give_up`]; [`ask`], [`act`] and [`file`] carry a release from the
//! need to its voucher; [`report`] pauses and [`lift`] lets go on; a mandate that succeeds another begins
//! with its [`hand_over`]; [`tend`] does daily what the agreement fixed. The citizen: [`own`],
//! [`ask_own`], [`report_own`]. Payments: [`destinations`], [`hold_all`], [`fund`].

mod access;
mod agreement;
mod citizens;
mod drafting;
mod forgetting;
mod misuse;
mod paying;
mod reading;
mod releasing;
mod requests;
mod signing;
mod succeeding;
mod telling;
mod tending;
mod vouchers;
mod vouching;

pub use access::rules;
pub use agreement::open_agreement;
pub use citizens::{Own, ask_own, copy_of, own, report_own};
pub use drafting::{draft, drafting_for};
pub(in crate::assistance) use forgetting::forget;
pub use misuse::{lift, report};
pub(in crate::assistance) use paying::{destinations, fund, hold_all, hold_of_person, in_custody};
pub(in crate::assistance) use reading::files_of_case;
pub use reading::{Allowed, allowed, list, of_case, open, read, usernames};
pub use requests::{act, ask, asking};
pub use signing::{give_up, sign};
pub use succeeding::{hand_over, successor};
pub(in crate::assistance) use tending::end_if_used_up;
pub use tending::{keep_house, tend};
pub use vouchers::{file, open_voucher, receive};
pub use vouching::vouched;
