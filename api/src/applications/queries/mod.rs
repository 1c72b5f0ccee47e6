//! SQL about applications: [`row`] the table itself, [`scoped`] within organs, [`parts`] what hangs on it.

pub mod consents;
pub mod erasing;
pub mod parts;
pub mod row;
pub mod scoped;
