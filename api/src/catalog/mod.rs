//! The catalog: what every service says and asks, as data in `api/catalog/` (docs/catalog.md).
//!
//! [`Catalog::load`] reads and checks all of it when the program starts; a mistake stops the start with file, line and
//! what was expected. A service has a [`form`], a [`checklist`] and a [`workflow`]; [`load`] knows the files.
//! Begin at [`model::Service`].

use std::collections::BTreeMap;

use rust_embed::RustEmbed;

mod api;
mod checklist;
mod diagram;
mod form;
mod load;
mod model;
mod performer;
mod portal;
mod state;
mod workflow;

pub use api::routes;
pub use checklist::{ChecklistLine, MEDIA_TYPES};
pub use form::Form;
pub use model::{Consent, Kind, Limit, Service, Step, Unit};
pub use performer::Performer;
pub use state::State;
pub use workflow::{Action, Need, Row, StepRefusal, WaitsFor, Workflow};

#[derive(RustEmbed)]
#[folder = "catalog"]
struct Files;

/// All services.
pub struct Catalog {
    services: Vec<Service>,
}

impl Catalog {
    /// Reads and checks the files compiled into the program.
    pub fn load() -> anyhow::Result<Self> {
        let mut files = BTreeMap::new();
        for name in Files::iter().filter(|name| name.ends_with(".yaml")) {
            let Some(file) = Files::get(&name) else { continue };
            files.insert(name.into_owned(), String::from_utf8(file.data.into_owned())?);
        }
        Ok(Self { services: load::services(&files)? })
    }

    /// The services, by their order.
    pub fn services(&self) -> impl Iterator<Item = &Service> {
        self.services.iter()
    }

    /// A service.
    pub fn service(&self, key: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.key == key)
    }
}

/// The portal's pages.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    config.service(portal::show);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalog_loads() {
        let catalog = Catalog::load().unwrap();
        let keys: Vec<_> = catalog.services().map(|service| service.key.as_str()).collect();
        let all = [
            "judicial-assistance",
            "petition",
            "complaint-report",
            "legal-consultation",
            "case-progress",
            "public-interest-clue",
        ];
        assert_eq!(keys, all);
    }
}
