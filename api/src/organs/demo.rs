//! The demonstration's organs and center, from `api/catalog/demo/shannan.yaml`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use crate::{
    error::Internal,
    organs::{
        model::{Center, Kind, Level, OpeningHours, Organ, Position},
        queries,
    },
    platform::{
        change::{Change, Event},
        ids,
    },
    web::language::Text,
};

/// The file that every slice takes its seeds from.
pub const SHANNAN: &str = include_str!("../../catalog/demo/shannan.yaml");

/// What was made.
#[derive(Clone, Debug)]
pub struct Seeded {
    /// Organs by code.
    pub organs: BTreeMap<String, Uuid>,
    /// Centers by code.
    pub centers: BTreeMap<String, Uuid>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    organs: Vec<OrganEntry>,
    centers: Vec<CenterEntry>,
    /// The appointments' own.
    #[serde(rename = "schedules")]
    _schedules: serde::de::IgnoredAny,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OrganEntry {
    code: String,
    kind: Kind,
    level: Level,
    parent: Option<String>,
    name: Text,
    short_name: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CenterEntry {
    code: String,
    organ: String,
    name: Text,
    address: Text,
    phone: String,
    latitude: f64,
    longitude: f64,
    opening_hours: Vec<OpeningHours>,
}

/// Makes the organs and the center of the demonstration on an empty database; the caller commits.
pub async fn seed(change: &Change) -> Result<Seeded, Internal> {
    let file: File = serde_saphyr::from_str(SHANNAN).map_err(Internal::from_error)?;
    let mut made = Seeded { organs: BTreeMap::new(), centers: BTreeMap::new() };
    for entry in file.organs {
        let organ = made.organ(entry)?;
        queries::organs::insert(change.db(), &organ).await?;
        change.record(Event::new("organ.made", organ.id).at(organ.id));
        made.organs.insert(organ.code, organ.id);
    }
    for entry in file.centers {
        let center = made.center(entry)?;
        queries::centers::insert(change.db(), &center).await?;
        let facts = json!({ "code": center.code });
        change.record(Event::new("center.made", center.id).at(center.organ_id).with(facts));
        made.centers.insert(center.code, center.id);
    }
    Ok(made)
}

impl Seeded {
    fn organ(&self, entry: OrganEntry) -> Result<Organ, Internal> {
        Ok(Organ {
            id: ids::new_id(),
            code: entry.code,
            name: entry.name,
            short_name: entry.short_name,
            kind: entry.kind,
            level: entry.level,
            parent_id: entry.parent.map(|code| self.known(&code)).transpose()?,
        })
    }

    fn center(&self, entry: CenterEntry) -> Result<Center, Internal> {
        Ok(Center {
            id: ids::new_id(),
            code: entry.code,
            organ_id: self.known(&entry.organ)?,
            organ_code: entry.organ,
            name: entry.name,
            address: entry.address,
            phone: entry.phone,
            position: Position::new(entry.latitude, entry.longitude),
            opening_hours: entry.opening_hours,
        })
    }

    fn known(&self, code: &str) -> Result<Uuid, Internal> {
        let id = self.organs.get(code).copied();
        id.ok_or_else(|| Internal::msg(format!("shannan.yaml: the organ {code} doesn't stand above")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{app::App, config::Config, organs::service, platform::change::Author};

    async fn empty_house(folder: &std::path::Path) -> App {
        let config = Config { data_dir: folder.to_owned(), ..Config::default() };
        let clock = std::sync::Arc::new(crate::platform::clock::SystemClock::default());
        App::build(config, clock, String::new()).await.unwrap()
    }

    #[actix_web::test]
    async fn the_city_has_twelve_counties_and_a_center() {
        let folder = tempfile::tempdir().unwrap();
        let app = empty_house(folder.path()).await;
        let change = app.change(Author::System).await.unwrap();
        let made = seed(&change).await.unwrap();
        change.commit(Event::new("demo.made", made.organs["540500"]), ()).await.unwrap();

        let db = app.db.read();
        let city = service::organ_by_code(db, "540500").await.unwrap();
        assert_eq!(city.id, made.organs["540500"]);
        assert_eq!(service::organ_and_below(db, city.id).await.unwrap().len(), 1 + 12 + 1);
        let nedong = service::organ_by_code(db, "540502").await.unwrap();
        assert_eq!(service::organ_and_below(db, nedong.id).await.unwrap().len(), 2);
        let center = service::center(db, made.centers["QGD"]).await.unwrap();
        assert_eq!((center.organ_code.as_str(), center.opening_hours.len()), ("540500", 10));
        assert_eq!(service::center_by_code(db, "QGD").await.unwrap(), center);
    }
}
