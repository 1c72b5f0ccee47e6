//! The words of assistance, as types. Amounts are fen.

mod asked;
mod case;
mod decision;
mod law;
mod matters;
mod scales;
mod wages;

pub use asked::*;
pub use case::*;
pub use decision::*;
pub use law::*;
pub use matters::*;
pub use scales::*;
pub use wages::*;
