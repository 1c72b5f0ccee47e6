//! The ledger is read: a year at a glance, accounts, entries, and how far a person's grant has come.

use std::collections::HashMap;

use hechang_entity::{ledger_account, ledger_entry, ledger_posting};
use sea_orm::{ConnectionTrait, sea_query::SelectStatement};
use uuid::Uuid;

use crate::{
    error::Internal,
    identity::{
        actor::Staff,
        policy::{self, Action, On},
    },
    ledger::{
        chart::Kind,
        error::LedgerError,
        model::{CaseEntry, Standing},
        queries::{
            accounts, entries,
            grants::{self, Unpaid},
            postings,
        },
        service::funding::organ_within_reach,
    },
    organs::{
        self,
        model::{Kind as OrganKind, Organ},
    },
    platform::{
        money::Fen,
        paging::{Page, PageQuery},
    },
};

/// An organ's year at a glance; every figure is the sum of the entries of a kind of account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Balances {
    /// The budget as it was set and raised.
    pub budget: Fen,
    /// Of it set aside for purposes.
    pub earmarked: Fen,
    /// Granted and not paid yet.
    pub committed: Fen,
    /// Paid, to people or into custody; what was recovered included.
    pub paid: Fen,
    /// Neither set aside nor granted.
    pub left: Fen,
    /// Arrived from the treasury.
    pub arrived: Fen,
    /// Still in the bank.
    pub in_bank: Fen,
    /// With people.
    pub with_people: Fen,
    /// In custody.
    pub in_custody: Fen,
    /// Paid back by people.
    pub recovered: Fen,
}

/// An account with its balance.
pub struct Balanced {
    /// The account.
    pub account: ledger_account::Model,
    /// What its entries come to.
    pub balance: Fen,
}

/// An entry with the posting that it is part of.
pub struct Booked {
    /// The movement.
    pub entry: ledger_entry::Model,
    /// The event.
    pub posting: ledger_posting::Model,
}

/// Which entries.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    /// Of one account.
    Account(Uuid),
    /// Of all accounts of a kind of an organ's year.
    Kind(Uuid, i32, Kind),
}

/// The organ that is asked for by code, or the reader's own.
///
/// # Errors
/// `Denied` to other roles; `NotFound` for an organ out of reach.
pub async fn organ(
    db: &impl ConnectionTrait,
    staff: &Staff,
    code: Option<&str>,
) -> Result<Organ, LedgerError> {
    policy::require(staff, Action::ReadLedger)?;
    let id = organ_within_reach(db, staff, code, Action::ReadLedger).await?;
    Ok(organs::service::organ(db, id).await?)
}

/// The procuratorates whose ledger the reader may see, in the order of codes.
pub async fn organs_in_reach(db: &impl ConnectionTrait, staff: &Staff) -> Result<Vec<Organ>, LedgerError> {
    let below = organs::service::organ_and_below(db, staff.organ_id).await?;
    let mut all = organs::service::organs(db).await?;
    all.retain(|organ| organ.kind == OrganKind::Procuratorate && below.contains(&organ.id));
    Ok(all)
}

/// An organ's year at a glance; the caller has asked [`organ`].
pub async fn balances(db: &impl ConnectionTrait, organ: Uuid, year: i32) -> Result<Balances, Internal> {
    let totals = entries::totals(db, organ, year).await?;
    let of = |kind| totals.get(&kind).copied().unwrap_or_default();
    Ok(Balances {
        budget: -of(Kind::Authorized),
        earmarked: of(Kind::Earmarked),
        committed: of(Kind::Committed),
        paid: of(Kind::Spent),
        left: of(Kind::Budget),
        arrived: -of(Kind::Treasury),
        in_bank: of(Kind::Bank),
        with_people: of(Kind::Paid),
        in_custody: of(Kind::Custody),
        recovered: of(Kind::Recovered),
    })
}

/// A page of an organ's accounts of a year, by kind; the caller has asked [`organ`].
pub async fn accounts(
    db: &impl ConnectionTrait,
    year: (Uuid, i32),
    kind: Option<Kind>,
    page: &PageQuery,
) -> Result<Page<Balanced>, LedgerError> {
    let limit = page.limit().map_err(LedgerError::Page)?;
    let after: Option<(String, Uuid, Uuid)> = page.after().map_err(LedgerError::Page)?;
    let after = match after {
        Some((kind, subject, mandate)) => Some((word(&kind)?, subject, mandate)),
        None => None,
    };
    let found = accounts::page(db, year, kind, after, limit.saturating_add(1)).await?;
    let page = Page::cut(found, limit, |account| {
        (sea_orm::ActiveEnum::to_value(&account.kind), account.subject_id, account.mandate_id)
    });
    let ids: Vec<_> = page.items.iter().map(|account| account.id).collect();
    let balances = entries::balances(db, &ids).await?;
    Ok(page.map(|account| {
        let balance = balances.get(&account.id).copied().unwrap_or_default();
        Balanced { account, balance }
    }))
}

/// The kind of a word.
///
/// # Errors
/// `Invalid` naming `/kind`.
pub fn word(text: &str) -> Result<Kind, LedgerError> {
    let fault = || LedgerError::Invalid(vec![crate::error::FieldFault::new("/kind", "not_an_option")]);
    sea_orm::ActiveEnum::try_from_value(&text.to_owned()).map_err(|_| fault())
}

/// An account that the reader may see.
///
/// # Errors
/// `Denied` to other roles; `NotFound` when there is none or its organ is out of reach.
pub async fn account(
    db: &impl ConnectionTrait,
    staff: &Staff,
    id: Uuid,
) -> Result<ledger_account::Model, LedgerError> {
    policy::require(staff, Action::ReadLedger)?;
    let account = accounts::by_id(db, id).await?.ok_or(LedgerError::NotFound)?;
    policy::decide(&policy::reach(db, staff).await?, Action::ReadLedger, On::Organ(account.organ_id))?;
    Ok(account)
}

/// A page of entries, the newest first; the caller has asked [`organ`] or [`account`].
pub async fn entries(
    db: &impl ConnectionTrait,
    of: Of,
    page: &PageQuery,
) -> Result<Page<Booked>, LedgerError> {
    let limit = page.limit().map_err(LedgerError::Page)?;
    let page = match of {
        Of::Account(account) => {
            let before = page.after().map_err(LedgerError::Page)?;
            let found = entries::of_account(db, account, before, limit.saturating_add(1)).await?;
            Page::cut(found, limit, |entry| entry.seq)
        }
        Of::Kind(organ, year, kind) => {
            let before = page.after().map_err(LedgerError::Page)?;
            let found = entries::of_kind(db, (organ, year), kind, before, limit.saturating_add(1)).await?;
            Page::cut(found, limit, |entry| entry.id)
        }
    };
    with_postings(db, page).await
}

async fn with_postings(
    db: &impl ConnectionTrait,
    page: Page<ledger_entry::Model>,
) -> Result<Page<Booked>, LedgerError> {
    let ids: Vec<_> = page.items.iter().map(|entry| entry.posting_id).collect();
    let postings: HashMap<_, _> = postings::by_ids(db, &ids).await?;
    let missing = || Internal::msg("an entry belongs to no posting");
    let book = |entry: ledger_entry::Model| -> Result<Booked, Internal> {
        let posting = postings.get(&entry.posting_id).cloned().ok_or_else(missing)?;
        Ok(Booked { entry, posting })
    };
    let Page { items, next } = page;
    Ok(Page { items: items.into_iter().map(book).collect::<Result<_, _>>()?, next })
}

/// How far a person's grant has come: "paid, how much, what is left".
///
/// # Errors
/// `NotFound` when the person has no part in the grant.
pub async fn standing(db: &impl ConnectionTrait, grant: Uuid, person: Uuid) -> Result<Standing, LedgerError> {
    let people = grants::grantees(db, grant).await?;
    let grantee = people.into_iter().find(|grantee| grantee.person_id == person);
    let grantee = grantee.ok_or(LedgerError::NotFound)?;
    let mut found = accounts::of_grantee(db, grantee.id).await?;
    let plan = grants::instalments(db, grantee.id).await?;
    found.extend(accounts::of_instalments(db, plan.iter().map(|part| part.id)).await?);
    let ids: Vec<_> = found.iter().map(|account| account.id).collect();
    let balances = entries::balances(db, &ids).await?;
    let of = |kind| {
        let accounts = found.iter().filter(|account| account.kind == kind);
        let amounts = accounts.filter_map(|account| balances.get(&account.id).copied());
        Fen::sum(amounts).ok_or_else(|| Internal::msg("balances don't fit"))
    };
    // What was recovered out of custody was never with the person.
    let came_back =
        found.iter().filter(|account| account.kind == Kind::Recovered && account.mandate_id.is_nil());
    let came_back = Fen::sum(came_back.filter_map(|account| balances.get(&account.id).copied()));
    let (paid, recovered) = (of(Kind::Paid)?, of(Kind::Recovered)?);
    let handed_over = came_back
        .and_then(|came_back| paid.plus(came_back))
        .ok_or_else(|| Internal::msg("balances don't fit"))?;
    Ok(Standing {
        granted: Fen::of(grantee.amount),
        committed: of(Kind::Committed)?,
        paid,
        handed_over,
        in_custody: of(Kind::Custody)?,
        recovered,
    })
}

/// Every entry of a case, in the order in which they came; whoever asks has the right to.
pub async fn entries_of_case(db: &impl ConnectionTrait, case: Uuid) -> Result<Vec<CaseEntry>, Internal> {
    let all = postings::of_case(db, case).await?;
    let ids: Vec<_> = all.iter().map(|posting| posting.id).collect();
    let lines = entries::of_postings(db, &ids).await?;
    let of = |posting: &ledger_posting::Model| {
        let own = lines.iter().filter(|line| line.posting_id == posting.id);
        own.map(|line| CaseEntry {
            posting_id: posting.id,
            act: sea_orm::ActiveEnum::to_value(&posting.act),
            account: sea_orm::ActiveEnum::to_value(&line.kind),
            organ_id: line.organ_id,
            year: line.year,
            on: posting.business_date,
            booked_at: posting.booked_at,
            amount: Fen::of(line.amount),
            digest: posting.digest.clone(),
        })
        .collect::<Vec<_>>()
    };
    Ok(all.iter().flat_map(of).collect())
}

/// Instalments of these organs that are neither paid nor given up, nor among some others; whoever asks has the right to.
pub async fn unpaid(
    db: &impl ConnectionTrait,
    organs: &[Uuid],
    others: SelectStatement,
    after: Option<Uuid>,
    limit: u64,
) -> Result<Vec<Unpaid>, Internal> {
    grants::unpaid(db, organs, others, after, limit).await
}

/// Those of some instalments that are neither paid nor given up; whoever asks has the right to.
pub async fn unpaid_among(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<Vec<Unpaid>, Internal> {
    grants::unpaid_among(db, ids).await
}

/// The instalments of a person of a case that are neither paid nor given up, by the organ that pays; whoever asks has the right to.
pub async fn unpaid_of(db: &impl ConnectionTrait, case: Uuid, person: Uuid) -> Result<Vec<Unpaid>, Internal> {
    grants::unpaid_of(db, case, person).await
}

/// The organs that give to a case; whoever asks has the right to.
pub async fn payers(db: &impl ConnectionTrait, case: Uuid) -> Result<Vec<Uuid>, Internal> {
    grants::payers(db, case).await
}
