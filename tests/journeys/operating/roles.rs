//! Two roles of PostgreSQL: one owns the schema, the other serves and can't change the past (security.md OPS-6, AUD-3).

use std::{collections::BTreeSet, net::TcpListener};

use hechang::kept_tables::KEPT_TABLES;
use hechang_tests::{
    database::{
        Db::{self, Postgres, Sqlite},
        Roles,
    },
    foundation::Foundation,
    process::{Keeper, Process, run},
};
use rstest::rstest;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, RuntimeErr, Statement};

use super::{done, refused};
use crate::main_job::{applies, is_corrected_and_accepted};

const URL: &str = "HECHANG_DATABASE_URL";

/// A keeper whose schema one role has made and another may use.
async fn parted() -> (Keeper, Roles) {
    let mut keeper = Keeper::new(Postgres).await;
    let roles = keeper.roles().await;
    keeper.set(URL, &roles.owner);
    done(&keeper.run(&["migrate", "--serve-as", &roles.name]));
    keeper.set(URL, &roles.serving);
    (keeper, roles)
}

/// How PostgreSQL refuses a statement, by its code.
async fn refusal(db: &DatabaseConnection, statement: &str) -> String {
    match db.execute_unprepared(statement).await {
        Ok(_) => "done".to_owned(),
        Err(DbErr::Exec(RuntimeErr::SqlxError(error))) => match error.as_database_error() {
            Some(refused) => refused.code().unwrap_or_default().into_owned(),
            None => error.to_string(),
        },
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn a_matter_goes_its_way_under_a_role_that_can_not_change_the_past() {
    let (mut keeper, roles) = parted().await;
    keeper.set("HECHANG_CLOCK", "2026-03-02T02:00:00Z");
    keeper.set("HECHANG_LIMITS", "off");
    let mut process = Process::of(keeper).await;
    let application = applies(&process).await;
    is_corrected_and_accepted(&process, &application).await;
    for command in [
        &["audit", "anchor"][..],
        &["audit", "verify"],
        &["ledger", "verify"],
        &["keys", "new"],
        &["retention", "run"],
    ] {
        done(&process.run(command));
    }
    let serving = Database::connect(&roles.serving).await.unwrap();
    for kept in KEPT_TABLES {
        let table = kept.table;
        let mut forbidden = vec![format!("DELETE FROM {table}"), format!("TRUNCATE {table} CASCADE")];
        if !kept.changes {
            let column =
                "SELECT attname::text FROM pg_attribute WHERE attnum = 1 AND attrelid = $1::regclass";
            let column = Statement::from_sql_and_values(DbBackend::Postgres, column, [table.into()]);
            let column: String =
                serving.query_one_raw(column).await.unwrap().unwrap().try_get_by_index(0).unwrap();
            forbidden.push(format!("UPDATE {table} SET {column} = {column}"));
        }
        for statement in forbidden {
            assert_eq!(refusal(&serving, &statement).await, "42501", "{statement}");
        }
    }
    for statement in [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_entry_refuses_update ON audit_entry",
        "ALTER TABLE application ADD COLUMN mine int",
        "DROP TABLE application",
        "TRUNCATE application CASCADE",
        "CREATE INDEX mine ON application (id)",
        "DELETE FROM seaql_migrations",
        "SET session_replication_role = replica",
        "CREATE ROLE mine",
    ] {
        assert_eq!(refusal(&serving, statement).await, "42501", "{statement}");
    }
    serving.close().await.unwrap();
    process.terminate();
    assert!(process.ended().await.success());
    done(&process.run(&["audit", "verify"]));
}

#[tokio::test]
async fn granting_again_changes_nothing_and_takes_back_what_was_given_beyond() {
    let (mut keeper, roles) = parted().await;
    keeper.set(URL, &roles.owner);
    let owner = Database::connect(&roles.owner).await.unwrap();
    let rights = async || {
        let sql = "SELECT string_agg(relname || ':' || coalesce(relacl::text, ''), E'\\n' ORDER BY relname) \
                   FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace";
        let row =
            owner.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await.unwrap().unwrap();
        row.try_get_by_index::<String>(0).unwrap()
    };
    let before = rights().await;
    done(&keeper.run(&["migrate", "--serve-as", &roles.name]));
    assert_eq!(rights().await, before);
    owner.execute_unprepared(&format!("GRANT ALL ON audit_entry TO {}", roles.name)).await.unwrap();
    owner.execute_unprepared(&format!("GRANT UPDATE (id) ON ledger_entry TO {}", roles.name)).await.unwrap();
    assert_ne!(rights().await, before);
    done(&keeper.run(&["migrate", "--serve-as", &roles.name]));
    assert_eq!(rights().await, before);
    // What everybody may isn't this role's to lose: it is named.
    owner.execute_unprepared("GRANT DELETE ON audit_anchor TO PUBLIC").await.unwrap();
    let told = refused(&keeper.run(&["migrate", "--serve-as", &roles.name]));
    assert!(told.contains("may change or remove rows of audit_anchor"), "{told}");
    owner.close().await.unwrap();
    for (role, why) in [("nobody-of-that-name", "there is no role"), ("postgres", "is a superuser")] {
        let told = refused(&keeper.run(&["migrate", "--serve-as", role]));
        assert!(told.contains(why), "{told}");
    }
    let told = refused(&run(&["migrate", "--serve-as", "hechang"], &[]));
    assert!(told.contains("SQLite has no roles"), "{told}");
}

#[tokio::test]
async fn who_may_not_change_the_schema_is_told_whom_to_ask() {
    let mut keeper = Keeper::new(Postgres).await;
    let roles = keeper.roles().await;
    keeper.set(URL, &roles.serving);
    let told = refused(&keeper.run(&["serve"]));
    assert!(told.contains("run `hechang migrate --serve-as`"), "{told}");
    keeper.set(URL, &roles.owner);
    done(&keeper.run(&["migrate", "--serve-as", &roles.name]));
    let owner = Database::connect(&roles.owner).await.unwrap();
    let newest = "DELETE FROM seaql_migrations WHERE version = (SELECT max(version) FROM seaql_migrations)";
    owner.execute_unprepared(newest).await.unwrap();
    owner.close().await.unwrap();
    keeper.set(URL, &roles.serving);
    let told = refused(&keeper.run(&["serve"]));
    assert!(told.contains("lacks 1 change"), "{told}");
}

#[tokio::test]
async fn production_serves_neither_as_superuser_nor_as_owner() {
    let (mut keeper, roles) = parted().await;
    let ring = keeper.folder().join("keys.json").display().to_string();
    for (name, value) in [
        ("HECHANG_MODE", "production"),
        ("HECHANG_PUBLIC_URL", "https://12309.example.cn"),
        ("HECHANG_KEYS_FILE", &ring),
        ("HECHANG_SMS_URL", "https://sms.example.cn/send"),
        ("HECHANG_OPS_LISTEN", "127.0.0.1:0"),
    ] {
        keeper.set(name, value);
    }
    done(&keeper.run(&["keys", "new"]));
    let superuser = std::env::var("HECHANG_TEST_POSTGRES_URL").unwrap();
    for (url, why) in [(&superuser, "is a superuser"), (&roles.owner, "owns the tables")] {
        keeper.set(URL, url);
        let told = refused(&keeper.run(&["serve"]));
        assert!(told.contains("HECHANG_DATABASE_URL: ") && told.contains(why), "{told}");
        // Everything but serving is the keeper's own.
        if *url == roles.owner {
            done(&keeper.run(&["audit", "verify"]));
        }
    }
    keeper.set(URL, &roles.serving);
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    drop(keeper.serve(&free, "12309.example.cn").await);
}

/// Every table that refuses a change is on the list, and nothing else.
#[rstest]
#[tokio::test]
async fn every_table_that_refuses_is_on_the_list(#[values(Sqlite, Postgres)] db: Db) {
    let foundation = Foundation::new(db).await;
    let (kind, sql) = match db {
        Sqlite => (DbBackend::Sqlite, "SELECT name FROM sqlite_master WHERE type = 'trigger'"),
        Postgres => {
            (DbBackend::Postgres, "SELECT DISTINCT tgname::text FROM pg_trigger WHERE NOT tgisinternal")
        }
    };
    let rows = foundation.app.db.read().query_all_raw(Statement::from_string(kind, sql)).await.unwrap();
    let triggers: Vec<String> = rows.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
    let refusing = |what: &str| -> BTreeSet<String> {
        triggers.iter().filter_map(|name| name.strip_suffix(what)).map(str::to_owned).collect()
    };
    let listed = |only_added: bool| -> BTreeSet<String> {
        KEPT_TABLES
            .iter()
            .filter(|kept| !kept.changes || !only_added)
            .map(|kept| kept.table.to_owned())
            .collect()
    };
    assert_eq!(listed(true), refusing("_refuses_update"));
    let removed: BTreeSet<_> = refusing("_refuses_delete");
    // The key has no trigger: a rotation changes its row, and nothing removes it.
    let kept = &listed(false) - &BTreeSet::from(["audit_key".to_owned()]);
    assert_eq!(kept, removed);
}
