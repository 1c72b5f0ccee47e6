//! The chart of accounts (docs/adr/020): two books, each of which sums to zero in every posting.
//!
//! The book of authority says what may still be promised: authorized → budget → earmarked → committed → spent.
//! The book of money says where it is: treasury → bank → with the person or in custody → recovered.
//! Both move together when money leaves: what is spent in the one is with people, in custody or recovered in the other.

pub use hechang_entity::ledger_account::Kind;
use hechang_entity::{ledger_account::Model, ledger_posting::Act};
use uuid::Uuid;

use crate::platform::money::Fen;

/// Beyond this no account goes; far above any budget, far below where sums stop fitting.
pub const MOST: Fen = Fen::of(100_000_000_000_000_000);

/// Which of the two books an account belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Book {
    /// What may be promised and what was.
    Authority,
    /// Where the money is.
    Money,
}

/// The book of a kind of account.
pub fn book(kind: Kind) -> Book {
    match kind {
        Kind::Authorized | Kind::Budget | Kind::Earmarked | Kind::Committed | Kind::Spent => Book::Authority,
        Kind::Treasury | Kind::Bank | Kind::Paid | Kind::Custody | Kind::Recovered => Book::Money,
    }
}

/// The kinds of accounts on which something moves when this happens.
pub fn touched(act: Act) -> &'static [Kind] {
    use Kind as K;
    match act {
        Act::Budget => &[K::Authorized, K::Budget],
        Act::Earmark => &[K::Budget, K::Earmarked],
        Act::Arrival => &[K::Treasury, K::Bank],
        Act::Commitment | Act::Release => &[K::Budget, K::Earmarked, K::Committed],
        Act::Payment | Act::Return => &[K::Committed, K::Spent, K::Bank, K::Paid, K::Custody],
        Act::CustodyRelease => &[K::Custody, K::Paid],
        Act::Recovery => &[K::Paid, K::Custody, K::Recovered],
        Act::HandOver => &[K::Custody],
    }
}

/// Whether an account of this kind is where a book's fen come from: at or below zero. Every other is at or above.
pub fn is_source(kind: Kind) -> bool {
    matches!(kind, Kind::Authorized | Kind::Treasury)
}

/// How a movement changes what was spent without having gone to anybody; every posting leaves that at zero.
pub fn gone(kind: Kind, amount: Fen) -> Fen {
    match kind {
        Kind::Spent => amount,
        Kind::Paid | Kind::Custody | Kind::Recovered => -amount,
        _ => Fen::ZERO,
    }
}

/// What an account is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Holder {
    /// The organ's year as a whole.
    Organ,
    /// A purpose for which budget is set aside.
    Purpose(Uuid),
    /// One instalment of a grant as it is promised, with its amount.
    Instalment(Uuid, Fen),
    /// One instalment as it is paid: whose it is, and its amount.
    Spending(Uuid, Uuid, Fen),
    /// One person of a grant, with what they were granted.
    Person(Uuid, Fen),
    /// One mandate of custody (一案一委托) for a person of a grant: what it holds, or what was recovered out of it.
    Mandate(Uuid, Uuid, Fen),
}

/// An account by what it is, whether or not it was opened yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Slot {
    /// Whose account.
    pub organ: Uuid,
    /// The year of the budget.
    pub year: i32,
    /// What it counts.
    pub kind: Kind,
    /// What it is about.
    pub holder: Holder,
}

impl Slot {
    /// What an account that was opened is.
    pub fn of(account: &Model) -> Self {
        let most = Fen::of(account.most);
        let holder = match (account.instalment_id, account.grantee_id) {
            (Some(instalment), _) => match account.beneficiary_id {
                Some(person) => Holder::Spending(instalment, person, most),
                None => Holder::Instalment(instalment, most),
            },
            (None, Some(person)) if account.mandate_id.is_nil() => Holder::Person(person, most),
            (None, Some(person)) => Holder::Mandate(account.mandate_id, person, most),
            (None, None) if account.subject_id.is_nil() => Holder::Organ,
            (None, None) => Holder::Purpose(account.subject_id),
        };
        Self { organ: account.organ_id, year: account.year, kind: account.kind, holder }
    }

    /// An account of an organ's year as a whole.
    pub fn of_organ(kind: Kind, organ: Uuid, year: i32) -> Self {
        Self { organ, year, kind, holder: Holder::Organ }
    }

    /// The row that it is about; nil for the organ's year as a whole.
    pub fn subject(&self) -> Uuid {
        match self.holder {
            Holder::Organ => Uuid::nil(),
            Holder::Purpose(id)
            | Holder::Instalment(id, _)
            | Holder::Spending(id, ..)
            | Holder::Person(id, _)
            | Holder::Mandate(_, id, _) => id,
        }
    }

    /// The mandate of custody; nil for every other account.
    pub fn mandate(&self) -> Uuid {
        if let Holder::Mandate(id, ..) = self.holder { id } else { Uuid::nil() }
    }

    /// The instalment, for an account of one.
    pub fn instalment(&self) -> Option<Uuid> {
        match self.holder {
            Holder::Instalment(id, _) | Holder::Spending(id, ..) => Some(id),
            _ => None,
        }
    }

    /// The person of a grant whose it is, once it is spent for them.
    pub fn beneficiary(&self) -> Option<Uuid> {
        if let Holder::Spending(_, person, _) = self.holder { Some(person) } else { self.grantee() }
    }

    /// The person of a grant, for an account of one.
    pub fn grantee(&self) -> Option<Uuid> {
        match self.holder {
            Holder::Person(id, _) | Holder::Mandate(_, id, _) => Some(id),
            _ => None,
        }
    }

    /// The least and the most that its balance may be.
    pub fn bounds(&self) -> (Fen, Fen) {
        if is_source(self.kind) {
            return (-MOST, Fen::ZERO);
        }
        match self.holder {
            Holder::Organ | Holder::Purpose(_) => (Fen::ZERO, MOST),
            Holder::Instalment(_, amount)
            | Holder::Spending(_, _, amount)
            | Holder::Person(_, amount)
            | Holder::Mandate(_, _, amount) => (Fen::ZERO, amount),
        }
    }
}
