//! Use cases: money is allowed, promised, paid, held, given out and got back; and is read.

mod booking;
mod custody;
mod funding;
mod grants;
mod handing_over;
mod payments;
mod purposes;
mod reading;
mod recovering;

pub use custody::*;
pub use funding::*;
pub use grants::*;
pub use handing_over::hand_over;
pub use payments::*;
pub use purposes::*;
pub use reading::*;
pub use recovering::recover;

pub use crate::ledger::queries::grants::Unpaid;
