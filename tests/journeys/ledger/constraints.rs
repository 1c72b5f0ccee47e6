//! The database itself refuses what breaks a rule of money, whoever asks it.

use chrono::{DateTime, Utc};
use hechang::{
    ledger::{
        chart::{Book, Kind, book, gone},
        model::Act,
    },
    platform::{ids, money::Fen},
};
use hechang_entity::{
    ledger_account, ledger_entry, ledger_grantee, ledger_instalment, ledger_posting, ledger_share,
};
use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::monday,
};
use rstest::rstest;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};
use uuid::Uuid;

use super::ground::{House, YEAR, decision, payment, today, yuan};

const TABLES: [&str; 7] = [
    "ledger_grant",
    "ledger_share",
    "ledger_grantee",
    "ledger_instalment",
    "ledger_account",
    "ledger_posting",
    "ledger_entry",
];

/// A house where something of everything is on the ledger.
async fn lived_in(db: Db) -> House {
    let house = House::funded(db).await;
    let grant = house.granted(&[yuan(50), yuan(50)]).await;
    house.pays(&payment(&grant.plan[0])).await.unwrap();
    house
}

#[rstest]
#[tokio::test]
async fn rows_are_only_ever_added(#[values(Sqlite, Postgres)] db: Db) {
    let house = lived_in(db).await;
    for table in TABLES {
        for text in [format!("UPDATE {table} SET id = id"), format!("DELETE FROM {table}")] {
            let refusal = house.try_sql(&text).await.unwrap_err();
            assert!(refusal.contains("only ever added to"), "{text}: {refusal}");
        }
        if db == Postgres {
            let refusal = house.try_sql(&format!("TRUNCATE {table} CASCADE")).await.unwrap_err();
            assert!(refusal.contains("only ever added to"), "{table}: {refusal}");
        }
    }
    house.holds().await;
}

/// Somebody writes entries by hand, as well as the tables let them.
struct Forger<'a> {
    house: &'a House,
    posting: ledger_posting::Model,
    entries: Vec<ledger_entry::Model>,
}

impl<'a> Forger<'a> {
    /// Moves amounts on accounts; each entry follows from what is there.
    async fn new(house: &'a House, moves: &[(&ledger_account::Model, Fen)]) -> Self {
        let whose = moves.iter().find_map(|(account, _)| account.beneficiary_id);
        let lines = i32::try_from(moves.len()).unwrap();
        let posting = posting(house.city, lines, whose);
        let mut entries: Vec<ledger_entry::Model> = Vec::new();
        for (account, amount) in moves {
            let last = last(house, account.id).await;
            let (before, seq) = last.map_or((0, 0), |last| (last.balance_after, last.seq));
            let sums =
                entries.last().map_or((0, 0, 0), |last| (last.sum_after, last.money_after, last.gone_after));
            let by = amount.count();
            let money = if book(account.kind) == Book::Money { by } else { 0 };
            let gone = gone(account.kind, *amount).count();
            let line = i32::try_from(entries.len()).unwrap() + 1;
            entries.push(ledger_entry::Model {
                id: ids::new_id(),
                posting_id: posting.id,
                beneficiary_id: account.beneficiary_id,
                lines,
                line,
                line_before: (line > 1).then_some(line - 1),
                sum_before: sums.0,
                sum_after: sums.0 + by,
                money_before: sums.1,
                money_after: sums.1 + money,
                gone_before: sums.2,
                gone_after: sums.2 + gone,
                account_id: account.id,
                organ_id: account.organ_id,
                year: account.year,
                kind: account.kind,
                least: account.least,
                most: account.most,
                seq: seq + 1,
                seq_before: (seq > 0).then_some(seq),
                balance_before: before,
                balance_after: before + amount.count(),
                amount: amount.count(),
            });
        }
        Self { house, posting, entries }
    }

    async fn tries(self) -> Result<(), String> {
        let tx = self.house.app().db.begin().await.unwrap();
        let posting: ledger_posting::ActiveModel = self.posting.into_active_model().reset_all();
        let posted = ledger_posting::Entity::insert(posting).exec_without_returning(&tx).await;
        posted.map_err(|error| error.to_string())?;
        for entry in self.entries {
            let entry: ledger_entry::ActiveModel = entry.into_active_model().reset_all();
            let entered = ledger_entry::Entity::insert(entry).exec_without_returning(&tx).await;
            entered.map_err(|error| error.to_string())?;
        }
        tx.commit().await.map_err(|error| error.to_string())
    }
}

/// A posting of so many lines.
fn posting(organ_id: Uuid, lines: i32, whose: Option<Uuid>) -> ledger_posting::Model {
    let at: DateTime<Utc> = monday();
    ledger_posting::Model {
        id: ids::new_id(),
        key: ids::new_id().to_string(),
        act: Act::Payment,
        organ_id,
        year: YEAR,
        business_date: today(),
        booked_at: at,
        author_kind: "system".into(),
        author_id: None,
        case_id: None,
        grant_id: None,
        beneficiary_id: whose,
        instalment_id: None,
        payment_id: None,
        mandate_id: None,
        batch_id: None,
        voucher_id: None,
        reverses_id: None,
        basis: None,
        digest: "0".repeat(64),
        lines,
    }
}

async fn last(house: &House, account: Uuid) -> Option<ledger_entry::Model> {
    use ledger_entry::{Column, Entity};
    let last = Entity::find().filter(Column::AccountId.eq(account)).order_by_desc(Column::Seq);
    last.one(house.app().db.read()).await.unwrap()
}

async fn account(house: &House, kind: Kind) -> ledger_account::Model {
    use ledger_account::{Column, Entity};
    let found = Entity::find().filter(Column::Kind.eq(kind)).filter(Column::OrganId.eq(house.city));
    found.order_by_asc(Column::Id).one(house.app().db.read()).await.unwrap().unwrap()
}

/// The account of a kind of an instalment, or of whom it was paid to.
async fn account_of(house: &House, kind: Kind, instalment: Uuid) -> ledger_account::Model {
    use ledger_account::{Column, Entity};
    let db = house.app().db.read();
    let part = ledger_instalment::Entity::find_by_id(instalment).one(db).await.unwrap().unwrap();
    let of =
        Condition::any().add(Column::InstalmentId.eq(part.id)).add(Column::GranteeId.eq(part.grantee_id));
    Entity::find().filter(Column::Kind.eq(kind)).filter(of).one(db).await.unwrap().unwrap()
}

/// So many yuan come to an account, or leave it.
type Moved<'a> = (&'a ledger_account::Model, i64);
/// What somebody writes instead of what is so.
type Lie = fn(&mut Forger<'_>);

/// Accounts on which something moved: the organ's, and those of the first of two people.
struct Books {
    house: House,
    authorized: ledger_account::Model,
    budget: ledger_account::Model,
    treasury: ledger_account::Model,
    bank: ledger_account::Model,
    committed: ledger_account::Model,
    spent: ledger_account::Model,
    paid: ledger_account::Model,
    /// With the second person, of another grant.
    elsewhere: ledger_account::Model,
}

impl Books {
    /// Two people have had the first fifty of a hundred; of the first one's, one yuan came back.
    async fn kept(db: Db) -> Self {
        let house = House::funded(db).await;
        let (first, second) = (house.granted(&[yuan(50); 2]).await, house.granted(&[yuan(50); 2]).await);
        for grant in [&first, &second] {
            house.pays(&payment(&grant.plan[0])).await.unwrap();
        }
        let of = async |kind| account(&house, kind).await;
        let books = Self {
            authorized: of(Kind::Authorized).await,
            budget: of(Kind::Budget).await,
            treasury: of(Kind::Treasury).await,
            bank: of(Kind::Bank).await,
            committed: account_of(&house, Kind::Committed, first.plan[0].id).await,
            spent: account_of(&house, Kind::Spent, first.plan[0].id).await,
            paid: account_of(&house, Kind::Paid, first.plan[0].id).await,
            elsewhere: account_of(&house, Kind::Paid, second.plan[0].id).await,
            house,
        };
        let back = [(&books.spent, -1), (&books.budget, 1), (&books.paid, -1), (&books.bank, 1)];
        books.forge(&back).await.tries().await.expect("what keeps to the rules is let in");
        books
    }

    /// Moves of so many yuan, each going on from what is there.
    async fn forge(&self, moves: &[Moved<'_>]) -> Forger<'_> {
        let moves: Vec<_> = moves.iter().map(|(account, amount)| (*account, yuan(*amount))).collect();
        Forger::new(&self.house, &moves).await
    }
}

#[rstest]
#[tokio::test]
async fn entries_by_hand_obey_the_same_rules(#[values(Sqlite, Postgres)] db: Db) {
    let books = Books::kept(db).await;
    let Books { authorized, budget, treasury, bank, committed, spent, paid, elsewhere, .. } = &books;
    for (what, moves) in [
        ("a posting that doesn't sum to zero", &[(treasury, -1), (bank, 2)][..]),
        ("a posting of one line", &[(bank, -1)]),
        ("a move from one book to the other", &[(bank, -1), (budget, 1)]),
        ("an overspent budget", &[(budget, -100_000), (authorized, 100_000)]),
        ("more than has arrived", &[(bank, -100_000), (treasury, 100_000)]),
        ("a promise from nothing", &[(committed, -1), (budget, 1)]),
        ("money for somebody without a payment", &[(bank, -1), (paid, 1)]),
        ("a payment that reaches nobody", &[(budget, -1), (spent, 1)]),
        ("a payment to somebody else", &[(budget, -1), (spent, 1), (bank, -1), (elsewhere, 1)]),
        ("money from one person to another", &[(paid, -1), (elsewhere, 1)]),
        ("an instalment paid twice", &[(budget, -50), (spent, 50), (bank, -50), (paid, 50)]),
    ] {
        assert!(books.forge(moves).await.tries().await.is_err(), "{what} was let in");
    }
    let again = [(budget, -1), (spent, 1), (bank, -1), (paid, 1)];
    books.forge(&again).await.tries().await.expect("the refusals above mean something");
}

#[rstest]
#[tokio::test]
async fn entries_do_not_lie_about_what_came_before(#[values(Sqlite, Postgres)] db: Db) {
    let books = Books::kept(db).await;
    let Books { authorized, budget, treasury, bank, paid, .. } = &books;
    let arrival = [(bank, 1), (treasury, -1)];
    let lies: [(&str, &[Moved<'_>], Lie); 8] = [
        ("a balance out of nowhere", &arrival, |forger| {
            forger.entries[0].balance_before += 1_000;
            forger.entries[0].balance_after += 1_000;
        }),
        ("an account begun anew", &arrival, |forger| {
            let first = &mut forger.entries[0];
            (first.seq, first.seq_before, first.balance_before, first.balance_after) = (1, None, 0, 100);
        }),
        ("a line after the last", &[(bank, 1), (treasury, -1), (budget, 1), (authorized, -1)], |forger| {
            forger.posting.lines = 2;
            forger.entries.iter_mut().for_each(|entry| entry.lines = 2);
        }),
        ("a posting without its last line", &arrival, |forger| {
            forger.posting.lines = 3;
            forger.entries.iter_mut().for_each(|entry| entry.lines = 3);
        }),
        ("bounds that aren't the account's", &[(budget, -100_000), (authorized, 100_000)], |forger| {
            forger.entries[0].least = -100_000_000_000;
        }),
        ("money that counts as none", &[(bank, -1), (budget, 1)], |forger| {
            forger.entries[0].money_after = 0;
            (forger.entries[1].money_before, forger.entries[1].money_after) = (0, 0);
        }),
        ("a gift that counts as none", &[(bank, -1), (paid, 1)], |forger| {
            forger.entries[1].gone_after = 0;
        }),
        ("money of nobody", &[(bank, -1), (paid, 1)], |forger| {
            forger.posting.beneficiary_id = None;
            forger.entries[1].beneficiary_id = None;
        }),
    ];
    for (what, moves, lie) in lies {
        let mut forger = books.forge(moves).await;
        lie(&mut forger);
        assert!(forger.tries().await.is_err(), "{what} was let in");
    }
    books.forge(&arrival).await.tries().await.expect("the refusals above mean something");
}

#[rstest]
#[tokio::test]
async fn nobody_is_paid_who_is_not_in_the_decision(#[values(Sqlite, Postgres)] db: Db) {
    let house = lived_in(db).await;
    let paid = account(&house, Kind::Paid).await;
    let opens = async |account: ledger_account::Model| {
        let tx = house.app().db.begin().await.unwrap();
        let row: ledger_account::ActiveModel = account.into_active_model().reset_all();
        ledger_account::Entity::insert(row).exec_without_returning(&tx).await.is_ok()
    };
    let other = |grantee_id, most| ledger_account::Model {
        id: ids::new_id(),
        subject_id: ids::new_id(),
        grantee_id,
        beneficiary_id: grantee_id,
        most,
        ..paid.clone()
    };
    assert!(opens(other(paid.grantee_id, paid.most)).await, "the same person has a second account");
    assert!(!opens(other(Some(ids::new_id()), paid.most)).await, "somebody else was let in");
    assert!(!opens(other(None, paid.most)).await, "nobody was let in");
    assert!(!opens(other(paid.grantee_id, paid.most + 1)).await, "more than was granted was let in");
    let unbound = ledger_account::Model { least: -1, ..other(paid.grantee_id, paid.most) };
    assert!(!opens(unbound).await, "an account below zero was let in");
    let spent = account(&house, Kind::Spent).await;
    let spends = |beneficiary_id| ledger_account::Model {
        id: ids::new_id(),
        subject_id: ids::new_id(),
        beneficiary_id,
        ..spent.clone()
    };
    assert!(opens(spends(paid.grantee_id)).await, "the instalment has a second account");
    assert!(!opens(spends(Some(ids::new_id()))).await, "an instalment was spent for somebody else");
    assert!(!opens(spends(None)).await, "an instalment was spent for nobody");
}

#[rstest]
#[tokio::test]
async fn a_part_never_exceeds_its_whole(#[values(Sqlite, Postgres)] db: Db) {
    let house = lived_in(db).await;
    let grant = decision(house.city, &[&[yuan(1)]]);
    house.commits(&grant).await.unwrap();
    let db = house.app().db.read();
    let share = ledger_share::Entity::find().filter(ledger_share::Column::GrantId.eq(grant.grant_id));
    let share = share.one(db).await.unwrap().unwrap();
    let person = ledger_grantee::Entity::find().filter(ledger_grantee::Column::GrantId.eq(grant.grant_id));
    let person = person.one(db).await.unwrap().unwrap();
    let part = ledger_instalment::Entity::find_by_id(grant.plan[0].id).one(db).await.unwrap().unwrap();

    let share = ledger_share::Model { id: ids::new_id(), organ_id: house.county, amount: 1, ..share };
    assert!(adds(&house, share.into_active_model().reset_all()).await.contains("exceeds its ledger_grant"));
    let person = ledger_grantee::Model { id: ids::new_id(), person_id: ids::new_id(), amount: 1, ..person };
    assert!(adds(&house, person.into_active_model().reset_all()).await.contains("exceeds its ledger_grant"));
    let part = ledger_instalment::Model { id: ids::new_id(), amount: 1, ..part };
    assert!(adds(&house, part.into_active_model().reset_all()).await.contains("exceeds its ledger_"));
}

/// Why a row isn't taken.
async fn adds<A>(house: &House, row: A) -> String
where
    A: ActiveModelTrait,
{
    let tx = house.app().db.begin().await.unwrap();
    let insert = <A::Entity as EntityTrait>::insert(row).exec_without_returning(&tx).await;
    insert.err().map(|error| error.to_string()).unwrap_or_default()
}

#[rstest]
#[tokio::test]
async fn every_list_has_an_index(#[values(Sqlite)] db: Db) {
    let house = lived_in(db).await;
    for question in [
        "SELECT * FROM ledger_entry WHERE account_id = x'00' ORDER BY seq DESC LIMIT 20",
        "SELECT * FROM ledger_entry WHERE organ_id = x'00' AND year = 1 AND kind = 'a' ORDER BY id DESC LIMIT 20",
        "SELECT * FROM ledger_account WHERE organ_id = x'00' AND year = 1 ORDER BY kind, subject_id, mandate_id",
    ] {
        let plan = sea_orm::Statement::from_string(
            sea_orm::DbBackend::Sqlite,
            format!("EXPLAIN QUERY PLAN {question}"),
        );
        let plan: Vec<String> = house
            .app()
            .db
            .read()
            .query_all_raw(plan)
            .await
            .unwrap()
            .iter()
            .map(|row| row.try_get("", "detail").unwrap())
            .collect();
        assert!(plan.iter().all(|step| step.starts_with("SEARCH") && step.contains("INDEX")), "{plan:?}");
    }
}
