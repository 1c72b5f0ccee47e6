//! The database: SQLite or PostgreSQL behind one value.
//!
//! SQLite has one writer: its connection serves all changes in turn, which gives a steady tail instead of "database is
//! locked", and every change begins with BEGIN IMMEDIATE, because a transaction that reads first and
//! writes later fails at once when another one wrote in between.

use std::time::Duration;

use hechang_migration::{Migrator, MigratorTrait};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database as Connector, DatabaseConnection, DatabaseTransaction,
    DbBackend, IsolationLevel, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};

use crate::error::Internal;

const READERS: u32 = 8;

/// Connections for reading and for writing; the same pool on PostgreSQL.
#[derive(Clone, Debug)]
pub struct Database {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
}

impl Database {
    /// Connects to `sqlite:…` or `postgres://…`; the SQLite file is made when missing.
    pub async fn connect(url: &str) -> anyhow::Result<Self> {
        if url.starts_with("sqlite:") {
            let writer = Connector::connect(sqlite(url, 1)).await?;
            let reader = Connector::connect(sqlite(url, READERS)).await?;
            return Ok(Self { reader, writer });
        }
        let pool = Connector::connect(postgres(url)).await?;
        Ok(Self { reader: pool.clone(), writer: pool })
    }

    /// Brings the schema up to date.
    pub async fn migrate(&self) -> Result<(), Internal> {
        Ok(Migrator::up(&self.writer, None).await?)
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
        Ok(self.reader.begin_with_config(isolation, None).await?)
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

fn postgres(url: &str) -> ConnectOptions {
    let mut options = common(url, 16);
    options.statement_timeout(Duration::from_secs(5)).set_application_name("hechang");
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
