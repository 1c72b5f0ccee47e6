//! Backups: everything comes back as it was, nothing comes back that is damaged, and only the key's holder reads one (security.md OPS-10).

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use hechang::{backup::archive, platform::database::Database};
use hechang_tests::{
    ask::Method,
    database::Db::{self, Postgres, Sqlite},
    process::Process,
};
use rstest::rstest;
use sea_orm::ConnectionTrait;
use serde_json::Value;
use tempfile::TempDir;

use super::{done, refused};
use crate::{
    main_job::applies,
    personal_data::{caller::Caller, planted::tables},
};

const PHONE: &str = "13800000001";

/// A program with a matter, its papers and a backup, and the keeper's safe with the key.
struct House {
    db: Db,
    process: Process,
    safe: TempDir,
    application: String,
}

impl House {
    async fn new(db: Db) -> Self {
        let settings = [("HECHANG_CLOCK", "2026-03-02T02:00:00Z"), ("HECHANG_LIMITS", "off")];
        let mut process = Process::start(db, &settings).await;
        let application = applies(&process).await;
        let safe = tempfile::tempdir().unwrap();
        let key = done(&process.run(&["backup", "key", safe.path().join("key").to_str().unwrap()]));
        process.set("HECHANG_BACKUP_RECIPIENTS", key.trim().split_once('=').unwrap().1);
        Self { db, process, safe, application }
    }

    /// Makes a backup while people are served.
    fn backs_up(&self) -> PathBuf {
        let said = done(&self.process.run(&["backup", "--into", self.safe.path().to_str().unwrap()]));
        let file = PathBuf::from(said.split(": ").next().unwrap());
        assert!(file.exists(), "{said}");
        file
    }

    fn restores(&self, file: &Path, key: &str, more: &[&str]) -> std::process::Output {
        let key = self.safe.path().join(key);
        let arguments = ["restore", file.to_str().unwrap(), "--identity", key.to_str().unwrap()];
        self.process.run(&[&arguments, more].concat())
    }

    async fn stops(&mut self) {
        self.process.terminate();
        let ended = self.process.ended().await;
        assert!(ended.success(), "{ended}: {}", self.process.log());
    }

    /// Database and files are gone; the key ring is somewhere else.
    async fn burns_down(&self) {
        for name in ["hechang.db", "hechang.db-wal", "hechang.db-shm"] {
            drop(fs::remove_file(self.process.folder().join(name)));
        }
        for name in ["blobs", "anchors"] {
            drop(fs::remove_dir_all(self.process.folder().join(name)));
        }
        if self.db == Postgres {
            let database = sea_orm::Database::connect(self.process.database_url()).await.unwrap();
            let all = "DROP SCHEMA public CASCADE; CREATE SCHEMA public";
            database.execute_unprepared(all).await.unwrap();
            database.close().await.unwrap();
        }
    }

    /// The matter and every paper of it, as its citizen sees them.
    async fn shows(&self) -> (Value, Vec<Vec<u8>>) {
        let zhuoma = Caller::citizen(&self.process, PHONE).await;
        let matter = zhuoma.ask(&self.process, Method::GET, &self.application).await.expect(200).json();
        let mut papers = Vec::new();
        for paper in matter["materials"].as_array().unwrap() {
            let content = format!("{}/materials/{}/content", self.application, paper["id"].as_str().unwrap());
            papers.push(zhuoma.ask(&self.process, Method::GET, &content).await.expect(200).body.to_vec());
        }
        (matter, papers)
    }

    /// Every row, and every file but the locks.
    async fn everything(&self) -> (String, Vec<(PathBuf, Vec<u8>)>) {
        let database = Database::connect(&self.process.database_url()).await.unwrap();
        let rows = tables(&database, self.db).await;
        database.close().await.unwrap();
        let mut kept = Vec::new();
        for name in ["blobs", "anchors", ".backup"] {
            files(&self.process.folder().join(name), &mut kept);
        }
        (rows, kept)
    }
}

fn files(folder: &Path, found: &mut Vec<(PathBuf, Vec<u8>)>) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { files(&path, found) } else { found.push((path.clone(), fs::read(&path).unwrap())) }
    }
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

#[rstest]
#[tokio::test]
async fn what_burned_down_is_there_again(#[values(Sqlite, Postgres)] db: Db) {
    let mut house = House::new(db).await;
    done(&house.process.run(&["audit", "anchor"]));
    let before = house.shows().await;
    assert!(before.1.len() >= 4, "{} papers", before.1.len());
    let file = house.backs_up();
    assert!(!fs::exists(file.with_extension("age.part")).unwrap());
    let said = refused(&house.restores(&file, "key", &["--replace"]));
    assert!(said.contains("stop the program first"), "{said}");
    house.stops().await;
    let said = refused(&house.restores(&file, "key", &[]));
    assert!(said.contains("there is data already") && said.contains("--replace"), "{said}");
    house.burns_down().await;
    let said = done(&house.restores(&file, "key", &[]));
    for stage in [
        "every hash compared",
        "put in place",
        "audit record verified",
        "ledger verified",
        "replayed",
        "in all",
    ] {
        assert!(said.contains(stage), "{stage}: {said}");
    }
    assert!(!house.process.folder().join(".backup").exists());
    house.process.start_again().await;
    assert_eq!(house.shows().await, before);
    done(&house.process.run(&["audit", "verify"]));
    done(&house.process.run(&["ledger", "verify"]));
}

#[rstest]
#[tokio::test]
async fn what_is_damaged_cut_or_another_s_changes_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let mut house = House::new(db).await;
    let file = house.backs_up();
    house.stops().await;
    let before = house.everything().await;
    let bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    let flipped = |at: usize| {
        let mut bytes = bytes.clone();
        bytes[at] ^= 1;
        bytes
    };
    let worse = house.safe.path().join("worse.age");
    for (name, bytes) in [
        ("a byte of its beginning", flipped(30)),
        ("a byte in the middle", flipped(middle)),
        ("a byte at its end", flipped(bytes.len() - 1)),
        ("cut in the middle", bytes[..middle].to_vec()),
        // At the border of two pieces of 64 KiB no piece is broken: only the missing last one tells.
        ("cut between two pieces", bytes[..bytes.len() - last_piece(&bytes)].to_vec()),
        ("one byte too much", [&bytes[..], &[0]].concat()),
        ("nothing", Vec::new()),
    ] {
        fs::write(&worse, bytes).unwrap();
        for told in
            [refused(&house.restores(&worse, "key", &["--replace"])), refused(&checks(&house, &worse, "key"))]
        {
            assert!(
                told.contains("damaged or cut")
                    || told.contains("isn't a whole archive")
                    || told.contains("doesn't open"),
                "{name}: {told}"
            );
        }
        assert!(house.everything().await == before, "{name} changed something");
    }
    done(&house.process.run(&["backup", "key", house.safe.path().join("other").to_str().unwrap()]));
    let told = refused(&house.restores(&file, "other", &["--replace"]));
    assert!(told.contains("doesn't open with this key"), "{told}");
    assert!(house.everything().await == before, "another key changed something");
    let said = done(&checks(&house, &file, "key"));
    assert!(said.contains("audit record verified") && said.contains("holds"), "{said}");
    assert!(house.everything().await.1 == before.1, "a check leaves something behind");
    let said =
        refused(&house.process.run(&["backup", "key", house.safe.path().join("key").to_str().unwrap()]));
    assert!(said.contains("never written over"), "{said}");
}

/// The bytes of the last piece of the seal: it is shorter than 64 KiB and 16 bytes.
fn last_piece(bytes: &[u8]) -> usize {
    let head = bytes.windows(4).position(|window| window == b"\n---").unwrap();
    let head = head + 1 + bytes[head + 1..].iter().position(|byte| *byte == b'\n').unwrap() + 1 + 16;
    let piece = 64 * 1024 + 16;
    match (bytes.len() - head) % piece {
        0 => piece,
        rest => rest,
    }
}

fn checks(house: &House, file: &Path, key: &str) -> std::process::Output {
    let key = house.safe.path().join(key);
    house.process.run(&["backup", "check", file.to_str().unwrap(), "--identity", key.to_str().unwrap()])
}

#[rstest]
#[tokio::test]
async fn an_archive_tells_nothing_of_people_and_holds_no_key(#[values(Sqlite, Postgres)] db: Db) {
    let house = House::new(db).await;
    let file = house.backs_up();
    let folder = house.safe.path().join("unpacked");
    fs::create_dir(&folder).unwrap();
    let manifest = archive::unpack(&file, &house.safe.path().join("key"), &folder).unwrap();
    if db == Postgres {
        // What is packed in the dump would hide from the search.
        let words =
            Command::new("pg_restore").arg("--file=-").arg(folder.join("database.pgdump")).output().unwrap();
        assert!(holds(&words.stdout, b"COPY public.application "));
        fs::write(folder.join("database.sql"), words.stdout).unwrap();
    }
    let mut inside = vec![(file.clone(), fs::read(&file).unwrap())];
    files(&folder, &mut inside);
    assert!(inside.len() > 5 && manifest.parts.len() > 4, "{} files", inside.len());
    let ring: Value =
        serde_json::from_slice(&fs::read(house.process.folder().join("keys.json")).unwrap()).unwrap();
    let mut secrets: Vec<String> =
        ring["keys"].as_object().unwrap().values().map(|key| key.as_str().unwrap().to_owned()).collect();
    secrets.push(ring["index"]["key"].as_str().unwrap().to_owned());
    let mut planted: Vec<Vec<u8>> = vec!["次仁卓玛".into(), PHONE.into()];
    for secret in secrets {
        planted.push(data_encoding::BASE64.decode(secret.as_bytes()).unwrap());
        planted.push(secret.into_bytes());
    }
    for login in house.process.demo().unwrap()["staff"].as_array().unwrap() {
        planted.push(login["password"].as_str().unwrap().into());
    }
    for (path, bytes) in &inside {
        for text in &planted {
            assert!(!holds(bytes, text), "{} stands in {}", String::from_utf8_lossy(text), path.display());
        }
    }
    let mut without = house.process;
    without.set("HECHANG_BACKUP_RECIPIENTS", "");
    let told = refused(&without.run(&["backup", "--into", folder.to_str().unwrap()]));
    assert!(told.contains("HECHANG_BACKUP_RECIPIENTS"), "{told}");
}

#[rstest]
#[tokio::test]
async fn what_was_erased_since_does_not_come_back(#[values(Sqlite, Postgres)] db: Db) {
    let mut house = House::new(db).await;
    let file = house.backs_up();
    {
        let zhuoma = Caller::citizen(&house.process, PHONE).await;
        let reason = serde_json::json!({ "reason": "不需要了" });
        let withdraw = format!("{}/withdraw", house.application);
        zhuoma.ask(&house.process, Method::POST, &withdraw).json(&reason).await.expect(200);
        zhuoma.ask(&house.process, Method::POST, "/api/v1/me/deletion").await.expect(200);
    }
    house.stops().await;
    // Each start brings the list of erasures up to date.
    house.process.start_again().await;
    Caller::citizen(&house.process, "13800000002").await;
    house.stops().await;
    let list = house.safe.path().join("erasures.list");
    fs::copy(house.process.folder().join("anchors/erasures.list"), &list).unwrap();
    let said = done(&house.restores(&file, "key", &["--replace"]));
    assert!(
        said.contains("1 records erased again") && said.contains("what was there before is in"),
        "{said}"
    );
    // The list itself stays the newest one, and from a copy it goes as well.
    house.burns_down().await;
    let said = done(&house.restores(&file, "key", &["--erasures", list.to_str().unwrap()]));
    assert!(said.contains("1 records erased again"), "{said}");
    house.process.start_again().await;
    let anew = Caller::citizen(&house.process, PHONE).await;
    anew.ask(&house.process, Method::GET, &house.application).await.expect(404);
}
