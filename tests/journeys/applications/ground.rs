//! What an application stands on, put straight into the database.

use hechang::platform::{
    change::{Author, Event},
    ids,
};
use hechang_entity::{center, organ};
use hechang_tests::{people::Person, town::Town};
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use uuid::Uuid;

/// A complete form of a service, as the checked examples have it.
pub fn example(service: &str) -> Value {
    let file = format!("{}/fixtures/{service}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn text(words: &str) -> Value {
    json!({ "zh-CN": words, "bo-CN": words, "en": words })
}

async fn put(town: &Town, work: impl AsyncFnOnce(&DatabaseTransaction)) {
    let change = town.app().change(Author::System).await.unwrap();
    work(change.db()).await;
    change.commit(Event::new("test.prepared", Uuid::nil()), ()).await.unwrap();
}

/// A center of a procuratorate.
pub async fn center(town: &Town) -> Uuid {
    let (organ_id, id) = (ids::new_id(), ids::new_id());
    let organ = organ::Model {
        id: organ_id,
        code: format!("test-{}", &organ_id.to_string()[24..]),
        name: text("乃东区人民检察院"),
        short_name: None,
        kind: organ::Kind::Procuratorate,
        level: organ::Level::County,
        parent_id: None,
    };
    let center = center::Model {
        id,
        code: format!("test-{}", &id.to_string()[24..]),
        organ_id,
        name: text("琼嘎顶社区12309检察服务中心"),
        address: text("琼嘎顶社区"),
        phone: "12309".into(),
        latitude: None,
        longitude: None,
        opening_hours: json!([]),
    };
    put(town, async move |db| {
        organ::Entity::insert(organ.into_active_model()).exec_without_returning(db).await.unwrap();
        center::Entity::insert(center.into_active_model()).exec_without_returning(db).await.unwrap();
    })
    .await;
    id
}

/// A draft of a service, begun by somebody.
pub async fn drafts(person: &Person<'_>, center: Uuid, service: &str, form: &Value) -> Value {
    let body = json!({ "service_key": service, "center_id": center, "form": form });
    person.post("/api/v1/applications").json(&body).await.expect(201).json()
}

/// The address of an application.
pub fn at(application: &Value) -> String {
    format!("/api/v1/applications/{}", application["id"].as_str().unwrap())
}
