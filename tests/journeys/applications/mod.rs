//! Drafts, submission, tracking, correction, withdrawal, and the limits of time that run meanwhile.

mod correction;
mod deadlines;
mod drafts;
pub mod ground;
mod submission;
mod tracking;
