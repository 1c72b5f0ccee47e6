//! Use cases: find organs, departments and centers, count by a center's calendar, enter days.

mod calendar_entry;
mod calendar_keeping;
mod calendars;
mod centers;
mod departments;
mod organs;

pub use calendar_entry::*;
pub use calendar_keeping::*;
pub use calendars::*;
pub use centers::*;
pub use departments::*;
pub use organs::*;
