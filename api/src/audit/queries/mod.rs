//! The SQL of the record, one function a question.

pub mod anchors;
pub mod reading;
pub mod walking;
