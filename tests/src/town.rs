//! The whole program in this process, on a port of its own, with the time held still.

use std::{net::SocketAddr, sync::Arc, thread::JoinHandle};

use actix_web::{dev::ServerHandle, web::Data};
use chrono::{DateTime, Utc};
use hechang::{
    app::{self, App, Outside},
    config::Config,
    identity::actor::Role,
    platform::{clock::ManualClock, outbox::Sandbox},
};
use tokio::sync::oneshot;

use crate::{
    ask::{Ask, Method, new_client},
    browser::Browser,
    database::{Db, Ground},
    people::{self, Person},
};

/// When every test begins: Monday, 2 March 2026, ten in the morning in Shannan.
pub fn monday() -> DateTime<Utc> {
    "2026-03-02T02:00:00Z".parse().expect("an instant")
}

/// A running program with its citizens and staff. Stopped and removed when dropped.
pub struct Town {
    /// Asks without being signed in.
    pub http: reqwest::Client,
    /// The time; it stands still until a test moves it.
    pub clock: Arc<ManualClock>,
    // Before the ground: the program lets go of its database before that is cleared.
    house: Option<House>,
    ground: Ground,
    config: Config,
}

impl Town {
    /// A town with the demonstration center.
    pub async fn new(db: Db) -> Self {
        Self::with(db, |_| ()).await
    }

    /// A town with other settings, like `|config| config.limits = Switch::Off`.
    pub async fn with(db: Db, change: impl FnOnce(&mut Config)) -> Self {
        let ground = Ground::prepared(db).await;
        let mut config = ground.config();
        change(&mut config);
        let clock = Arc::new(ManualClock::at(monday()));
        let house = House::open(config.clone(), clock.clone()).await;
        Self { http: new_client(), clock, house: Some(house), ground, config }
    }

    /// Stops the program and starts it again on the same data, at another port. Sessions and people stay valid
    /// where the program keeps them, but ask people for new requests only after this.
    pub async fn restart(&mut self) {
        drop(self.house.take());
        self.house = Some(House::open(self.config.clone(), self.clock.clone()).await);
    }

    /// Stops the program; answers its ground and where it listened.
    pub(crate) fn leave(mut self) -> (Ground, SocketAddr) {
        let address = self.house().address;
        drop(self.house.take());
        (self.ground, address)
    }

    /// Another node: the same data and the same time, a port and a cache of its own.
    pub async fn another_node(&self) -> Node {
        Node { http: self.http.clone(), house: House::open(self.config.clone(), self.clock.clone()).await }
    }

    /// Takes the database away while the program runs.
    pub async fn lose_database(&mut self) {
        match self.ground.database_url() {
            Some(_) => self.ground.lose_database().await,
            None => self.app().db.clone().close().await.expect("a closed database"),
        }
    }

    /// The program's wiring, to look at what has no route.
    pub fn app(&self) -> &App {
        &self.house().app
    }

    /// The full address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.house().address)
    }

    /// A request of somebody who isn't signed in.
    pub fn get(&self, path: &str) -> Ask {
        self.ask(Method::GET, path)
    }

    /// See [`Self::get`].
    pub fn post(&self, path: &str) -> Ask {
        self.ask(Method::POST, path)
    }

    /// See [`Self::get`].
    pub fn put(&self, path: &str) -> Ask {
        self.ask(Method::PUT, path)
    }

    /// See [`Self::get`].
    pub fn delete(&self, path: &str) -> Ask {
        self.ask(Method::DELETE, path)
    }

    /// See [`Self::get`].
    pub fn ask(&self, method: Method, path: &str) -> Ask {
        Ask::new(self.http.request(method, self.url(path)))
    }

    /// A request to the keeper's listener, in production.
    pub fn ops(&self, path: &str) -> Ask {
        let address = self.house().ops.expect("the keeper's listener");
        Ask::new(self.http.get(format!("http://{address}{path}")))
    }

    /// A citizen, signed in by a one-time code to this phone.
    pub async fn citizen(&self, phone: &str) -> Person<'_> {
        people::citizen(self, phone).await
    }

    /// A member of the city's staff (organ 540500) with this role, signed in.
    pub async fn staff(&self, role: Role) -> Person<'_> {
        people::staff(self, role, "540500").await
    }

    /// A member of another organ's staff.
    pub async fn staff_of(&self, organ: &str, role: Role) -> Person<'_> {
        people::staff(self, role, organ).await
    }

    /// A browser without scripts whose reader prefers a language.
    pub fn browser(&self, language: &'static str) -> Browser<'_> {
        Browser::new(self, language)
    }

    /// The data folder.
    pub fn folder(&self) -> &std::path::Path {
        self.ground.folder()
    }

    fn house(&self) -> &House {
        self.house.as_ref().expect("the town is open")
    }
}

/// Another node of a town. Drop it before the town.
pub struct Node {
    http: reqwest::Client,
    house: House,
}

impl Node {
    /// A request to this node; [`Person::bearer`] says who asks.
    pub fn ask(&self, method: Method, path: &str) -> Ask {
        Ask::new(self.http.request(method, format!("http://{}{path}", self.house.address)))
    }

    /// The node's wiring.
    pub fn app(&self) -> &App {
        &self.house.app
    }
}

/// Starts the program once on an empty ground and stops it again.
pub(crate) async fn first_start(config: Config) {
    drop(House::open(config, Arc::new(ManualClock::at(monday()))).await);
}

/// The program in a thread of its own, as it is in life, so that a test may block or end whenever it wants.
struct House {
    app: Data<App>,
    address: SocketAddr,
    ops: Option<SocketAddr>,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl House {
    async fn open(config: Config, clock: Arc<ManualClock>) -> Self {
        let (opened, open) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            block_on(async move {
                let outside = Outside { clock, channel: Arc::new(Sandbox) };
                let running = app::start(config, outside).await.expect("the program starts");
                let (app, address, ops, handle) =
                    (running.app.clone(), running.address, running.ops, running.handle.clone());
                drop(opened.send((app, address, ops, handle)));
                running.finish().await.expect("the program ends");
            });
        });
        let (app, address, ops, handle) = open.await.expect("the program starts");
        Self { app, address, ops, handle, thread: Some(thread) }
    }
}

impl Drop for House {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
        let ended = self.thread.take().map(JoinHandle::join);
        assert!(!matches!(ended, Some(Err(_))) || std::thread::panicking(), "the program ended badly");
    }
}

/// Runs something to its end outside the test's runtime, from where nothing can be awaited.
pub(crate) fn apart(work: impl Future<Output = ()> + Send + 'static) {
    let ended = std::thread::spawn(|| block_on(work)).join();
    assert!(ended.is_ok() || std::thread::panicking(), "cleaning up failed");
}

fn block_on(work: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime").block_on(work);
}
