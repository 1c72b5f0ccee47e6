//! The database: SQLite or PostgreSQL behind one value.
//!
//! SQLite has one writer: its connection serves all changes in turn, which gives a steady tail instead of "database is
//! locked", and every change begins with BEGIN IMMEDIATE, because a transaction that reads first and
//! writes later fails at once when another one wrote in between.
//!
//! No question takes longer than five seconds (security.md LIM-8): PostgreSQL sees to it by statement; on SQLite the time runs from
//! taking a connection, so that a change as a whole ends in it, and the one writer is free again.

use std::time::{Duration, Instant};

use anyhow::ensure;
use hechang_migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database as Connector, DatabaseConnection, DatabaseTransaction,
    DbBackend, IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sqlx::{
    Connection,
    sqlite::{SqliteConnection, SqliteJournalMode, SqliteSynchronous},
};

use crate::{error::Internal, platform::roles};

const READERS: u32 = 8;
/// How long a question may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// So many steps of SQLite's machine, a fraction of a millisecond, pass between two looks at the clock.
const STEPS: i32 = 10_000;

/// Connections for reading and for writing; the same pool on PostgreSQL.
#[derive(Clone, Debug)]
pub struct Database {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    /// For changes of the schema, and for reading everything in one transaction; SQLite doesn't count their time.
    patient: DatabaseConnection,
}

impl Database {
    /// Connects to `sqlite:…` or `postgres://…`; the SQLite file is made when missing.
    pub async fn connect(url: &str) -> anyhow::Result<Self> {
        Self::connect_for(url, PATIENCE).await
    }

    /// Connects, with another measure of patience.
    pub async fn connect_for(url: &str, patience: Duration) -> anyhow::Result<Self> {
        if url.starts_with("sqlite:") {
            let writer = Connector::connect(hurried(sqlite(url, 1), patience)).await?;
            let reader = Connector::connect(hurried(sqlite(url, READERS), patience)).await?;
            let mut seldom = sqlite(url, 2);
            seldom.min_connections(0).connect_lazy(true);
            return Ok(Self { reader, writer, patient: Connector::connect(seldom).await? });
        }
        let pool = Connector::connect(postgres(url, patience)).await?;
        Ok(Self { reader: pool.clone(), writer: pool.clone(), patient: pool })
    }

    /// Brings the schema up to date where this role may change it. Where another one owns it, it must be up to date already.
    pub async fn up_to_date(&self) -> anyhow::Result<()> {
        let pending = hechang_migration::pending(&self.writer).await?.len();
        if pending == 0 {
            return Ok(());
        }
        let own = !is_postgres(&self.writer) || roles::may_change_schema(&self.writer).await?;
        ensure!(
            own,
            "the schema lacks {pending} changes, and this role may not make them: run `hechang migrate --serve-as` as the role that owns the schema"
        );
        Ok(self.migrate().await?)
    }

    /// Brings the schema up to date.
    pub async fn migrate(&self) -> Result<(), Internal> {
        Ok(Migrator::up(&self.patient, None).await?)
    }

    /// Begins a transaction that will write.
    pub async fn begin(&self) -> Result<DatabaseTransaction, Internal> {
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        Ok(self.writer.begin_with_options(options).await?)
    }

    /// Begins a transaction that only reads, and sees one moment however long it takes.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, Internal> {
        // SQLite shows a reading transaction one moment without being told.
        let isolation = is_postgres(&self.reader).then_some(IsolationLevel::RepeatableRead);
        Ok(self.patient.begin_with_config(isolation, None).await?)
    }

    /// The connection for reading.
    pub fn read(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// Fails when the database doesn't answer.
    pub async fn ping(&self) -> Result<(), Internal> {
        Ok(self.reader.ping().await?)
    }

    /// Lets SQLite fold its log into the file and empty it, so that it doesn't keep what was erased; PostgreSQL sees to its own.
    /// What is being read meanwhile makes it wait for the next time.
    pub async fn fold_log(&self) -> Result<(), Internal> {
        if !is_postgres(&self.writer) {
            self.writer.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)").await?;
        }
        Ok(())
    }

    /// Closes all connections; SQLite folds its log into the file.
    pub async fn close(self) -> Result<(), Internal> {
        self.patient.close().await?;
        self.reader.close().await?;
        Ok(self.writer.close().await?)
    }
}

/// Whether a connection speaks to PostgreSQL, where rows can be locked; SQLite's single writer needs no row locks.
pub fn is_postgres(db: &impl ConnectionTrait) -> bool {
    db.get_database_backend() == DbBackend::Postgres
}

fn sqlite(url: &str, connections: u32) -> ConnectOptions {
    let mut options = common(url, connections);
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // NORMAL may lose acknowledged commits when the power goes.
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            // What is deleted is overwritten, not only forgotten (security.md PRV-8).
            .pragma("secure_delete", "on")
            .pragma("temp_store", "memory")
    });
    options
}

/// Ends what takes longer than this from when a connection is taken.
fn hurried(mut options: ConnectOptions, patience: Duration) -> ConnectOptions {
    options.map_sqlx_sqlite_pool_opts(move |pool| {
        pool.after_connect(move |connection, _| Box::pin(hurry(connection, patience)))
    });
    options.map_sqlx_sqlite_before_acquire(move |connection, _| {
        Box::pin(async move {
            hurry(connection, patience).await?;
            // SQLite undoes a whole change when it ends a question in it; the driver doesn't know, and would never begin another.
            Ok(!connection.is_in_transaction())
        })
    });
    options
}

async fn hurry(connection: &mut SqliteConnection, patience: Duration) -> sqlx::Result<()> {
    let begun = Instant::now();
    connection.lock_handle().await?.set_progress_handler(STEPS, move || begun.elapsed() < patience);
    Ok(())
}

fn postgres(url: &str, patience: Duration) -> ConnectOptions {
    let mut options = common(url, 16);
    options.statement_timeout(patience).set_application_name("hechang");
    options
}

fn common(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(5))
        .idle_timeout(Duration::from_mins(5))
        .sqlx_logging(false)
        .test_before_acquire(true);
    options
}
