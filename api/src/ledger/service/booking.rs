//! Posts: the one way by which entries come about.

use std::collections::BTreeSet;

use hechang_entity::{ledger_account, ledger_entry, ledger_posting::Model};
use serde_json::json;
use uuid::Uuid;

use crate::{
    error::Internal,
    ledger::{
        chart::{Kind, Slot},
        error::{LedgerError, Refusal},
        model::{Act, Posted},
        posting::{Draft, Line, Sums, digest},
        queries::{accounts, entries, postings},
    },
    platform::{
        change::{Change, Event},
        ids,
        money::Fen,
    },
};

/// Posts, and puts it on the audit record.
pub(super) async fn post(change: &Change, draft: &Draft) -> Result<Posted, LedgerError> {
    let (posted, event) = write(change, draft).await?;
    if let Some(event) = event {
        change.record(event);
    }
    Ok(posted)
}

/// Posts; the caller puts the event on the audit record. The same event posted before changes nothing and has no event.
///
/// # Errors
/// `PostedDifferently` when the key was used for something else; what the account says that hasn't enough.
pub(super) async fn write(change: &Change, draft: &Draft) -> Result<(Posted, Option<Event>), LedgerError> {
    let lines: Vec<_> = draft.lines()?.into_iter().collect();
    hold(change, lines.iter().map(|(slot, _)| (slot.organ, slot.year))).await?;
    if let Some(before) = postings::by_key(change.db(), &draft.key).await? {
        return Ok((repeated(draft, &before, &lines)?, None));
    }
    let posting = row(change, draft, &lines);
    let moved = move_on(change, posting.id, &lines).await?;
    let event = event(draft, &posting);
    let id = posting.id;
    postings::insert(change.db(), posting).await?;
    entries::insert(change.db(), moved).await?;
    Ok((Posted { id, now: true }, Some(event)))
}

/// Holds the budgets of some years of organs until the transaction ends, in one order: whatever moves on any account of an
/// organ's year waits here, so that nobody decides by a balance that another one is changing.
pub(super) async fn hold(
    change: &Change,
    years: impl IntoIterator<Item = (Uuid, i32)>,
) -> Result<(), Internal> {
    for (organ, year) in years.into_iter().collect::<BTreeSet<_>>() {
        let budget = Slot::of_organ(Kind::Budget, organ, year);
        let budget = accounts::open(change.db(), &budget, change.now()).await?;
        accounts::lock(change.db(), budget.id).await?;
    }
    Ok(())
}

/// The event came twice. Its day may be another: a retry after midnight is the same event.
fn repeated(draft: &Draft, before: &Model, lines: &[(Slot, Fen)]) -> Result<Posted, Refusal> {
    let same = Model { business_date: before.business_date, ..describe(draft) };
    if digest(&same, told(lines)) == before.digest {
        Ok(Posted { id: before.id, now: false })
    } else {
        Err(Refusal::PostedDifferently)
    }
}

fn told(lines: &[(Slot, Fen)]) -> impl Iterator<Item = Line> {
    lines.iter().map(|(slot, amount)| Line {
        kind: slot.kind,
        organ: slot.organ,
        year: slot.year,
        subject: slot.subject(),
        mandate: slot.mandate(),
        amount: *amount,
    })
}

/// What a draft says, without who books it and when.
fn describe(draft: &Draft) -> Model {
    let Draft { act, key, organ, year, on, basis, subjects, .. } = draft;
    Model {
        id: Uuid::nil(),
        key: key.clone(),
        act: *act,
        organ_id: *organ,
        year: *year,
        business_date: *on,
        booked_at: chrono::DateTime::UNIX_EPOCH,
        author_kind: String::new(),
        author_id: None,
        case_id: subjects.case,
        grant_id: subjects.grant,
        beneficiary_id: subjects.beneficiary,
        instalment_id: subjects.instalment,
        payment_id: subjects.payment,
        mandate_id: subjects.mandate,
        batch_id: subjects.batch,
        voucher_id: subjects.voucher,
        reverses_id: subjects.reverses,
        basis: basis.clone(),
        digest: String::new(),
        lines: 0,
    }
}

fn row(change: &Change, draft: &Draft, lines: &[(Slot, Fen)]) -> Model {
    let told_of = describe(draft);
    let digest = digest(&told_of, told(lines));
    Model {
        id: ids::new_id(),
        booked_at: change.now(),
        author_kind: change.author().kind().to_owned(),
        author_id: change.author().id(),
        digest,
        lines: i32::try_from(lines.len()).unwrap_or(i32::MAX),
        ..told_of
    }
}

/// The entries, each going on from its account's balance and its posting's sums.
async fn move_on(
    change: &Change,
    posting: Uuid,
    lines: &[(Slot, Fen)],
) -> Result<Vec<ledger_entry::Model>, LedgerError> {
    let mut moved = Vec::new();
    let (mut sums, mut line_before): (_, Option<i32>) = (Sums::default(), None);
    let count = i32::try_from(lines.len()).map_err(Internal::from_error)?;
    for (slot, amount) in lines {
        let account = accounts::open(change.db(), slot, change.now()).await?;
        let last = entries::last(change.db(), account.id).await?;
        let balance = Fen::of(last.as_ref().map_or(0, |last| last.balance_after));
        let after = balance.plus(*amount).filter(|after| within(&account, *after));
        let after = after.ok_or_else(|| short(slot.kind, balance))?;
        let next = sums.and(slot.kind, *amount).ok_or_else(|| Internal::msg("a posting's sums don't fit"))?;
        let (line, seq_before) = (line_before.unwrap_or(0).saturating_add(1), last.map(|last| last.seq));
        moved.push(ledger_entry::Model {
            id: ids::new_id(),
            posting_id: posting,
            beneficiary_id: slot.beneficiary(),
            lines: count,
            line,
            line_before,
            sum_before: sums.all.count(),
            sum_after: next.all.count(),
            money_before: sums.money.count(),
            money_after: next.money.count(),
            gone_before: sums.gone.count(),
            gone_after: next.gone.count(),
            account_id: account.id,
            organ_id: account.organ_id,
            year: account.year,
            kind: account.kind,
            least: account.least,
            most: account.most,
            seq: seq_before.unwrap_or(0).saturating_add(1),
            seq_before,
            balance_before: balance.count(),
            balance_after: after.count(),
            amount: amount.count(),
        });
        (sums, line_before) = (next, Some(line));
    }
    Ok(moved)
}

fn within(account: &ledger_account::Model, balance: Fen) -> bool {
    (account.least..=account.most).contains(&balance.count())
}

/// What it means that an account hasn't enough.
fn short(kind: Kind, left: Fen) -> LedgerError {
    match kind {
        Kind::Budget => Refusal::BudgetShort(left).into(),
        Kind::Earmarked => Refusal::EarmarkShort(left).into(),
        Kind::Bank => Refusal::FundsShort(left).into(),
        Kind::Committed => Refusal::AlreadyPaid.into(),
        Kind::Paid => Refusal::PaidLess(left).into(),
        Kind::Custody => Refusal::CustodyShort(left).into(),
        Kind::Authorized | Kind::Treasury | Kind::Spent | Kind::Recovered => {
            LedgerError::Internal(Internal::msg(format!("an account of kind {kind:?} can't hold this")))
        }
    }
}

fn event(draft: &Draft, posting: &Model) -> Event {
    let facts = json!({ "key": draft.key, "digest": posting.digest });
    Event::new(word(draft.act), posting.id).at(draft.organ).with(facts)
}

/// How the audit record calls what happened.
pub(in crate::ledger) fn word(act: Act) -> &'static str {
    match act {
        Act::Budget => "ledger.budget_raised",
        Act::Earmark => "ledger.earmarked",
        Act::Arrival => "ledger.arrived",
        Act::Commitment => "ledger.committed",
        Act::Release => "ledger.released",
        Act::Payment => "ledger.paid",
        Act::Return => "ledger.given_back",
        Act::CustodyRelease => "ledger.custody_released",
        Act::Recovery => "ledger.recovered",
        Act::HandOver => "ledger.handed_over",
    }
}
