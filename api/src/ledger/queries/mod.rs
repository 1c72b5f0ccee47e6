//! The SQL of the ledger, one function a question.

pub mod accounts;
pub mod entries;
pub mod grants;
pub mod postings;
pub mod proving;
pub mod purposes;
