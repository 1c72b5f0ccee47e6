//! The demonstration's organs and center, from `api/catalog/demo/shannan.yaml`.

use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::{
    error::Internal,
    organs::import::{self, CenterEntry, File, OrganEntry},
    platform::change::Change,
};

/// The file that every slice takes its seeds from.
pub const SHANNAN: &str = include_str!("../../catalog/demo/shannan.yaml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DemoFile {
    organs: Vec<Spanned<OrganEntry>>,
    centers: Vec<Spanned<CenterEntry>>,
    /// The appointments' own.
    #[serde(rename = "schedules")]
    _schedules: serde::de::IgnoredAny,
}

/// Makes the organs, departments and the center of the demonstration; the caller commits.
pub async fn seed(change: &Change) -> Result<(), Internal> {
    let DemoFile { organs, centers, .. } = serde_saphyr::from_str(SHANNAN).map_err(Internal::from_error)?;
    let told = |mistakes: Vec<import::Mistake>| {
        let lines: Vec<_> = mistakes.iter().map(|mistake| format!("shannan.yaml:{mistake}")).collect();
        Internal::msg(lines.join("\n"))
    };
    import::apply(change, &File { organs, centers }).await?.map_err(told)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        app::App,
        config::Config,
        organs::service,
        platform::change::{Author, Event},
    };

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
        seed(&change).await.unwrap();
        change.commit(Event::new("demo.made", Uuid::nil()), ()).await.unwrap();

        let db = app.db.read();
        let city = service::organ_by_code(db, "540500").await.unwrap();
        assert_eq!(service::organ_and_below(db, city.id).await.unwrap().len(), 1 + 12 + 1);
        let nedong = service::organ_by_code(db, "540502").await.unwrap();
        assert_eq!(service::organ_and_below(db, nedong.id).await.unwrap().len(), 2);
        let center = service::center_by_code(db, "QGD").await.unwrap();
        assert_eq!((center.organ_code.as_str(), center.opening_hours.len()), ("540500", 10));
        assert_eq!(service::departments_of(db, city.id).await.unwrap().len(), 4);
    }
}
