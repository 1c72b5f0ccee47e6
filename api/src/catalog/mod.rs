//! The catalog: what every service says and asks, as data in `api/catalog/` (docs/catalog.md).
//!
//! [`Catalog::load`] reads and checks all of it when the program starts; a mistake stops the start with file, line and
//! what was expected. A service has a [`form`], a [`checklist`] and a [`workflow`]; [`load`] knows the files.
//! Begin at [`model::Service`].

use std::{
    collections::BTreeMap,
    sync::{Arc, OnceLock},
};

use rust_embed::RustEmbed;
use utoipa_actix_web::service_config::ServiceConfig;

mod api;
mod checklist;
mod diagram;
pub mod document;
mod form;
mod handoff;
mod load;
mod model;
pub mod numbers;
mod performer;
mod portal;
pub mod retention;
mod row;
mod state;
#[cfg(test)]
mod tests;
mod workflow;

pub use checklist::{ChecklistLine, MEDIA_TYPES};
pub use form::{Form, born_of_resident_id, is_resident_id, resident_check_sign};
pub use handoff::{
    Ask, HandoffAction, HandoffKind, HandoffRow, HandoffState, HandoffTable, HandoffWords, Handoffs, Measure,
    Notice, Side,
};
pub use model::{Consent, FromClue, Guarding, GuardingAnswer, Kind, Limit, Representation, Service, Step};
pub use performer::Performer;
pub use retention::{RecordKind, Retention};
pub use row::{Need, Row};
pub use state::State;
pub use workflow::{Action, StepRefusal, WaitsFor, Workflow};

pub use crate::organs::working_days::Unit;

/// The routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(api::list_services).service(api::show_service);
}

/// The portal's pages.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    config.service(portal::show);
}

#[derive(RustEmbed)]
#[folder = "catalog"]
struct Files;

/// All services.
pub struct Catalog {
    services: Vec<Service>,
    retention: Retention,
    documents: Vec<document::DocumentKind>,
    handoffs: Handoffs,
}

impl Catalog {
    /// The files compiled into the program, read and checked once: they don't change while it runs.
    pub fn compiled_in() -> anyhow::Result<Arc<Self>> {
        static READ: OnceLock<Arc<Catalog>> = OnceLock::new();
        if let Some(catalog) = READ.get() {
            return Ok(catalog.clone());
        }
        let catalog = Arc::new(Self::load()?);
        Ok(READ.get_or_init(|| catalog).clone())
    }

    /// Reads and checks the files compiled into the program.
    pub fn load() -> anyhow::Result<Self> {
        let mut files = BTreeMap::new();
        for name in Files::iter().filter(|name| name.ends_with(".yaml")) {
            let Some(file) = Files::get(&name) else { continue };
            files.insert(name.into_owned(), String::from_utf8(file.data.into_owned())?);
        }
        let services = load::services(&files)?;
        let retention = load::retention(&files, &services)?;
        let documents = load::documents(&files)?;
        let handoffs = load::handoffs(&files)?;
        Ok(Self { services, retention, documents, handoffs })
    }

    /// The services, by their order.
    pub fn services(&self) -> impl Iterator<Item = &Service> {
        self.services.iter()
    }

    /// How long records are kept.
    pub fn retention(&self) -> &Retention {
        &self.retention
    }

    /// The kinds of official documents, by their order.
    pub fn documents(&self) -> &[document::DocumentKind] {
        &self.documents
    }

    /// A kind of official document.
    pub fn document(&self, key: &str) -> Option<&document::DocumentKind> {
        self.documents.iter().find(|kind| kind.key == key)
    }

    /// What partners can be asked for, and how hand-offs go.
    pub fn handoffs(&self) -> &Handoffs {
        &self.handoffs
    }

    /// The services behind one, or all.
    fn after(&self, key: Option<&str>) -> Vec<&Service> {
        let behind = key.and_then(|key| self.services.iter().position(|service| service.key == key));
        self.services.iter().skip(behind.map_or(0, |place| place + 1)).collect()
    }

    /// A service.
    pub fn service(&self, key: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.key == key)
    }
}
