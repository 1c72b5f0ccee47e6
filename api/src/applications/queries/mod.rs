//! SQL about applications: [`row`] the table itself, [`parts`] what hangs on it.

pub mod parts;
pub mod row;
