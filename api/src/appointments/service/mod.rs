//! What can be done with appointments. Anybody: [`days`], [`next_free`]. Citizens: [`book`], [`move_to`], [`cancel`], [`get`],
//! [`list`]. The desk: [`check_in`], [`act`], [`visitors`]. Administrators: schedules and closed days.

mod booking;
mod closures;
mod desk;
mod leaving;
mod moving;
mod offering;
mod places;
mod reading;
mod schedules;
mod sealing;
mod telling;

pub use booking::{FUTURE, book};
pub use closures::{affected, close, closures, reopen};
pub use desk::{Action, Visitor, act, actions, ahead_at, centers_of, check_in, visitors};
pub use leaving::{due, leave};
pub use moving::{cancel, move_to};
pub use offering::{bookable, days, next_free, slot};
pub use reading::{get, list};
pub use schedules::{change, create, list as schedules, make};
