//! The SQL of codes, one function a question.

pub mod codes;
pub mod scans;
pub mod verification_files;
