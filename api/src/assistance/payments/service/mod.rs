//! What can be done with payments: [`enter`] and [`confirm`] accounts; [`make`], [`approve`], [`cancel`], [`fund`] and [`send`] batches; [`settle`]
//! a line (and [`file_receipt`] of what was handed over) or [`take_result`] of the bank; they are read by [`open`], [`list`], [`read`], [`account`] and [`bank_file`].

mod access;
mod accounts;
mod archiving;
mod batches;
mod forgetting;
mod funding;
mod reading;
mod receipts;
mod register;
mod settling;
mod vouching;

pub use accounts::{account, confirm, enter};
pub(in crate::assistance) use accounts::{begins_with_a_sign, has_own_account};
pub(in crate::assistance) use archiving::archived;
pub use batches::{approve, cancel, make, send};
pub(in crate::assistance) use batches::{is_on_its_way, is_on_its_way_into};
pub(in crate::assistance) use forgetting::forget;
pub use funding::fund;
pub use reading::{bank_file, list, open, read, usernames};
pub(in crate::assistance) use receipts::lacking_receipts;
pub use receipts::{file_receipt, lacks_receipt, open_receipt, receive};
pub(in crate::assistance) use settling::follow_money;
pub use settling::{settle, take_result};
pub use vouching::vouched;
