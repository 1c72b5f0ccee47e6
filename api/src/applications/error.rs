//! What can go wrong with an application.

use crate::{
    catalog::StepRefusal,
    error::{FieldFault, Internal, Problem},
    web::etag,
};

/// What can go wrong with an application.
#[derive(Debug, thiserror::Error)]
pub enum ApplicationError {
    /// There is none, it is another citizen's, or it was a draft and has expired.
    #[error("there is no such application")]
    NotFound,
    /// Fields are wrong or missing; every one of them is named.
    #[error("fields are wrong or missing")]
    Faulty(Vec<FieldFault>),
    /// Somebody changed it after it was read.
    #[error("it was changed meanwhile")]
    Stale,
    /// Its form can't be changed in this state.
    #[error("it can't be changed now")]
    NotChangeable {
        /// What can be done instead.
        allowed: Vec<String>,
    },
    /// The workflow doesn't allow the action.
    #[error(transparent)]
    Refused(#[from] StepRefusal),
    /// There is no consent to take back.
    #[error("there is no consent to take back")]
    NoConsent,
    /// A file hasn't been judged.
    #[error("not every material has been judged")]
    MaterialsNotJudged,
    /// Nobody has confirmed whoever acts for the applicant.
    #[error("whoever acts for the applicant isn't confirmed")]
    RepresentationNotConfirmed,
    /// One citizen keeps only so many drafts of a service.
    #[error("too many drafts")]
    TooManyDrafts {
        /// How many.
        most: u64,
    },
    /// One citizen has only so many open applications to a service.
    #[error("too many open applications")]
    TooManyOpen {
        /// How many.
        most: u64,
    },
    /// A limit was reached, or a request was malformed.
    #[error("{0}")]
    Problem(#[from] Problem),
    /// Not for the caller to mend.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl ApplicationError {
    /// One wrong or missing field.
    pub fn fault(pointer: &str, code: &'static str) -> Self {
        Self::Faulty(vec![FieldFault::new(pointer, code)])
    }
}

impl From<ApplicationError> for Problem {
    fn from(error: ApplicationError) -> Self {
        use ApplicationError as E;
        match error {
            E::NotFound => Self::not_found(),
            E::Faulty(faults) => Self::invalid(faults),
            E::Stale => etag::stale(),
            E::NotChangeable { allowed } => Self::conflict("not_changeable").allowing(allowed),
            E::Refused(refusal) => refusal.into(),
            E::NoConsent => Self::conflict("no_consent"),
            E::MaterialsNotJudged => Self::conflict("materials_not_judged"),
            E::RepresentationNotConfirmed => Self::conflict("representation_not_confirmed"),
            E::TooManyDrafts { most } => Self::conflict("too_many_drafts").with("most", most),
            E::TooManyOpen { most } => Self::conflict("too_many_applications").with("most", most),
            E::Problem(problem) => problem,
            E::Internal(internal) => internal.into(),
        }
    }
}
