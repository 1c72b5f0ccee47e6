//! What the ledger refuses.

use crate::{
    error::{FieldFault, Internal, Problem},
    identity::policy::Denial,
    organs::error::OrganError,
    platform::money::Fen,
    web::forms::money,
};

/// A rule of money that would be broken. Nothing was posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// More than the budget has left.
    #[error("the budget has {0} fen left")]
    BudgetShort(Fen),
    /// More than was set aside for the purpose.
    #[error("{0} fen are set aside")]
    EarmarkShort(Fen),
    /// More than has arrived from the treasury.
    #[error("{0} fen are in the bank")]
    FundsShort(Fen),
    /// The organs' shares aren't what was granted.
    #[error("the shares don't add up to the grant")]
    SharesDiffer,
    /// The people's amounts aren't what was granted.
    #[error("the people's amounts don't add up to the grant")]
    PeopleDiffer,
    /// The instalments aren't what each person gets and each organ gives.
    #[error("the instalments don't add up to the people's amounts and the shares")]
    PlanDiffers,
    /// The instalment isn't this person's, or there is none.
    #[error("the person isn't in the decision")]
    NotInDecision,
    /// The amount isn't the instalment's.
    #[error("the instalment is of another amount")]
    AmountDiffers,
    /// The mandate of custody holds another grant's money.
    #[error("the mandate is of another grant")]
    OtherMandate,
    /// The instalment was paid and hasn't come back.
    #[error("the instalment is paid")]
    AlreadyPaid,
    /// The instalment was given up.
    #[error("the instalment was given up")]
    GivenUp,
    /// There is no such payment that could come back.
    #[error("there is no such payment")]
    NotPaid,
    /// More than the person still has of what was paid.
    #[error("{0} fen were paid and not recovered")]
    PaidLess(Fen),
    /// More than is in custody.
    #[error("{0} fen are in custody")]
    CustodyShort(Fen),
    /// The same event was posted with other amounts.
    #[error("the same event was posted differently")]
    PostedDifferently,
}

impl Refusal {
    /// The stable code; its words are `problem-{code}` in the locales.
    pub fn code(self) -> &'static str {
        match self {
            Self::BudgetShort(_) => "budget_short",
            Self::EarmarkShort(_) => "earmark_short",
            Self::FundsShort(_) => "funds_short",
            Self::SharesDiffer => "shares_differ",
            Self::PeopleDiffer => "people_differ",
            Self::PlanDiffers => "plan_differs",
            Self::NotInDecision => "not_in_decision",
            Self::AmountDiffers => "amount_differs",
            Self::OtherMandate => "other_mandate",
            Self::AlreadyPaid => "already_paid",
            Self::GivenUp => "instalment_given_up",
            Self::NotPaid => "not_paid",
            Self::PaidLess(_) => "paid_less",
            Self::CustodyShort(_) => "custody_short",
            Self::PostedDifferently => "posted_differently",
        }
    }

    /// What there is instead, where that helps.
    fn left(self) -> Option<Fen> {
        match self {
            Self::BudgetShort(left)
            | Self::EarmarkShort(left)
            | Self::FundsShort(left)
            | Self::PaidLess(left)
            | Self::CustodyShort(left) => Some(left),
            _ => None,
        }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let problem = Self::conflict(refusal.code());
        match refusal.left() {
            Some(left) => problem.with("left", money::grouped(left)),
            None => problem,
        }
    }
}

/// Why the ledger didn't do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// A rule of money.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// There is no such organ, account or grant, or it isn't the reader's to see.
    #[error("there is no such account")]
    NotFound,
    /// Not theirs to do.
    #[error(transparent)]
    Denied(#[from] Denial),
    /// Fields are wrong or missing.
    #[error("fields are wrong or missing")]
    Invalid(Vec<FieldFault>),
    /// A page was asked for that can't be.
    #[error("there is no such page: {0}")]
    Page(Problem),
    /// The program's own fault.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl From<OrganError> for LedgerError {
    fn from(error: OrganError) -> Self {
        match error {
            OrganError::NotFound => Self::NotFound,
            OrganError::Internal(internal) => internal.into(),
            other => Self::Internal(Internal::from_error(other)),
        }
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Refused(refusal) => refusal.into(),
            LedgerError::NotFound => Self::not_found(),
            LedgerError::Denied(denial) => denial.into(),
            LedgerError::Invalid(faults) => Self::invalid(faults),
            LedgerError::Page(problem) => problem,
            LedgerError::Internal(internal) => internal.into(),
        }
    }
}
