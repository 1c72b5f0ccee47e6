//! The ledger's tables. Amounts are fen.

use sea_orm_migration::{
    prelude::*,
    schema::{
        big_integer, big_integer_null, date, date_null, integer, integer_null, pk_uuid, string_len,
        string_len_null, string_len_uniq, timestamp_with_time_zone, uuid, uuid_null,
    },
};

/// In the book of money.
const OF_MONEY: [&str; 5] = ["treasury", "bank", "paid", "custody", "recovered"];
/// Where money is once it has left.
const GONE: [&str; 3] = ["paid", "custody", "recovered"];

const KINDS: [&str; 10] = [
    "authorized",
    "budget",
    "earmarked",
    "committed",
    "spent",
    "treasury",
    "bank",
    "paid",
    "custody",
    "recovered",
];

fn positive(name: &'static str) -> ColumnDef {
    big_integer(name).check(Expr::col(name).gt(0)).take()
}

fn refers<const N: usize>(
    from: &'static str,
    columns: [&'static str; N],
    to: &'static str,
    theirs: [&'static str; N],
) -> ForeignKeyCreateStatement {
    let mut key = ForeignKey::create();
    key.from_tbl(from).to_tbl(to);
    for (ours, theirs) in columns.into_iter().zip(theirs) {
        key.from_col(ours).to_col(theirs);
    }
    key.take()
}

fn unique<const N: usize>(columns: [&'static str; N]) -> IndexCreateStatement {
    let mut index = Index::create();
    index.unique();
    for column in columns {
        index.col(column);
    }
    index.take()
}

/// A decision to grant, once.
pub(super) fn grant() -> TableCreateStatement {
    Table::create()
        .table("ledger_grant")
        .col(pk_uuid("id"))
        .col(uuid("case_id"))
        .col(positive("amount"))
        .col(timestamp_with_time_zone("created_at"))
        .take()
}

/// What one organ gives toward a grant.
pub(super) fn share() -> TableCreateStatement {
    Table::create()
        .table("ledger_share")
        .col(pk_uuid("id"))
        .col(uuid("grant_id"))
        .col(uuid("organ_id"))
        .col(integer("year"))
        .col(uuid_null("earmark_id"))
        .col(positive("amount"))
        .index(&mut unique(["grant_id", "organ_id"]))
        .index(&mut unique(["id", "grant_id"]))
        .foreign_key(&mut refers("ledger_share", ["grant_id"], "ledger_grant", ["id"]))
        .foreign_key(&mut refers("ledger_share", ["organ_id"], "organ", ["id"]))
        .take()
}

/// What one person gets of a grant.
pub(super) fn grantee() -> TableCreateStatement {
    Table::create()
        .table("ledger_grantee")
        .col(pk_uuid("id"))
        .col(uuid("grant_id"))
        .col(uuid("person_id"))
        .col(positive("amount"))
        .index(&mut unique(["grant_id", "person_id"]))
        .index(&mut unique(["id", "grant_id"]))
        .index(&mut unique(["id", "amount"]))
        .foreign_key(&mut refers("ledger_grantee", ["grant_id"], "ledger_grant", ["id"]))
        .take()
}

/// One payment of the plan that was fixed with the grant: from whose share, to whom.
pub(super) fn instalment() -> TableCreateStatement {
    let (table, share, grantee) = ("ledger_instalment", "ledger_share", "ledger_grantee");
    Table::create()
        .table(table)
        .col(pk_uuid("id"))
        .col(uuid("grant_id"))
        .col(uuid("share_id"))
        .col(uuid("grantee_id"))
        .col(positive("amount"))
        .col(date_null("due_on"))
        .index(&mut unique(["id", "amount"]))
        .index(&mut unique(["id", "grantee_id"]))
        .foreign_key(&mut refers(table, ["share_id", "grant_id"], share, ["id", "grant_id"]))
        .foreign_key(&mut refers(table, ["grantee_id", "grant_id"], grantee, ["id", "grant_id"]))
        .take()
}

/// An account with the bounds of its balance. Its bound is the instalment's or the person's amount, where it has one. What
/// is spent or has gone to somebody names whose it is.
pub(super) fn account() -> TableCreateStatement {
    let source = Expr::col("kind").is_in(["authorized", "treasury"]);
    let of_instalment = Expr::col("kind").is_in(["committed", "spent"]);
    let of_person = Expr::col("kind").is_in(GONE);
    let same_person =
        Expr::col("grantee_id").is_not_null().and(Expr::col("beneficiary_id").equals("grantee_id"));
    let bounds = source.clone().and(Expr::col("most").eq(0)).or(source.not().and(Expr::col("least").eq(0)));
    Table::create()
        .table("ledger_account")
        .col(pk_uuid("id"))
        .col(uuid("organ_id"))
        .col(integer("year"))
        .col(string_len("kind", 12).check(Expr::col("kind").is_in(KINDS)))
        .col(uuid("subject_id"))
        .col(uuid("mandate_id"))
        .col(uuid_null("instalment_id"))
        .col(uuid_null("grantee_id"))
        .col(uuid_null("beneficiary_id"))
        .col(big_integer("least"))
        .col(big_integer("most"))
        .col(timestamp_with_time_zone("opened_at"))
        .check(bounds)
        .check(of_instalment.not().or(Expr::col("instalment_id").is_not_null()))
        .check(of_person.not().or(same_person))
        .check(names_whose())
        .index(&mut unique(["organ_id", "year", "kind", "subject_id", "mandate_id"]))
        .index(&mut unique(["id", "organ_id", "year", "kind", "least", "most"]))
        .index(&mut unique(["id", "beneficiary_id"]))
        .foreign_key(&mut refers("ledger_account", ["organ_id"], "organ", ["id"]))
        .foreign_key(&mut refers(
            "ledger_account",
            ["instalment_id", "most"],
            "ledger_instalment",
            ["id", "amount"],
        ))
        .foreign_key(&mut refers(
            "ledger_account",
            ["grantee_id", "most"],
            "ledger_grantee",
            ["id", "amount"],
        ))
        .foreign_key(&mut refers(
            "ledger_account",
            ["instalment_id", "beneficiary_id"],
            "ledger_instalment",
            ["id", "grantee_id"],
        ))
        .take()
}

/// What is spent, and what has gone to somebody, is some person's. An unknown comparison counts as holding in a CHECK, so
/// each rule says that there is one.
fn names_whose() -> Expr {
    let of_nobody = Expr::col("kind").is_in(GONE).or(Expr::col("kind").eq("spent")).not();
    of_nobody.or(Expr::col("beneficiary_id").is_not_null())
}

/// One business event, posted once under its key. Whatever it spends or gives somebody is one person's.
pub(super) fn posting() -> TableCreateStatement {
    Table::create()
        .table("ledger_posting")
        .col(pk_uuid("id"))
        .col(string_len_uniq("key", 160))
        .col(string_len("act", 16))
        .col(uuid("organ_id"))
        .col(integer("year"))
        .col(date("business_date"))
        .col(timestamp_with_time_zone("booked_at"))
        .col(string_len("author_kind", 12))
        .col(uuid_null("author_id"))
        .col(uuid_null("case_id"))
        .col(uuid_null("grant_id"))
        .col(uuid_null("beneficiary_id"))
        .col(uuid_null("instalment_id"))
        .col(uuid_null("payment_id"))
        .col(uuid_null("mandate_id"))
        .col(uuid_null("batch_id"))
        .col(uuid_null("voucher_id"))
        .col(ColumnDef::new("reverses_id").uuid().null().unique_key())
        .col(string_len_null("basis", 120))
        .col(string_len("digest", 64))
        .col(integer("lines").check(Expr::col("lines").gte(2)))
        .index(&mut unique(["id", "lines"]))
        .index(&mut unique(["id", "beneficiary_id"]))
        .foreign_key(&mut refers("ledger_posting", ["organ_id"], "organ", ["id"]))
        .foreign_key(&mut refers("ledger_posting", ["reverses_id"], "ledger_posting", ["id"]))
        .take()
}

/// One movement on one account. Its account's balance runs through it, and its posting's sums: of everything, of the book of
/// money, and of what was spent without having gone to anybody.
pub(super) fn entry() -> TableCreateStatement {
    let within = Expr::col("balance_after")
        .gte(Expr::col("least"))
        .and(Expr::col("balance_after").lte(Expr::col("most")));
    let mut entry = Table::create();
    entry
        .table("ledger_entry")
        .col(pk_uuid("id"))
        .col(uuid("posting_id"))
        .col(uuid_null("beneficiary_id"))
        .col(integer("lines"))
        .col(integer("line"))
        .col(integer_null("line_before"))
        .col(big_integer("sum_before"))
        .col(big_integer("sum_after"))
        .col(big_integer("money_before"))
        .col(big_integer("money_after"))
        .col(big_integer("gone_before"))
        .col(big_integer("gone_after"))
        .col(uuid("account_id"))
        .col(uuid("organ_id"))
        .col(integer("year"))
        .col(string_len("kind", 12))
        .col(big_integer("least"))
        .col(big_integer("most"))
        .col(big_integer("seq"))
        .col(big_integer_null("seq_before"))
        .col(big_integer("balance_before"))
        .col(big_integer("balance_after"))
        .col(big_integer("amount").check(Expr::col("amount").ne(0)))
        .check(runs("balance_before", "balance_after", Expr::col("amount")))
        .check(runs("sum_before", "sum_after", Expr::col("amount")))
        .check(runs("money_before", "money_after", of_money()))
        .check(runs("gone_before", "gone_after", of_gone()))
        .check(within)
        .check(closes())
        .check(follows("line", "line_before", &["sum_before", "money_before", "gone_before"]))
        .check(follows("seq", "seq_before", &["balance_before"]))
        .check(names_whose())
        .index(&mut unique(["posting_id", "line"]))
        .index(&mut unique(["posting_id", "line", "sum_after", "money_after", "gone_after"]))
        .index(&mut unique(["posting_id", "account_id"]))
        .index(&mut unique(["account_id", "seq"]))
        .index(&mut unique(["account_id", "seq", "balance_after"]));
    for mut key in entry_keys() {
        entry.foreign_key(&mut key);
    }
    entry.take()
}

/// What an entry goes on from, and what it is of.
fn entry_keys() -> [ForeignKeyCreateStatement; 6] {
    [
        refers("ledger_entry", ["posting_id", "lines"], "ledger_posting", ["id", "lines"]),
        refers("ledger_entry", ["posting_id", "beneficiary_id"], "ledger_posting", ["id", "beneficiary_id"]),
        refers(
            "ledger_entry",
            ["posting_id", "line_before", "sum_before", "money_before", "gone_before"],
            "ledger_entry",
            ["posting_id", "line", "sum_after", "money_after", "gone_after"],
        ),
        refers(
            "ledger_entry",
            ["account_id", "seq_before", "balance_before"],
            "ledger_entry",
            ["account_id", "seq", "balance_after"],
        ),
        refers(
            "ledger_entry",
            ["account_id", "organ_id", "year", "kind", "least", "most"],
            "ledger_account",
            ["id", "organ_id", "year", "kind", "least", "most"],
        ),
        refers("ledger_entry", ["account_id", "beneficiary_id"], "ledger_account", ["id", "beneficiary_id"]),
    ]
}

fn runs(before: &'static str, after: &'static str, by: Expr) -> Expr {
    Expr::col(after).eq(Expr::col(before).add(by))
}

/// What the book of money moves by.
fn of_money() -> Expr {
    CaseStatement::new().case(Expr::col("kind").is_in(OF_MONEY), Expr::col("amount")).finally(0).into()
}

/// What is spent counts up, what has gone to somebody counts down: what one book spends, the other has given.
fn of_gone() -> Expr {
    let given = Expr::col("amount").mul(-1);
    CaseStatement::new()
        .case(Expr::col("kind").eq("spent"), Expr::col("amount"))
        .case(Expr::col("kind").is_in(GONE), given)
        .finally(0)
        .into()
}

/// A posting's last line brings all its sums to zero.
fn closes() -> Expr {
    let zero = |sum: &'static str| Expr::col(sum).eq(0);
    let even = zero("sum_after").and(zero("money_after")).and(zero("gone_after"));
    Expr::col("line").lt(Expr::col("lines")).or(Expr::col("line").equals("lines").and(even))
}

/// The first of a chain begins at nothing; every other one names the one before it.
fn follows(place: &'static str, before: &'static str, carried: &[&'static str]) -> Expr {
    let first = Expr::col(place).eq(1).and(Expr::col(before).is_null());
    let first = carried.iter().fold(first, |first, sum| first.and(Expr::col(*sum).eq(0)));
    // An unknown comparison counts as holding in a CHECK: say that there is one.
    let later = Expr::col(before).is_not_null().and(Expr::col(before).eq(Expr::col(place).sub(1)));
    first.or(later)
}

/// For the lists of entries by kind, of postings and of what belongs to a grant.
pub(super) fn indexes() -> Vec<IndexCreateStatement> {
    let index = |name: &str, table: &str, columns: &[&'static str]| {
        let mut index = Index::create();
        index.name(name).table(table.to_owned());
        for column in columns {
            index.col(*column);
        }
        index.take()
    };
    vec![
        index("ix_ledger_entry_kind", "ledger_entry", &["organ_id", "year", "kind", "id"]),
        index("ix_ledger_posting_instalment", "ledger_posting", &["instalment_id"]),
        index("ix_ledger_posting_grant", "ledger_posting", &["grant_id"]),
        index("ix_ledger_account_grantee", "ledger_account", &["grantee_id"]),
        index("ix_ledger_account_instalment", "ledger_account", &["instalment_id"]),
        index("ix_ledger_account_mandate", "ledger_account", &["mandate_id"]),
        index("ix_ledger_grant_case", "ledger_grant", &["case_id"]),
        index("ix_ledger_instalment_grantee", "ledger_instalment", &["grantee_id"]),
        index("ix_ledger_instalment_share", "ledger_instalment", &["share_id"]),
        index("ix_ledger_instalment_grant", "ledger_instalment", &["grant_id"]),
    ]
}
