//! Backups: everything that the program keeps, but for its keys, in one file sealed to somebody else's key (docs/adr/045).
//!
//! An archive is a tar file in the age format, so that it opens without this program too: anchors, the database as of one moment, the
//! local files, and a manifest with the hash of each. The machine that makes it holds a public key only. Begin at [`making::make`];
//! [`restoring::restore`] puts one in place, [`checking::check`] proves that one could be (security.md OPS-10).

pub mod archive;
pub mod checking;
pub mod making;
mod manifest;
mod place;
mod postgres;
mod proof;
pub mod restoring;
mod scratch;
mod snapshot;
mod stages;

pub use manifest::Manifest;
pub use stages::Stages;
