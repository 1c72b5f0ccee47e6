//! Personal data is planted in every field of a whole journey and searched for wherever something is kept (security.md KEY-6, AUD-6,
//! PRV-5): files of the data folder with database, WAL and log at its loudest, all tables, and Redis.

use std::{fs, path::Path};

use hechang::{
    catalog::Catalog,
    platform::{
        database::Database,
        ids,
        suite::Suite,
        vault::{Place, Vault},
    },
    web::language::Language,
};
use hechang_entity::material;
use hechang_tests::{
    ask::Method,
    database::{
        Db::{self, Postgres, Sqlite},
        redis_url,
    },
    process::Process,
};
use rstest::rstest;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, Statement};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    caller::Caller,
    markers::{Hunt, Markers},
};
use crate::applications::ground::example;

const SERVICE: &str = "judicial-assistance";

/// The journey's ground: a process, its database, its keys.
struct Journey {
    process: Process,
    database: Database,
    vault: Vault,
    markers: Markers,
}

#[rstest]
#[tokio::test]
async fn planted_personal_data_is_found_nowhere(#[values(Sqlite, Postgres)] db: Db) {
    // Databases of Redis that no other test uses.
    let redis = format!("{}/{}", redis_url(), if db == Sqlite { 7 } else { 8 });
    let process = Process::start(db, &[("HECHANG_REDIS_URL", &redis), ("RUST_LOG", "trace")]).await;
    let database = Database::connect(&process.database_url()).await.unwrap();
    let vault = Vault::of_file(&process.folder().join("keys.json"), false, Suite::default()).unwrap();
    let mut journey = Journey { process, database, vault, markers: Markers::default() };
    let receipt = journey.goes_its_way().await;
    super::moved::open_nowhere_else(&journey.database, &journey.vault).await;
    let Journey { mut process, database, markers, .. } = journey;
    assert!(markers.count() > 50, "{} markers", markers.count());
    let hunt = markers.hunt();

    let tables = tables(&database, db).await;
    assert!(tables.contains(&receipt), "the search sees what is there");
    hunt.nothing_in("the tables", tables.as_bytes());
    let cached = cached(&redis).await;
    assert!(!cached.is_empty(), "the search sees what is there");
    hunt.nothing_in("Redis", &cached);
    search_folder(&hunt, process.folder());
    let log = process.log();
    assert!(log.contains("\"level\":\"TRACE\""), "the log is loud");
    database.close().await.unwrap();
    process.terminate();
    process.ended().await;
    search_folder(&hunt, process.folder());
}

impl Journey {
    /// From signing in to taking the application back; answers its receipt number.
    async fn goes_its_way(&mut self) -> String {
        let phone = self.markers.phone();
        let citizen = Caller::citizen(&self.process, &phone).await;
        let schema = Catalog::load().unwrap();
        let schema = schema.service(SERVICE).unwrap().form.schema(Language::English).clone();
        let form = self.markers.form(&schema, &example(SERVICE));
        let at = self.drafts(&citizen, &form).await;
        let id: Uuid = at.rsplit('/').next().unwrap().parse().unwrap();
        for line in ["identity", "harm_proof", "hardship_proof", "compensation_statement"] {
            self.adds_paper(id, line).await;
        }
        self.refuses(&citizen, &at, &form).await;
        let sent = self.sends(&citizen, &at).await;
        self.is_corrected(&citizen, &at, id).await;
        self.is_worked_on(&at).await;
        let receipt = sent["receipt_no"].as_str().unwrap().to_owned();
        let track = json!({ "receipt_no": receipt, "phone_tail": &phone[7..] });
        self.process.ask(Method::POST, "/api/v1/tracking").json(&track).await.expect(200);
        let reason = json!({ "reason": self.markers.text(500) });
        self.does(&citizen, &format!("{at}/withdraw"), &reason).await;
        receipt
    }

    async fn drafts(&self, citizen: &Caller, form: &Value) -> String {
        let center = &self.process.demo().unwrap()["center_id"];
        let body = json!({ "service_key": SERVICE, "center_id": center, "form": form });
        let draft = self.does(citizen, "/api/v1/applications", &body).await;
        format!("/api/v1/applications/{}", draft["id"].as_str().unwrap())
    }

    /// A creating POST that is answered well.
    async fn does(&self, who: &Caller, path: &str, body: &Value) -> Value {
        let ask = who.ask(&self.process, Method::POST, path).json(body).key(&ids::random_token());
        let answer = ask.await;
        assert!([200, 201].contains(&answer.status), "{path}: {}", answer.text());
        answer.json()
    }

    /// A paper as if it had been uploaded and judged.
    async fn adds_paper(&mut self, application: Uuid, line: &str) {
        let row = ids::new_id();
        let name = format!("{}.jpg", self.markers.text(60));
        let reason = self.markers.text(60);
        let seal = |column, value: &str| self.vault.seal_json(Place { column, row }, &value).unwrap();
        let material = material::ActiveModel {
            id: Set(row),
            application_id: Set(application),
            checklist_key: Set(line.to_owned()),
            filename_sealed: Set(seal("material.filename", &name)),
            media_type: Set("image/jpeg".into()),
            size: Set(3),
            sha256: Set(vec![0; 32]),
            blob_key: Set(row.to_string()),
            state: Set("accepted".into()),
            reason_sealed: Set(Some(seal("material.reason", &reason))),
            uploaded_at: Set("2026-03-02T02:00:00Z".parse().unwrap()),
            ..Default::default()
        };
        let tx = self.database.begin().await.unwrap();
        material::Entity::insert(material.into_active_model()).exec_without_returning(&tx).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Mistakes of all kinds.
    async fn refuses(&mut self, citizen: &Caller, at: &str, form: &Value) {
        let process = &self.process;
        let tag = citizen.ask(process, Method::GET, at).await.expect(200).etag();
        let put = |body: &Value| citizen.ask(process, Method::PUT, at).if_match(&tag).json(body);
        let mut wrong = form.clone();
        wrong["applicant"]["phone"] = json!(self.markers.text(60));
        wrong["applicant"]["sex"] = json!(self.markers.text(60));
        wrong[self.markers.text(60)] = json!(self.markers.text(60));
        put(&json!({ "form": wrong })).await.expect(422);
        let torn = format!("{{\"form\": \"{}", self.markers.text(60));
        let torn = citizen.ask(process, Method::PUT, at).if_match(&tag).body("application/json", torn);
        assert!((400..500).contains(&torn.await.status));
        let asked = json!({ "phone": self.markers.text(60) });
        process.ask(Method::POST, "/api/v1/auth/otp").json(&asked).await.expect(422);
        put(&json!({ "form": form })).await.expect(200);
    }

    async fn sends(&self, citizen: &Caller, at: &str) -> Value {
        let version = Catalog::load().unwrap().service(SERVICE).unwrap().consent.version.clone();
        let consent = json!({ "consent": { "version": version, "accepted": true } });
        self.does(citizen, &format!("{at}/submit"), &consent).await
    }

    async fn is_corrected(&mut self, citizen: &Caller, at: &str, id: Uuid) {
        let reception = Caller::staff(&self.process, "reception").await;
        let requests = json!({ "requests": [
            { "checklist_key": "identity", "text": self.markers.text(200) },
            { "pointer": "/case/facts", "text": self.markers.text(200) },
        ] });
        let act = format!("{}/actions/request_correction", desk(at));
        self.does(&reception, &act, &requests).await;
        let held = citizen.ask(&self.process, Method::GET, at).await.expect(200);
        let mut form = held.json()["form"].clone();
        form["case"]["facts"] = json!(self.markers.text(200));
        let put = citizen.ask(&self.process, Method::PUT, at).if_match(&held.etag());
        put.json(&json!({ "form": form })).await.expect(200);
        self.adds_paper(id, "identity").await;
        self.does(citizen, &format!("{at}/submit"), &json!({})).await;
    }

    async fn is_worked_on(&mut self, at: &str) {
        let reviewer = Caller::staff(&self.process, "reviewer").await;
        let (at, note) = (desk(at), json!({ "text": self.markers.text(500) }));
        self.does(&reviewer, &format!("{at}/notes"), &note).await;
        let unmask =
            json!({ "reason": self.markers.text(500), "fields": ["name", "phone", "id_number", "form"] });
        self.does(&reviewer, &format!("{at}/unmask"), &unmask).await;
        self.does(&reviewer, &format!("{at}/actions/accept"), &json!({})).await;
        for path in [at.as_str(), "/api/v1/desk/applications"] {
            reviewer.ask(&self.process, Method::GET, path).await.expect(200);
        }
        let auditor = Caller::staff(&self.process, "auditor").await;
        auditor.ask(&self.process, Method::GET, &format!("{at}/unmaskings")).await.expect(200);
    }
}

fn desk(at: &str) -> String {
    at.replace("/applications", "/desk/applications")
}

/// Every row of every table as the database writes it out.
pub async fn tables(database: &Database, db: Db) -> String {
    let (kind, list, row) = match db {
        Sqlite => (DbBackend::Sqlite, "SELECT name FROM sqlite_master WHERE type = 'table'", None),
        Postgres => (
            DbBackend::Postgres,
            "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'",
            Some(()),
        ),
    };
    let ask =
        async |sql: String| database.read().query_all_raw(Statement::from_string(kind, sql)).await.unwrap();
    let mut all = String::new();
    for table in ask(list.to_owned()).await {
        let table: String = table.try_get_by_index(0).unwrap();
        let sql = match row {
            Some(()) => format!("SELECT t::text FROM \"{table}\" t"),
            None => sqlite_rows(&ask(format!("SELECT name FROM pragma_table_info('{table}')")).await, &table),
        };
        for row in ask(sql).await {
            all.push_str(&row.try_get_by_index::<String>(0).unwrap());
            all.push('\n');
        }
    }
    all
}

/// Text as it is, everything else in hexadecimal.
fn sqlite_rows(columns: &[sea_orm::QueryResult], table: &str) -> String {
    let column = |row: &sea_orm::QueryResult| row.try_get_by_index::<String>(0).unwrap();
    let shown = |name: String| {
        format!("CASE typeof(\"{name}\") WHEN 'text' THEN \"{name}\" ELSE hex(\"{name}\") END")
    };
    let columns: Vec<_> = columns.iter().map(|row| shown(column(row))).collect();
    format!("SELECT {} FROM \"{table}\"", columns.join(" || ' ' || "))
}

/// Names and dumped values of all keys.
async fn cached(url: &str) -> Vec<u8> {
    let mut redis = redis::Client::open(url).unwrap().get_multiplexed_async_connection().await.unwrap();
    let keys: Vec<Vec<u8>> = redis::cmd("KEYS").arg("*").query_async(&mut redis).await.unwrap();
    let mut all = Vec::new();
    for key in keys {
        let dump: Option<Vec<u8>> = redis::cmd("DUMP").arg(&key).query_async(&mut redis).await.unwrap();
        all.extend([key, dump.unwrap_or_default(), vec![b'\n']].concat());
    }
    all
}

/// Names and bytes of all files.
fn search_folder(hunt: &Hunt, folder: &Path) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        hunt.nothing_in("a name", path.as_os_str().as_encoded_bytes());
        if path.is_dir() {
            search_folder(hunt, &path);
        } else if let Ok(bytes) = fs::read(&path) {
            hunt.nothing_in(&path.display().to_string(), &bytes);
        }
    }
}
