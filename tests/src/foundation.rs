//! The wiring without a server or background work, for tests of what slices stand on.

use std::sync::Arc;

use hechang::{
    app::App,
    platform::{
        clock::ManualClock,
        outbox::{Channel, Worker},
    },
};
use tokio::sync::Notify;

use crate::{
    database::{Db, Ground},
    town::monday,
};

/// An [`App`] on a fresh database.
pub struct Foundation {
    /// The wiring.
    pub app: Arc<App>,
    /// The time; it stands still until a test moves it.
    pub clock: Arc<ManualClock>,
    ground: Ground,
}

impl Foundation {
    /// Lays one on an empty, migrated database.
    pub async fn new(db: Db) -> Self {
        let ground = Ground::prepared(db).await;
        let clock = Arc::new(ManualClock::at(monday()));
        let app = build(&ground, &clock).await;
        Self { app, clock, ground }
    }

    /// A second node on the same database, with a cache of its own.
    pub async fn another_node(&self) -> Arc<App> {
        build(&self.ground, &self.clock).await
    }

    /// The worker that sends messages through this channel, when told to.
    pub fn worker(&self, channel: Arc<dyn Channel>) -> Worker {
        Worker {
            db: self.app.db.clone(),
            vault: self.app.vault.clone(),
            clock: self.clock.clone(),
            channel,
            wake: Arc::new(Notify::new()),
        }
    }
}

async fn build(ground: &Ground, clock: &Arc<ManualClock>) -> Arc<App> {
    let app = App::build(ground.config(), clock.clone(), "http://town.test".to_owned()).await;
    Arc::new(app.expect("the wiring"))
}
