//! What is asked of the tables `organ`, `department`, `center`, `calendar_day` and `calendar_version`.

pub(super) mod calendar;
pub(super) mod centers;
pub(super) mod departments;
pub(super) mod organs;
