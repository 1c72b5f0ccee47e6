//! An amount of money.

use std::{fmt, ops::Neg};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// An amount in fen, a hundredth of a yuan; below zero where money leaves an account.
///
/// Never a floating-point number. Sums are checked: what doesn't fit is `None`, never another amount. It is made by name
/// ([`Fen::of`]), so that a count of something else doesn't become money by accident.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(transparent)]
#[schema(value_type = i64)]
pub struct Fen(i64);

impl Fen {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// So many fen.
    pub const fn of(fen: i64) -> Self {
        Self(fen)
    }

    /// How many fen.
    pub const fn count(self) -> i64 {
        self.0
    }

    /// Both together.
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// What is left.
    pub fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// All together.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }

    /// Whether it is more than nothing.
    pub const fn is_positive(self) -> bool {
        self.0 > 0
    }
}

/// The same amount the other way. The one amount without a counterpart stays where it is, so that a sum with it can't be zero.
impl Neg for Fen {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

/// Fen, for logs and faults; readers get yuan from [`crate::web::forms::money`].
impl fmt::Display for Fen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_no_amount() {
        let most = Fen::of(i64::MAX);
        assert_eq!(most.plus(Fen::of(1)), None);
        assert_eq!((-most).minus(Fen::of(2)), None);
        assert_eq!(Fen::sum([most, Fen::of(1), Fen::of(-1)]), None);
        assert_eq!(Fen::sum([Fen::of(2), Fen::of(3), Fen::of(-5)]), Some(Fen::ZERO));
    }

    #[test]
    fn it_is_a_plain_number_outside() {
        assert_eq!(serde_json::to_string(&Fen::of(-1)).unwrap(), "-1");
        assert_eq!(serde_json::from_str::<Fen>("150000").unwrap(), Fen::of(150_000));
        assert!(serde_json::from_str::<Fen>("1.5").is_err());
    }
}
