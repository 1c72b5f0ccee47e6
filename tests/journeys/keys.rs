//! The key ring in life: a key is added, everything goes over to it while people are served, the old one is removed.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
};

use hechang::{
    platform::{
        database::Database,
        ids,
        keys::KeyRing,
        outbox::{self, Message},
        resealing::{self, SealedColumn},
        suite::Suite,
        vault::{Vault, header},
    },
    sealed_columns::SEALED_COLUMNS,
};
use hechang_tests::{
    ask::Method,
    database::Db::{self, Postgres, Sqlite},
    foundation::Foundation,
    patience::eventually,
    process::{Process, run},
};
use rstest::rstest;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};
use tokio::task::{JoinHandle, block_in_place};

use crate::personal_data::caller::Caller;

#[rstest]
#[tokio::test]
async fn every_sealed_column_of_the_schema_is_on_the_list(#[values(Sqlite, Postgres)] db: Db) {
    let foundation = Foundation::new(db).await;
    let sql = match db {
        Sqlite => {
            "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND c.name LIKE '%\\_sealed' ESCAPE '\\'"
        }
        Postgres => {
            "SELECT table_name::text, column_name::text FROM information_schema.columns \
             WHERE table_schema = 'public' AND column_name LIKE '%\\_sealed' ESCAPE '\\'"
        }
    };
    let kind = if db == Sqlite { DbBackend::Sqlite } else { DbBackend::Postgres };
    let rows = foundation.app.db.read().query_all_raw(Statement::from_string(kind, sql)).await.unwrap();
    let text = |row: &sea_orm::QueryResult, place| row.try_get_by_index::<String>(place).unwrap();
    let schema: BTreeSet<_> = rows.iter().map(|row| (text(row, 0), text(row, 1))).collect();
    let listed: BTreeSet<_> =
        SEALED_COLUMNS.iter().map(|one| (one.table.to_owned(), one.column.to_owned())).collect();
    assert_eq!(listed, schema, "api/src/sealed_columns.rs must name every `…_sealed` column");
    for SealedColumn { table, column, place, .. } in SEALED_COLUMNS {
        assert_eq!(place, format!("{table}.{}", column.strip_suffix("_sealed").unwrap()));
    }
}

const BODY: SealedColumn =
    SealedColumn { table: "outbox_message", key: "id", column: "body_sealed", place: "outbox_message.body" };

async fn writes_messages(db: &Database, vault: &Vault, count: usize) {
    let tx = db.begin().await.unwrap();
    for number in 0..count {
        let message = Message {
            channel: "sms",
            to: "13800000001".into(),
            template: "code".into(),
            params: json!({ "number": number }),
            text: "…".into(),
        };
        let at = "2026-03-02T02:00:00Z".parse().unwrap();
        outbox::put(&tx, vault, &message, at).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[rstest]
#[tokio::test]
async fn a_pass_that_was_cut_off_is_begun_again_and_finds_the_rest(#[values(Sqlite, Postgres)] db: Db) {
    let foundation = Foundation::new(db).await;
    let (app, keys) = (&foundation.app, foundation.app.config.keys_file());
    let (suite, now) = (Suite::default(), app.clock.now());
    let old = header(suite, app.vault.signing_key("x").unwrap().0.as_str());
    writes_messages(&app.db, &app.vault, 230).await;
    KeyRing::add(&keys, false, suite, now).unwrap();
    let vault = Vault::of_file(&keys, false, suite).unwrap();
    let left = async || resealing::count(app.db.read(), BODY, &old).await.unwrap();
    let before = left().await;
    assert!(before >= 230);

    let cut_off = async {
        while left().await == before {
            tokio::task::yield_now().await;
        }
    };
    tokio::select! {
        done = resealing::pass(&app.db, &vault, BODY) => panic!("not cut off: {done:?}"),
        () = cut_off => {}
    }
    let rest = left().await;
    assert!(rest > 0 && rest < before, "{rest} of {before}");
    let done = resealing::pass(&app.db, &vault, BODY).await.unwrap();
    assert_eq!((done.values, done.missed, done.unreadable), (rest, 0, 0));
    assert_eq!(left().await, 0);
    // The other suite takes its turn in the same way, and all of it can be read with what the ring holds.
    let chinese = Vault::of_file(&keys, false, Suite::Sm4Gcm).unwrap();
    assert_eq!(resealing::pass(&app.db, &chinese, BODY).await.unwrap().values, before);
    assert_eq!(resealing::pass(&app.db, &chinese, BODY).await.unwrap().values, 0);
    for vault in [&chinese, &vault, &*app.vault] {
        assert_eq!(outbox::newest(app.db.read(), vault, Some("13800000001")).await.unwrap().len(), 100);
    }
}

#[rstest]
#[tokio::test]
async fn what_does_not_open_is_counted_and_left_alone(#[values(Sqlite, Postgres)] db: Db) {
    let foundation = Foundation::new(db).await;
    let app = &foundation.app;
    let stranger = Vault::new(KeyRing::ephemeral().unwrap());
    writes_messages(&app.db, &stranger, 3).await;
    writes_messages(&app.db, &app.vault, 3).await;
    let done = resealing::pass(&app.db, &app.vault, BODY).await.unwrap();
    assert_eq!((done.values, done.missed, done.unreadable), (0, 0, 3));
    assert_eq!(resealing::count(app.db.read(), BODY, &stranger.present_header()).await.unwrap(), 3);
    assert!(resealing::count(app.db.read(), BODY, b"").await.unwrap() >= 6);
}

#[test]
fn a_production_ring_is_made_by_its_keeper() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys.json");
    let setting = [("HECHANG_KEYS_FILE", keys.to_str().unwrap()), ("HECHANG_CRYPTO_SUITE", "sm4-gcm")];
    let made = run(&["keys", "new"], &setting);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let ring: Value = serde_json::from_slice(&std::fs::read(&keys).unwrap()).unwrap();
    assert_eq!(ring["current"], String::from_utf8(made.stdout).unwrap().trim());
    assert_eq!(ring["index"]["hash"], "sm3");
    assert_eq!(ring.get("demo"), None);
    let unknown = run(&["serve"], &[("HECHANG_CRYPTO_SUITE", "rot13")]);
    assert!(!unknown.status.success());
}

#[test]
fn production_refuses_a_demonstration_s_keys_and_unverified_links() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys.json");
    KeyRing::open(&keys, true, Suite::default()).unwrap();
    let refused = |database: &str| {
        let settings = [
            ("HECHANG_MODE", "production"),
            ("HECHANG_PUBLIC_URL", "https://hechang.example"),
            ("HECHANG_KEYS_FILE", keys.to_str().unwrap()),
            ("HECHANG_SMS_URL", "https://sms.example/send"),
            ("HECHANG_DATABASE_URL", database),
        ];
        let refused = run(&["serve"], &settings);
        assert!(!refused.status.success());
        String::from_utf8_lossy(&refused.stderr).into_owned()
    };
    let told = refused("postgres://hechang:geheim@db.example/hechang?sslmode=prefer");
    assert!(told.contains("sslmode=verify-full") && !told.contains("geheim"), "{told}");
    let told = refused("sqlite://hechang.db");
    assert!(told.contains("HECHANG_KEYS_FILE: a demonstration made this key ring"), "{told}");
}

/// People who never stop asking, each in turn for a new token, for their draft, and to change it.
struct Load {
    stop: Arc<AtomicBool>,
    rounds: Arc<AtomicU32>,
    tasks: Vec<JoinHandle<Vec<String>>>,
}

struct Asker {
    http: reqwest::Client,
    base: String,
    refresh: String,
    draft: String,
    faults: Vec<String>,
}

impl Load {
    async fn begin(process: &Process, people: &[(Caller, String)]) -> Self {
        let (stop, rounds) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
        let tasks = people.iter().map(|(caller, draft)| {
            let mut asker = Asker {
                http: process.http.clone(),
                base: process.url(""),
                refresh: caller.refresh_token().to_owned(),
                draft: draft.clone(),
                faults: Vec::new(),
            };
            let (stop, rounds) = (stop.clone(), rounds.clone());
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    asker.round().await;
                    rounds.fetch_add(1, Ordering::Relaxed);
                }
                asker.faults
            })
        });
        let tasks = tasks.collect();
        let load = Self { stop, rounds, tasks };
        load.goes_on().await;
        load
    }

    /// Everybody is served some more.
    async fn goes_on(&self) {
        let before = self.rounds.load(Ordering::Relaxed);
        eventually("more requests", async || {
            (self.rounds.load(Ordering::Relaxed) > before + 6).then_some(())
        })
        .await;
    }

    async fn end(self) {
        self.stop.store(true, Ordering::Relaxed);
        for task in self.tasks {
            assert_eq!(task.await.unwrap(), Vec::<String>::new(), "a request failed");
        }
    }
}

impl Asker {
    async fn round(&mut self) {
        let refresh = self.http.post(self.at("/api/v1/auth/refresh"));
        let refresh = refresh.json(&json!({ "refresh_token": self.refresh }));
        let Some((tokens, _)) = self.send("refresh", refresh).await else { return };
        tokens["refresh_token"].as_str().unwrap().clone_into(&mut self.refresh);
        let token = tokens["access_token"].as_str().unwrap();
        let read = self.http.get(self.at(&self.draft)).bearer_auth(token);
        let Some((mut draft, tag)) = self.send("read", read).await else { return };
        draft["form"]["case"]["facts"] = json!(format!("故事{}", ids::random_word::<5>()));
        let save = self.http.put(self.at(&self.draft)).bearer_auth(token).header("if-match", tag);
        self.send("save", save.json(&json!({ "form": draft["form"] }))).await;
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    async fn send(&mut self, what: &str, request: reqwest::RequestBuilder) -> Option<(Value, String)> {
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let tag = answer.headers().get("etag").map(|tag| tag.to_str().unwrap().to_owned());
        let body = answer.text().await.unwrap();
        if status.is_success() {
            return Some((serde_json::from_str(&body).unwrap(), tag.unwrap_or_default()));
        }
        self.faults.push(format!("{what}: {status} {body}"));
        None
    }
}

async fn begins_draft(process: &Process, phone: &str) -> (Caller, String) {
    let caller = Caller::citizen(process, phone).await;
    let form = json!({ "case": { "facts": "开头" } });
    let center = &process.demo().unwrap()["center_id"];
    let body = json!({ "service_key": "judicial-assistance", "center_id": center, "form": form });
    let draft = caller.ask(process, Method::POST, "/api/v1/applications").json(&body).await;
    let path = format!("/api/v1/applications/{}", draft.expect(201).json()["id"].as_str().unwrap());
    (caller, path)
}

/// Runs `hechang keys …`; answers what it said.
fn keys(process: &Process, arguments: &[&str]) -> Result<String, String> {
    let done = block_in_place(|| process.run(&[&["keys"], arguments].concat()));
    let told = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    if done.status.success() { Ok(told(&done.stdout)) } else { Err(told(&done.stderr)) }
}

/// How many values of the database begin like this.
async fn values(db: &Database, beginning: &[u8]) -> u64 {
    let mut sum = 0;
    for column in SEALED_COLUMNS {
        sum += resealing::count(db.read(), column, beginning).await.unwrap();
    }
    sum
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_change_under_load_and_no_request_fails(#[values(Sqlite, Postgres)] db: Db) {
    let mut process = Process::start(db, &[("HECHANG_LIMITS", "off")]).await;
    let mut people = Vec::new();
    for number in 1..=3 {
        people.push(begins_draft(&process, &format!("1380000000{number}")).await);
    }
    let (first, untouched) = begins_draft(&process, "13800000009").await;
    let me = first.ask(&process, Method::GET, "/api/v1/me").await.expect(200).json();
    let database = Database::connect(&process.database_url()).await.unwrap();
    let old = KeyRing::read(&process.folder().join("keys.json")).unwrap().current().to_owned();
    let beginning = header(Suite::default(), &old);
    // Enough that a run can be killed in its middle.
    let vault = Vault::of_file(&process.folder().join("keys.json"), false, Suite::default()).unwrap();
    writes_messages(&database, &vault, 500).await;
    let load = Load::begin(&process, &people).await;

    let new = keys(&process, &["new"]).unwrap().trim().to_owned();
    load.goes_on().await;
    // What the old key sealed is read, and a token that it signed is taken.
    let read = first.ask(&process, Method::GET, &untouched).await.expect(200).json();
    assert_eq!(read["form"]["case"]["facts"], "开头");
    let before = values(&database, &beginning).await;
    assert!(keys(&process, &["remove", &old, "--now"]).unwrap_err().contains("`hechang keys rotate` first"));

    let mut killed = process.begin(&["keys", "rotate"]);
    eventually("a part sealed anew", async || {
        (values(&database, &beginning).await + 50 <= before).then_some(())
    })
    .await;
    killed.kill().unwrap();
    killed.wait().unwrap();
    let said = keys(&process, &["rotate"]).unwrap();
    assert!(said.contains(&format!("no value needs a key other than {new}")), "{said}");
    assert_eq!(values(&database, &beginning).await, 0);
    let shown = keys(&process, &["show"]).unwrap();
    assert!(shown.contains(&old) && shown.contains(&format!("{new:<12} current")), "{shown}");
    let ring = std::fs::read_to_string(process.folder().join("keys.json")).unwrap();
    let ring: Value = serde_json::from_str(&ring).unwrap();
    for secret in ring["keys"].as_object().unwrap().values() {
        assert!(!shown.contains(secret.as_str().unwrap()));
    }

    assert!(keys(&process, &["remove", &old]).unwrap_err().contains("access tokens may need"));
    assert!(keys(&process, &["remove", &new, "--now"]).unwrap_err().contains("current"));
    keys(&process, &["remove", &old, "--now"]).unwrap();
    load.goes_on().await;
    load.end().await;
    // The token of before goes with its key; the session, the account and the draft are as they were.
    eventually("the key is forgotten", async || {
        (first.ask(&process, Method::GET, "/api/v1/me").await.status == 401).then_some(())
    })
    .await;
    let refresh = json!({ "refresh_token": first.refresh_token() });
    process.ask(Method::POST, "/api/v1/auth/refresh").json(&refresh).await.expect(200);
    let again = Caller::citizen(&process, "13800000009").await;
    assert_eq!(again.ask(&process, Method::GET, "/api/v1/me").await.expect(200).json()["id"], me["id"]);
    assert_eq!(again.ask(&process, Method::GET, &untouched).await.expect(200).json()["form"], read["form"]);
    database.close().await.unwrap();
    // The audit record's own key was sealed anew, not changed: what was hashed before still holds.
    let record = process.run(&["audit", "verify"]);
    assert!(record.status.success(), "{record:?}");
    process.terminate();
    process.ended().await;
    process.start_again().await;
    let later = Caller::citizen(&process, "13800000009").await;
    assert_eq!(later.ask(&process, Method::GET, &untouched).await.expect(200).json()["form"], read["form"]);
}
