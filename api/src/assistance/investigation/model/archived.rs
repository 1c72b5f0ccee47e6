//! What was investigated in a case, for its archive bundle.

use std::collections::BTreeMap;

use serde::Serialize;
use uuid::Uuid;

use crate::assistance::investigation::model::TaskFile;

/// The tasks of a case, to be read without this program.
#[derive(Serialize)]
pub struct Archived {
    /// The tasks with what hangs on them, the first first.
    pub tasks: Vec<TaskFile>,
    /// The user names of everybody who had to do with them, here and at the asked procuratorates.
    pub staff: BTreeMap<Uuid, String>,
    /// The names of the procuratorates that asked and were asked.
    pub organs: BTreeMap<Uuid, String>,
}
