use std::os::unix::fs::PermissionsExt;

use serde_json::{Value, json};

use super::*;

const OLD: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap()
}

fn ring(content: &Value) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    write_private(&file, content.to_string().as_bytes()).unwrap();
    (folder, file)
}

#[test]
fn a_ring_is_made_once_and_only_its_owner_may_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    assert!(KeyRing::open(&file, false, Suite::default()).is_err());
    let made = KeyRing::open(&file, true, Suite::default()).unwrap();
    assert!(made.is_of_demo());
    assert_eq!(KeyRing::open(&file, false, Suite::default()).unwrap().current(), made.current());
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    assert!(KeyRing::read(&file).is_err());
}

#[test]
fn a_new_key_becomes_current_and_lasting_keys_stay() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    let first = KeyRing::add(&file, false, Suite::Sm4Gcm, now()).unwrap();
    let before = KeyRing::read(&file).unwrap();
    assert!(!before.is_of_demo() && before.hash() == Hash::Sm3);
    let second = KeyRing::add(&file, false, Suite::Sm4Gcm, now()).unwrap();
    let after = KeyRing::read(&file).unwrap();
    assert_eq!((after.current(), after.current_since()), (second.as_str(), Some(now())));
    assert_eq!(after.lasting("index:a").as_slice(), before.lasting("index:a").as_slice());
    assert_eq!(after.derive(&first, "x").unwrap().as_slice(), before.derive(&first, "x").unwrap().as_slice());
    let waiting = KeyRing::add(&file, true, Suite::Sm4Gcm, now()).unwrap();
    assert_eq!(KeyRing::read(&file).unwrap().current(), second);
    KeyRing::make_current(&file, &waiting, now()).unwrap();
    assert_eq!(KeyRing::read(&file).unwrap().current(), waiting);
    assert!(KeyRing::remove(&file, &waiting).is_err(), "the current key stays");
    assert!(KeyRing::remove(&file, "k0").is_err());
    KeyRing::remove(&file, &first).unwrap();
    assert_eq!(KeyRing::read(&file).unwrap().names().count(), 2);
}

#[test]
fn a_ring_without_an_index_goes_on_with_the_key_it_was_made_with() {
    let (_folder, file) = ring(&json!({ "current": "k1", "keys": { "k1": OLD } }));
    let before = KeyRing::read(&file).unwrap();
    assert_eq!(
        before.lasting("index:citizen.phone").as_slice(),
        before.derive("k1", "index:citizen.phone").unwrap().as_slice()
    );
    KeyRing::add(&file, false, Suite::default(), now()).unwrap();
    KeyRing::remove(&file, "k1").unwrap();
    let after = KeyRing::read(&file).unwrap();
    let index = |ring: &KeyRing| ring.lasting("index:citizen.phone").as_slice().to_vec();
    assert_eq!(index(&after), index(&before));
}

#[test]
fn a_faulty_ring_is_refused_with_its_reason() {
    for (content, why) in [
        (json!({ "current": "k2", "keys": { "k1": OLD } }), "current"),
        (json!({ "current": "k1", "keys": { "k1": "c2hvcnQ=" } }), "32 bytes"),
        (json!({ "current": "k1", "keys": { "k1": "?" } }), "base64"),
        (json!({ "current": "k1", "keys": { "k1": OLD }, "index": { "key": "c2hvcnQ=" } }), "32 bytes"),
        (json!({ "current": "k\n", "keys": { "k\n": OLD } }), "name"),
        (json!({ "keys": {} }), "JSON"),
    ] {
        let (_folder, file) = ring(&content);
        let refused = format!("{:#}", KeyRing::read(&file).err().unwrap());
        assert!(refused.contains(why), "{refused}");
        assert!(!refused.contains(OLD), "{refused}");
    }
}

#[test]
fn a_secret_prints_nothing() {
    assert_eq!(format!("{:?}", Secret::from([7; 32])), "Secret(…)");
}
