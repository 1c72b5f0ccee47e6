//! PostgreSQL's roles: one owns the schema and changes it, another serves (docs/adr/046; security.md OPS-6).
//!
//! The serving role reads and writes rows, and nothing else: [`grant`] gives it that, [`faults`] says what it has beyond or lacks.

use anyhow::{Context, ensure};
use hechang_migration::CHANGES;
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement};

use crate::{
    error::Internal,
    platform::database::{Database, is_postgres},
};

/// A table whose rows stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its name.
    pub table: &'static str,
    /// Whether rows are changed; otherwise they are only added.
    pub changes: bool,
}

/// Gives a role what it needs to serve and takes everything else from it, all at once; again after each change of the schema.
///
/// # Errors
/// Says what to do when there is no such role, or when it has rights that this role can't take away.
pub async fn grant(db: &Database, role: &str, kept: &[Kept]) -> anyhow::Result<()> {
    ensure!(is_postgres(db.read()), "SQLite has no roles: leave --serve-as out");
    let known = of(db.read(), role).await?;
    ensure!(known.is_some(), "there is no role {role}: CREATE ROLE {role} LOGIN PASSWORD '…' makes it");
    let tx = db.begin().await?;
    let schema = schema(&tx).await?;
    for statement in grants(&schema, role, kept) {
        tx.execute_unprepared(&statement).await?;
    }
    let faults = faults(&tx, role, kept).await?;
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    Ok(tx.commit().await?)
}

fn grants(schema: &str, role: &str, kept: &[Kept]) -> Vec<String> {
    let (all, role) = (format!("ALL TABLES IN SCHEMA {}", quoted(schema)), quoted(role));
    let of = |changes| {
        let tables = kept.iter().filter(|kept| kept.changes == changes).map(|kept| kept.table);
        tables.collect::<Vec<_>>().join(", ")
    };
    vec![
        format!("REVOKE ALL ON {all} FROM {role}"),
        format!("REVOKE ALL ON SCHEMA {} FROM {role}", quoted(schema)),
        format!("GRANT USAGE ON SCHEMA {} TO {role}", quoted(schema)),
        format!("GRANT SELECT, INSERT, UPDATE, DELETE ON {all} TO {role}"),
        format!("REVOKE UPDATE, DELETE ON {} FROM {role}", of(false)),
        format!("REVOKE DELETE ON {} FROM {role}", of(true)),
        format!("REVOKE INSERT, UPDATE, DELETE ON {CHANGES} FROM {role}"),
    ]
}

/// What keeps a role from serving in production: rights that it shouldn't have, and tables that it can't use.
pub async fn faults(db: &impl ConnectionTrait, role: &str, kept: &[Kept]) -> Result<Vec<String>, Internal> {
    let Some(Role { superuser, owner, creates }) = of(db, role).await? else {
        return Ok(vec![format!("there is no role {role}")]);
    };
    if superuser || owner {
        let what = if superuser {
            "is a superuser, or may make roles"
        } else {
            "owns the tables, or belongs to a role that does"
        };
        return Ok(vec![format!("the role {role} {what}: serve as one that only reads and writes rows")]);
    }
    let mut faults = Vec::new();
    if creates {
        faults.push(format!("the role {role} may change the schema: REVOKE CREATE ON SCHEMA … FROM PUBLIC"));
    }
    for Table { name, used, changes, removes } in tables(db, role).await? {
        let kept = kept.iter().find(|kept| kept.table == name);
        let changeable = kept.is_none_or(|kept| kept.changes) && name != CHANGES;
        if (changes && !changeable) || (removes && (kept.is_some() || name == CHANGES)) {
            faults.push(format!("the role {role} may change or remove rows of {name}"));
        }
        if !used {
            faults
                .push(format!("the role {role} may not use {name}: run `hechang migrate --serve-as {role}`"));
        }
    }
    Ok(faults)
}

/// The role that this connection is.
pub async fn current(db: &impl ConnectionTrait) -> Result<String, Internal> {
    text(db, "SELECT current_user::text").await
}

/// Whether this connection's role may make tables.
pub async fn may_change_schema(db: &impl ConnectionTrait) -> Result<bool, Internal> {
    let role = current(db).await?;
    Ok(of(db, &role).await?.is_some_and(|role| role.creates))
}

async fn schema(db: &impl ConnectionTrait) -> anyhow::Result<String> {
    text(db, "SELECT current_schema()::text").await.context("the role that owns the schema can't use it")
}

async fn text(db: &impl ConnectionTrait, sql: &str) -> Result<String, Internal> {
    let row = db.query_one_raw(Statement::from_string(DbBackend::Postgres, sql)).await?;
    Ok(row.ok_or_else(|| Internal::msg("a question without an answer"))?.try_get_by_index(0)?)
}

#[derive(FromQueryResult)]
struct Role {
    superuser: bool,
    owner: bool,
    creates: bool,
}

async fn of(db: &impl ConnectionTrait, role: &str) -> Result<Option<Role>, Internal> {
    let sql = "SELECT rolsuper OR rolcreaterole AS superuser, \
               EXISTS (SELECT FROM pg_class WHERE relnamespace = current_schema()::regnamespace \
                       AND relkind IN ('r', 'p') AND pg_has_role(rolname, relowner, 'MEMBER')) AS owner, \
               COALESCE(has_schema_privilege(rolname, current_schema(), 'CREATE'), false) AS creates \
               FROM pg_roles WHERE rolname = $1";
    let found =
        Role::find_by_statement(Statement::from_sql_and_values(DbBackend::Postgres, sql, [role.into()]));
    Ok(found.one(db).await?)
}

#[derive(FromQueryResult)]
struct Table {
    name: String,
    used: bool,
    changes: bool,
    removes: bool,
}

async fn tables(db: &impl ConnectionTrait, role: &str) -> Result<Vec<Table>, Internal> {
    let sql = "SELECT relname::text AS name, \
               has_table_privilege($1, oid, 'SELECT') AND (relname = $2 OR has_table_privilege($1, oid, 'INSERT')) AS used, \
               has_any_column_privilege($1, oid, 'UPDATE') AS changes, \
               has_table_privilege($1, oid, 'DELETE') OR has_table_privilege($1, oid, 'TRUNCATE') AS removes \
               FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace ORDER BY 1";
    let found = Table::find_by_statement(Statement::from_sql_and_values(
        DbBackend::Postgres,
        sql,
        [role.into(), CHANGES.into()],
    ));
    Ok(found.all(db).await?)
}

/// A name as PostgreSQL reads it back.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
