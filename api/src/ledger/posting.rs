//! A posting on its way: movements between accounts that sum to zero by construction, and the digest of one.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use data_encoding::HEXLOWER;
use hechang_entity::ledger_posting::Model;
use sea_orm::ActiveEnum;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    error::Internal,
    ledger::{
        chart::{Book, Kind, Slot, book, gone},
        model::Act,
    },
    platform::money::Fen,
};

/// To what a posting belongs.
#[derive(Clone, Debug, Default)]
pub struct Subjects {
    /// The case.
    pub case: Option<Uuid>,
    /// The grant.
    pub grant: Option<Uuid>,
    /// The person of the grant whose money moves.
    pub beneficiary: Option<Uuid>,
    /// The instalment.
    pub instalment: Option<Uuid>,
    /// The payment.
    pub payment: Option<Uuid>,
    /// The mandate of custody.
    pub mandate: Option<Uuid>,
    /// The batch of payments.
    pub batch: Option<Uuid>,
    /// The voucher.
    pub voucher: Option<Uuid>,
    /// The posting that is taken back.
    pub reverses: Option<Uuid>,
}

/// What is about to be posted.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What happens.
    pub act: Act,
    /// The business event, so that it posts once.
    pub key: String,
    /// In whose keeping.
    pub organ: Uuid,
    /// The year of the budget.
    pub year: i32,
    /// The day in Asia/Shanghai on which it happened.
    pub on: NaiveDate,
    /// The number of the paper it rests on.
    pub basis: Option<String>,
    /// To what it belongs.
    pub subjects: Subjects,
    moves: Vec<(Slot, Fen)>,
}

impl Draft {
    /// Nothing moved yet.
    pub fn new(act: Act, key: String, organ: Uuid, year: i32, on: NaiveDate) -> Self {
        let (basis, subjects) = (None, Subjects::default());
        Self { act, key, organ, year, on, basis, subjects, moves: Vec::new() }
    }

    /// Moves an amount from one account to another.
    #[must_use]
    pub fn moves(mut self, from: Slot, to: Slot, amount: Fen) -> Self {
        self.moves.extend([(from, -amount), (to, amount)]);
        self
    }

    /// The movements of an earlier posting the other way.
    #[must_use]
    pub fn takes_back(mut self, lines: impl IntoIterator<Item = (Slot, Fen)>) -> Self {
        self.moves.extend(lines.into_iter().map(|(slot, amount)| (slot, -amount)));
        self
    }

    /// One line an account, in the accounts' order.
    ///
    /// # Errors
    /// The program's own fault: an amount that doesn't fit, a move between books, money given without being spent, nothing moved.
    pub fn lines(&self) -> Result<BTreeMap<Slot, Fen>, Internal> {
        let mut lines = BTreeMap::new();
        for (slot, amount) in &self.moves {
            let line: &mut Fen = lines.entry(*slot).or_default();
            *line = line.plus(*amount).ok_or_else(|| Internal::msg("a line of a posting doesn't fit"))?;
        }
        lines.retain(|_, amount| *amount != Fen::ZERO);
        let whole = lines.len() >= 2 && balanced(lines.iter().map(|(slot, amount)| (slot.kind, *amount)));
        if whole { Ok(lines) } else { Err(Internal::msg("a posting isn't balanced")) }
    }
}

/// Whether movements sum to zero in each book, and what is spent in the one has gone to somebody in the other.
pub fn balanced(lines: impl IntoIterator<Item = (Kind, Fen)>) -> bool {
    let mut sums = Some(Sums::default());
    for (kind, amount) in lines {
        sums = sums.and_then(|sums| sums.and(kind, amount));
    }
    sums == Some(Sums::default())
}

/// The sums that run through a posting's lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Of everything.
    pub all: Fen,
    /// Of the book of money.
    pub money: Fen,
    /// Of what was spent and has gone to nobody.
    pub gone: Fen,
}

impl Sums {
    /// After one more line.
    pub fn and(self, kind: Kind, amount: Fen) -> Option<Self> {
        let money = if book(kind) == Book::Money { amount } else { Fen::ZERO };
        Some(Self {
            all: self.all.plus(amount)?,
            money: self.money.plus(money)?,
            gone: self.gone.plus(gone(kind, amount))?,
        })
    }
}

/// One line as the digest sees it.
pub struct Line {
    /// The account's kind.
    pub kind: Kind,
    /// Its organ.
    pub organ: Uuid,
    /// Its year.
    pub year: i32,
    /// What it is about.
    pub subject: Uuid,
    /// The mandate of custody, or nil.
    pub mandate: Uuid,
    /// The movement.
    pub amount: Fen,
}

/// Everything a posting says, as a SHA-256 in hexadecimal. It is on the audit record, too.
pub fn digest(posting: &Model, lines: impl IntoIterator<Item = Line>) -> String {
    let mut hash = Sha256::new();
    let (act, date) = (posting.act.to_value(), posting.business_date.to_string());
    let basis = posting.basis.as_deref().unwrap_or_default();
    for text in [&posting.key, &act, &date, basis] {
        field(&mut hash, text.as_bytes());
    }
    let ids = [
        Some(posting.organ_id),
        posting.case_id,
        posting.grant_id,
        posting.beneficiary_id,
        posting.instalment_id,
        posting.payment_id,
        posting.mandate_id,
        posting.batch_id,
        posting.voucher_id,
        posting.reverses_id,
    ];
    for id in ids {
        field(&mut hash, id.unwrap_or_default().as_bytes());
    }
    field(&mut hash, &posting.year.to_be_bytes());
    for Line { kind, organ, year, subject, mandate, amount } in lines {
        let kind = kind.to_value();
        field(&mut hash, kind.as_bytes());
        field(&mut hash, &year.to_be_bytes());
        for id in [organ, subject, mandate] {
            field(&mut hash, id.as_bytes());
        }
        field(&mut hash, &amount.count().to_be_bytes());
    }
    HEXLOWER.encode(&hash.finalize())
}

/// With its length in front, so that two fields can't pass for two others.
fn field(hash: &mut Sha256, bytes: &[u8]) {
    hash.update(bytes.len().to_be_bytes());
    hash.update(bytes);
}
