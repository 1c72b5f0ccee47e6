//! What can go wrong when staff are kept.

use crate::{
    error::{FieldFault, Internal, Problem},
    identity::policy::Denial,
};

/// See the variants.
#[derive(Debug, thiserror::Error)]
pub enum RosterError {
    /// No such account, or none that the administrator keeps.
    #[error("no such account")]
    NotFound,
    /// Administrators don't change their own account here.
    #[error("one's own account")]
    OwnAccount,
    /// Somebody signs in by that name already.
    #[error("the name is taken")]
    NameTaken,
    /// The organ was closed.
    #[error("the organ is closed")]
    OrganClosed,
    /// Fields that must be mended.
    #[error("wrong fields")]
    Invalid(Vec<FieldFault>),
    /// Rights, or a fault of the program.
    #[error(transparent)]
    Other(#[from] Problem),
}

impl From<Internal> for RosterError {
    fn from(error: Internal) -> Self {
        Self::Other(error.into())
    }
}

impl From<Denial> for RosterError {
    fn from(denial: Denial) -> Self {
        Self::Other(denial.into())
    }
}

impl From<RosterError> for Problem {
    fn from(error: RosterError) -> Self {
        match error {
            RosterError::NotFound => Self::not_found(),
            RosterError::OwnAccount => Self::conflict("own_account"),
            RosterError::OrganClosed => Self::conflict("closed_for_good"),
            RosterError::NameTaken => {
                Self::conflict("name_taken").naming(vec![FieldFault::new("/username", "name_taken")])
            }
            RosterError::Invalid(faults) => Self::invalid(faults),
            RosterError::Other(problem) => problem,
        }
    }
}
