//! Materials: the papers, photographs and recordings of an application, one checklist line each.

pub mod model;
pub mod queries;
pub mod service;
