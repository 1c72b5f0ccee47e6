//! Use cases: make, list and revoke codes; follow a scan; keep verification files.

mod codes;
mod scanning;
mod verification_files;

pub use codes::*;
pub use scanning::*;
pub use verification_files::*;
