//! Words of investigation. Days are Asia/Shanghai's.

mod asked;
mod states;
mod task;

pub use asked::*;
pub use states::*;
pub use task::*;
