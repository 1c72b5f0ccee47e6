//! Words of custody. Amounts are fen; days are Asia/Shanghai's.

mod asked;
mod mandate;
mod request;
mod states;

pub use asked::*;
pub use mandate::*;
pub use request::*;
pub use states::*;
