//! Fresh databases: each test has its own, copied from one that the program itself prepared.
//!
//! The first test of a process starts the program once on nothing, so that it migrates and loads the demonstration
//! center; every other one gets a copy of what that left behind, keys included, in a few milliseconds.

use std::{
    env, fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use hechang::config::Config;
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, FromQueryResult, Statement};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use uuid::Uuid;

use crate::town;

const OURS: &str = "hechang_test_";
const SECONDS_KEPT: u64 = 3600;

/// A kind of database. Every journey runs on both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Db {
    /// A file in a temporary folder.
    Sqlite,
    /// A database of its own on the server of `HECHANG_TEST_POSTGRES_URL`.
    Postgres,
}

/// Two roles of PostgreSQL that belong to one database and vanish with it.
#[derive(Clone, Debug)]
pub struct Roles {
    /// The database's address for the role that owns it.
    pub owner: String,
    /// The database's address for the role that serves.
    pub serving: String,
    /// The name of the role that serves.
    pub name: String,
}

/// A data folder and a database that belong to one test and vanish with it.
#[derive(Debug)]
pub struct Ground {
    folder: TempDir,
    postgres: Option<String>,
}

/// What a first start left behind: the files of the data folder, and the name of the database to copy.
struct Template {
    files: Vec<(PathBuf, Vec<u8>)>,
    postgres: Option<String>,
}

static SQLITE: OnceCell<Template> = OnceCell::const_new();
static POSTGRES: OnceCell<Template> = OnceCell::const_new();

impl Ground {
    /// An empty data folder and an empty database.
    pub async fn empty(db: Db) -> Self {
        let postgres = match db {
            Db::Sqlite => None,
            Db::Postgres => Some(create(None).await),
        };
        Self { folder: new_folder(), postgres }
    }

    /// A copy of what the program's first start leaves behind.
    pub async fn prepared(db: Db) -> Self {
        let template = match db {
            Db::Sqlite => SQLITE.get_or_init(|| Template::prepare(db)).await,
            Db::Postgres => POSTGRES.get_or_init(|| Template::prepare(db)).await,
        };
        let folder = new_folder();
        for (name, bytes) in &template.files {
            write_private(&folder.path().join(name), bytes);
        }
        let postgres = match &template.postgres {
            Some(source) => Some(create(Some(source)).await),
            None => None,
        };
        Self { folder, postgres }
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The database's address; none means SQLite in the data folder.
    pub fn database_url(&self) -> Option<String> {
        self.postgres.as_deref().map(address)
    }

    /// Makes a role that owns the database, and one that has no rights yet.
    pub async fn roles(&self) -> Roles {
        let database = self.postgres.as_deref().expect("roles are PostgreSQL's");
        let [owner, name] = role_names(database);
        let server = server().await;
        for statement in [
            format!("CREATE ROLE {owner} LOGIN CREATEDB"),
            format!("CREATE ROLE {name} LOGIN"),
            format!("ALTER DATABASE {database} OWNER TO {owner}"),
        ] {
            server.execute_unprepared(&statement).await.expect("a role of our own");
        }
        server.close().await.expect("a closed connection");
        let url = |role: &str| address(database).replace("//postgres@", &format!("//{role}@"));
        Roles { owner: url(&owner), serving: url(&name), name }
    }

    /// Settings of a demonstration on this ground, listening on a free port.
    pub fn config(&self) -> Config {
        Config {
            listen: ([127, 0, 0, 1], 0).into(),
            data_dir: self.folder().to_owned(),
            database_url: self.database_url(),
            ..Config::default()
        }
    }

    /// Takes the database away while it is in use.
    pub async fn lose_database(&mut self) {
        if let Some(name) = self.postgres.take() {
            remove(&name).await;
        }
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        if let Some(name) = self.postgres.take() {
            town::apart(async move { remove(&name).await });
        }
    }
}

impl Template {
    async fn prepare(db: Db) -> Self {
        let mut ground = Ground::empty(db).await;
        town::first_start(ground.config()).await;
        let mut files = Vec::new();
        collect(ground.folder(), Path::new(""), &mut files);
        Self { files, postgres: ground.postgres.take() }
    }
}

/// Redis for tests: `HECHANG_TEST_REDIS_URL`.
pub fn redis_url() -> String {
    required("HECHANG_TEST_REDIS_URL")
}

fn required(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is missing: run tests/run, or name a server for tests"))
}

fn new_folder() -> TempDir {
    tempfile::Builder::new().prefix("hechang-test-").tempdir().expect("a temporary folder")
}

fn collect(root: &Path, below: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in fs::read_dir(root.join(below)).expect("the data folder").map(Result::unwrap) {
        let name = below.join(entry.file_name());
        if entry.file_type().expect("a kind of file").is_dir() {
            collect(root, &name, files);
        } else {
            files.push((name, fs::read(entry.path()).expect("a file of the data folder")));
        }
    }
}

fn write_private(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, bytes).expect("a copy");
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("a private copy");
}

/// The address of another database on the same server.
fn address(name: &str) -> String {
    let url = required("HECHANG_TEST_POSTGRES_URL");
    let (server, _) = url.rsplit_once('/').expect("HECHANG_TEST_POSTGRES_URL must end in /database");
    format!("{server}/{name}")
}

async fn server() -> DatabaseConnection {
    let mut options = sea_orm::ConnectOptions::new(required("HECHANG_TEST_POSTGRES_URL"));
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.expect("PostgreSQL of HECHANG_TEST_POSTGRES_URL must answer")
}

async fn create(source: Option<&str>) -> String {
    let name = format!("{OURS}{}", Uuid::now_v7().simple());
    let server = server().await;
    if source.is_none() {
        sweep(&server).await;
    }
    let statement = format!("CREATE DATABASE {name} TEMPLATE {}", source.unwrap_or("template1"));
    server.execute_unprepared(&statement).await.expect("a database of our own");
    server.close().await.expect("a closed connection");
    name
}

async fn remove(name: &str) {
    let server = server().await;
    for statement in removal(name) {
        server.execute_unprepared(&statement).await.expect("a database removed");
    }
    server.close().await.expect("a closed connection");
}

fn role_names(database: &str) -> [String; 2] {
    ["owner", "serving"].map(|role| format!("{database}_{role}"))
}

fn removal(database: &str) -> [String; 2] {
    let roles = role_names(database).join(", ");
    [format!("DROP DATABASE IF EXISTS {database} WITH (FORCE)"), format!("DROP ROLE IF EXISTS {roles}")]
}

#[derive(FromQueryResult)]
struct Name {
    datname: String,
}

/// Removes what earlier runs left behind: their templates, and databases of tests that were killed.
async fn sweep(server: &DatabaseConnection) {
    let list = format!("SELECT datname FROM pg_database WHERE datname LIKE '{OURS}%'");
    let names = Name::find_by_statement(Statement::from_string(sea_orm::DbBackend::Postgres, list));
    for Name { datname } in names.all(server).await.expect("the list of databases") {
        if seconds(&Uuid::now_v7()) > born(&datname) + SECONDS_KEPT {
            for statement in removal(&datname) {
                drop(server.execute_unprepared(&statement).await);
            }
        }
    }
}

fn born(name: &str) -> u64 {
    let id = name.strip_prefix(OURS).and_then(|id| Uuid::try_parse(id).ok());
    id.map_or(u64::MAX - SECONDS_KEPT, |id| seconds(&id))
}

fn seconds(id: &Uuid) -> u64 {
    id.get_timestamp().map_or(0, |at| at.to_unix().0)
}
