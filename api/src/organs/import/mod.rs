//! Organs, departments, partners and centers from one YAML file: how a county begins, and how it moves many at once.
//!
//! All or nothing: every mistake is told with its line, and nothing is stored. The same file again changes nothing; a changed file
//! changes what differs. What isn't in the file stays. Begin at [`read`] and [`apply`].

mod applying;
mod comparing;
mod file;
mod mistake;

pub use applying::{Imported, Tally, apply};
pub use file::{CenterEntry, File, OrganEntry};
pub use mistake::{Mistake, What};

/// Reads a file.
///
/// # Errors
/// The place where it isn't YAML, or not of the shape that it should have.
pub fn read(text: &str) -> Result<File, Mistake> {
    serde_saphyr::from_str(text).map_err(|error| Mistake::unreadable(&error))
}
