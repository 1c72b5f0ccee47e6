//! The list of everything that entries of the audit record vouch for, as [`crate::sealed_columns`] lists what is sealed.
//! `hechang audit verify` goes by it.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    assistance,
    error::Internal,
    platform::{vault::Vault, vouching::Vouched},
};

/// A kind of row that the record vouches for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A step of a decision on assistance.
    DecisionStep,
    /// A line of a batch of payments that was approved.
    PaymentOrder,
    /// A case that was closed, with its archive bundle.
    Closing,
    /// A recovery of assistance that was decided.
    Recovery,
    /// A release of money in custody that was approved.
    Release,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::DecisionStep, Self::PaymentOrder, Self::Closing, Self::Recovery, Self::Release];

    /// The acts whose entries vouch for these rows.
    pub const ACTS: [&str; 6] = [
        "assistance.proposed",
        "assistance.decided",
        "payments.batch_approved",
        "closing.confirmed",
        "recovery.decided",
        "custody.approved",
    ];
    /// The act whose entries say that such rows were erased.
    pub const ERASED: &str = "assistance.forgotten";

    /// A page of the rows as they are now, by id.
    ///
    /// # Errors
    /// A fault of the program, also where sealed content doesn't open.
    pub async fn page(
        self,
        db: &impl ConnectionTrait,
        vault: &Vault,
        after: Option<Uuid>,
        limit: u64,
    ) -> Result<Vec<Vouched>, Internal> {
        match self {
            Self::DecisionStep => assistance::service::vouched(db, vault, after, limit).await,
            Self::PaymentOrder => assistance::payments::service::vouched(db, vault, after, limit).await,
            Self::Recovery => assistance::recovery::service::vouched(db, vault, after, limit).await,
            Self::Release => assistance::custody::service::vouched(db, vault, after, limit).await,
            Self::Closing => assistance::closing::service::vouched(db, vault, after, limit).await,
        }
    }
}
