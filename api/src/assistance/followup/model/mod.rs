//! Words of follow-up. Amounts are fen; days are Asia/Shanghai's.

mod asked;
mod help;
mod plan;
mod record;

pub use asked::*;
pub use help::*;
pub use plan::*;
pub use record::*;
