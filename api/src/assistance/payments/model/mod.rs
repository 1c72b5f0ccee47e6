//! Words of payment. Amounts are fen; days are Asia/Shanghai's.

mod account;
mod archived;
mod asked;
mod batch;
mod states;

pub use account::*;
pub use archived::*;
pub use asked::*;
pub use batch::*;
pub use states::*;
