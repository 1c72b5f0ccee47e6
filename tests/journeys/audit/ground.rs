//! A record with a few entries, in the hands of somebody who may do anything to the database.

use std::path::PathBuf;

use hechang::{
    app::App,
    audit::{service::describe, verification::verify},
    organs,
    platform::{
        change::{Author, Event},
        database::is_postgres,
        ids,
    },
};
use hechang_entity::audit_entry::{Column, Entity, Model};
use hechang_tests::{database::Db, foundation::Foundation, people::Person, town::Town};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, UpdateMany};
use serde_json::{Value, json};
use uuid::Uuid;

pub struct Record {
    pub town: Foundation,
    /// The city's organ; its chain has at least eight entries.
    pub city: Uuid,
}

impl Record {
    pub async fn new(db: Db) -> Self {
        let town = Foundation::new(db).await;
        let city = organs::service::organ_by_code(town.app.db.read(), "540500").await.unwrap().id;
        for number in 0..8 {
            act(&town.app, city, number).await;
        }
        Self { town, city }
    }

    /// As a superuser would begin.
    pub async fn unlocked(db: Db) -> Self {
        let record = Self::new(db).await;
        for (table, verb) in [
            ("audit_entry", "update"),
            ("audit_entry", "delete"),
            ("audit_anchor", "update"),
            ("audit_anchor", "delete"),
            ("audit_head", "delete"),
        ] {
            let postgres = is_postgres(record.app().db.read());
            let on = if postgres { format!(" ON {table}") } else { String::new() };
            record.sql(&format!("DROP TRIGGER {table}_refuses_{verb}{on}")).await;
        }
        record
    }

    pub fn app(&self) -> &App {
        &self.town.app
    }

    pub async fn sql(&self, text: &str) {
        self.try_sql(text).await.unwrap_or_else(|error| panic!("{text}: {error}"));
    }

    pub async fn try_sql(&self, text: &str) -> Result<(), String> {
        let tx = self.app().db.begin().await.unwrap();
        tx.execute_unprepared(text).await.map_err(|error| error.to_string())?;
        tx.commit().await.map_err(|error| error.to_string())
    }

    /// The city's chain, from its beginning.
    pub async fn chain(&self) -> Vec<Model> {
        let rows = Entity::find().filter(Column::ChainId.eq(self.city)).order_by_asc(Column::Seq);
        rows.all(self.app().db.read()).await.unwrap()
    }

    pub async fn update(&self, update: UpdateMany<Entity>) {
        let tx = self.app().db.begin().await.unwrap();
        assert_eq!(update.exec(&tx).await.unwrap().rows_affected, 1);
        tx.commit().await.unwrap();
    }

    /// Takes an entry away.
    pub async fn remove(&self, id: Uuid) {
        let tx = self.app().db.begin().await.unwrap();
        Entity::delete_by_id(id).exec(&tx).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// What `audit verify` says.
    pub async fn faults(&self) -> Vec<String> {
        self.faults_with(&[]).await
    }

    /// What `audit verify --anchors` says.
    pub async fn faults_with(&self, files: &[PathBuf]) -> Vec<String> {
        let report = verify(self.app(), files).await.unwrap();
        assert!(report.entries > 8, "{report:?}");
        let mut told = Vec::new();
        for fault in &report.faults {
            told.push(describe(self.app(), fault).await.unwrap());
        }
        told
    }
}

/// One change in an organ's keeping.
pub async fn act(app: &App, organ: Uuid, number: u32) {
    let change = app.change(Author::Staff(ids::new_id())).await.unwrap();
    let event = Event::new("test.made", ids::new_id()).at(organ).with(json!({ "number": number }));
    change.commit(event, ()).await.unwrap();
}

/// The demonstration's center, which is the city's.
pub fn center(town: &Town) -> Value {
    let file = std::fs::read(town.folder().join("demo.json")).unwrap();
    serde_json::from_slice::<Value>(&file).unwrap()["center_id"].clone()
}

/// An application that was sent to the city.
pub async fn submits(town: &Town, citizen: &Person<'_>) -> Value {
    let service = "legal-consultation";
    let told = town.get(&format!("/api/v1/services/{service}")).await.expect(200).json();
    let file = format!("{}/fixtures/{service}.json", env!("CARGO_MANIFEST_DIR"));
    let form: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let body = json!({ "service_key": service, "center_id": center(town), "form": form });
    let draft = citizen.post("/api/v1/applications").json(&body).await.expect(201).json();
    let consent = json!({ "consent": { "version": told["consent"]["version"], "accepted": true } });
    let path = format!("/api/v1/applications/{}/submit", draft["id"].as_str().unwrap());
    citizen.post(&path).json(&consent).await.expect(200).json()
}
