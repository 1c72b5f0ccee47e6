//! Drafts, submission, tracking, correction and withdrawal.

mod drafts;
mod ground;
