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
    _ground: Ground,
}

impl Foundation {
    /// Lays one on an empty, migrated database.
    pub async fn new(db: Db) -> Self {
        let ground = Ground::prepared(db).await;
        let clock = Arc::new(ManualClock::at(monday()));
        let app = App::build(ground.config(), clock.clone(), "http://town.test".to_owned()).await;
        Self { app: Arc::new(app.expect("the wiring")), clock, _ground: ground }
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
