//! The built binary as a process of its own: started on a data folder, stopped, killed, started again.
//!
//! `cargo test` doesn't build it: `cargo build` first, as tests/run does.

use std::{
    env, fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    time::SystemTime,
};

use hechang::platform::clock::Clock as _;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::{
    ask::{Ask, Method, new_client},
    database::{Db, Ground, Roles},
    patience::eventually,
    town::Town,
};

/// A demonstration in a process of its own, on an empty ground. Killed and removed when dropped.
pub struct Process {
    /// Asks without being signed in.
    pub http: reqwest::Client,
    settings: Vec<(String, String)>,
    address: SocketAddr,
    child: Option<Child>,
    ground: Ground,
}

impl Process {
    /// Starts the binary and waits until it has written `demo.json`.
    pub async fn start(db: Db, settings: &[(&str, &str)]) -> Self {
        let mut keeper = Keeper::new(db).await;
        for (name, value) in settings {
            keeper.set(name, *value);
        }
        Self::of(keeper).await
    }

    /// Starts the binary on its keeper's ground, with its keeper's settings, and waits until it has written `demo.json`.
    pub async fn of(Keeper { ground, settings }: Keeper) -> Self {
        let address = ([127, 0, 0, 1], 0).into();
        let mut process = Self { http: new_client(), settings, address, child: None, ground };
        process.spawn();
        let portal = eventually("demo.json", async || process.demo()).await["portal_url"].to_string();
        let address = portal.trim_matches(['"', '/']).rsplit_once('/').expect("an address").1.parse();
        process.address = address.expect("portal_url names the listener");
        process
    }

    /// Starts the binary in the place of a town, at its address and time, without limits: whoever signed in there goes on asking.
    pub async fn of_town(town: Town) -> Self {
        let clock = ("HECHANG_CLOCK".to_owned(), town.clock.now().to_rfc3339());
        let settings = vec![clock, ("HECHANG_LIMITS".to_owned(), "off".to_owned())];
        let (ground, address) = town.leave();
        let mut process = Self { http: new_client(), settings, address, child: None, ground };
        process.start_again().await;
        process
    }

    /// Sets something for every command and start from now on.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.settings.push((name.to_owned(), value.into()));
    }

    /// Starts it again on the same data, at the same address.
    pub async fn start_again(&mut self) {
        self.spawn();
        let url = self.url("/healthz");
        eventually("the start", async || {
            self.fail_if_ended();
            self.http.get(&url).send().await.ok().filter(|answer| answer.status().is_success())
        })
        .await;
    }

    /// Runs a command of the binary to its end, on the same data.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the binary runs")
    }

    /// Begins a command of the binary on the same data, to be killed.
    pub fn begin(&self, arguments: &[&str]) -> Child {
        self.command(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = command(self.folder());
        if let Some(url) = self.ground.database_url() {
            command.env("HECHANG_DATABASE_URL", url);
        }
        command.args(arguments).envs(self.settings.clone());
        command
    }

    /// The database's address.
    pub fn database_url(&self) -> String {
        self.ground.config().database_url()
    }

    /// Sends SIGKILL while others still ask; [`Self::kill`] waits for the end.
    pub fn signal_kill(&self) {
        let child = self.child.as_ref().expect("a running process");
        kill_process(Pid::from_child(child), Signal::KILL).expect("SIGKILL");
    }

    /// Kills it with SIGKILL: nothing is finished, nothing is closed.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("SIGKILL");
            child.wait().expect("the end");
        }
    }

    /// Asks it to end with SIGTERM; [`Self::ended`] waits for it.
    pub fn terminate(&self) {
        let child = self.child.as_ref().expect("a running process");
        kill_process(Pid::from_child(child), Signal::TERM).expect("SIGTERM");
    }

    /// Waits until it has ended.
    pub async fn ended(&mut self) -> ExitStatus {
        let child = self.child.as_mut().expect("a running process");
        let status = eventually("the end", async || child.try_wait().expect("a status")).await;
        self.child = None;
        status
    }

    /// `demo.json`, once it has been written as a whole.
    pub fn demo(&self) -> Option<Value> {
        self.fail_if_ended();
        serde_json::from_slice(&fs::read(self.folder().join("demo.json")).ok()?).ok()
    }

    /// The full address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The address where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A request; add a bearer token with [`Ask::header`].
    pub fn ask(&self, method: Method, path: &str) -> Ask {
        Ask::new(self.http.request(method, self.url(path)))
    }

    /// The system's number of the process.
    pub fn pid(&self) -> u32 {
        self.child.as_ref().expect("a running process").id()
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.ground.folder()
    }

    /// What it wrote to its log.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    fn log_file(&self) -> PathBuf {
        self.folder().join("test.log")
    }

    fn spawn(&mut self) {
        let log = fs::OpenOptions::new().create(true).append(true).open(self.log_file()).expect("a log");
        let mut command = command(self.folder());
        command.env("HECHANG_LISTEN", self.address.to_string());
        if let Some(url) = self.ground.database_url() {
            command.env("HECHANG_DATABASE_URL", url);
        }
        let out = log.try_clone().expect("a log");
        command.envs(self.settings.clone()).stdout(out).stderr(log);
        self.child = Some(command.spawn().expect("the binary starts"));
    }

    fn fail_if_ended(&self) {
        let child = self.child.as_ref().expect("a running process");
        let ended = !Path::new(&format!("/proc/{}/exe", child.id())).exists();
        assert!(!ended, "the program ended: {}", self.log());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Whoever keeps the machine: runs commands of the binary one after another, on an empty ground of their own.
pub struct Keeper {
    ground: Ground,
    settings: Vec<(String, String)>,
}

impl Keeper {
    /// A keeper with nothing yet.
    pub async fn new(db: Db) -> Self {
        Self { ground: Ground::empty(db).await, settings: Vec::new() }
    }

    /// Two roles for the database, on PostgreSQL.
    pub async fn roles(&self) -> Roles {
        self.ground.roles().await
    }

    /// Sets something for every command from now on.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.settings.push((name.to_owned(), value.into()));
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the binary runs")
    }

    /// Serves at an address, under a public name, until it is dropped.
    pub async fn serve(&self, address: &str, name: &str) -> Serving {
        let mut command = self.command(&["serve"]);
        command.env("HECHANG_LISTEN", address).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().expect("the binary starts");
        let serving =
            Serving { child, http: new_client(), address: address.to_owned(), name: name.to_owned() };
        let ready = format!("http://{address}/healthz");
        eventually("the start", async || serving.http.get(&ready).send().await.ok()).await;
        serving
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = command(self.folder());
        if let Some(url) = self.ground.database_url() {
            command.env("HECHANG_DATABASE_URL", url);
        }
        command.args(arguments).envs(self.settings.clone());
        command
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.ground.folder()
    }
}

/// A server that ends with its test.
pub struct Serving {
    child: Child,
    http: reqwest::Client,
    address: String,
    name: String,
}

impl Serving {
    /// A request to its public name.
    pub fn ask(&self, method: Method, path: &str) -> Ask {
        let request = self.http.request(method, format!("http://{}{path}", self.address));
        Ask::new(request).header("host", &self.name)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Runs a command of the binary to its end, on an empty data folder.
pub fn run(arguments: &[&str], settings: &[(&str, &str)]) -> Output {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut command = command(folder.path());
    command.args(arguments).envs(settings.iter().copied()).output().expect("the binary runs")
}

/// The binary with its data in a folder, without settings of somebody's own.
fn command(folder: &Path) -> Command {
    let mut command = Command::new(binary());
    for (name, _) in env::vars().filter(|(name, _)| name.starts_with("HECHANG_")) {
        command.env_remove(name);
    }
    command.env("HECHANG_DATA_DIR", folder).current_dir(folder).stdin(Stdio::null());
    command
}

/// The binary beside the test's own: `target/debug/hechang` for `target/debug/deps/journeys-…`.
fn binary() -> PathBuf {
    let test = env::current_exe().expect("the test's own path");
    let folder = test.parent().and_then(Path::parent).expect("a target folder");
    let binary = folder.join("hechang");
    let built = fs::metadata(&binary).and_then(|file| file.modified());
    let built =
        built.unwrap_or_else(|_| panic!("{} is missing: `cargo build --workspace` first", binary.display()));
    let sources = concat!(env!("CARGO_MANIFEST_DIR"), "/../api/src");
    assert!(
        newest(Path::new(sources)) <= built,
        "{} is older than api/src: `cargo build` first",
        binary.display()
    );
    binary
}

fn newest(folder: &Path) -> SystemTime {
    let entries = fs::read_dir(folder).expect("the sources").map(Result::unwrap);
    let times = entries.map(|entry| {
        let file = entry.metadata().expect("a file");
        if file.is_dir() { newest(&entry.path()) } else { file.modified().expect("a time") }
    });
    times.max().unwrap_or(SystemTime::UNIX_EPOCH)
}
