//! Words of investigation. Days are Asia/Shanghai's.

mod archived;
mod asked;
mod states;
mod task;

pub use archived::*;
pub use asked::*;
pub use states::*;
pub use task::*;
