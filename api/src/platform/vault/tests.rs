use chrono::DateTime;

use super::*;

fn here() -> Place {
    Place { column: "citizen.phone", row: ids::new_id() }
}

#[test]
fn a_value_opens_only_where_it_was_sealed() {
    for suite in Suite::ALL {
        let vault = Vault::new(KeyRing::ephemeral().unwrap()).with_suite(suite);
        let here = here();
        let sealed = vault.seal(here, "13800000000".as_bytes()).unwrap();
        assert_eq!(vault.open(here, &sealed).unwrap(), b"13800000000");
        assert!(vault.open(Place { row: ids::new_id(), ..here }, &sealed).is_err());
        assert!(vault.open(Place { column: "citizen.name", ..here }, &sealed).is_err());
        assert!(vault.open(here, sealed.split_last().unwrap().1).is_err());
        for changed in 0..sealed.len() {
            let mut sealed = sealed.clone();
            sealed[changed] ^= 1;
            assert!(vault.open(here, &sealed).is_err(), "byte {changed}");
        }
    }
}

#[test]
fn both_suites_are_read_while_one_is_written() {
    let mut vault = Vault::new(KeyRing::ephemeral().unwrap());
    let here = here();
    for (before, after) in [(Suite::Aes256GcmSiv, Suite::Sm4Gcm), (Suite::Sm4Gcm, Suite::Aes256GcmSiv)] {
        vault = vault.with_suite(before);
        let sealed = vault.seal(here, b"x").unwrap();
        assert!(sealed.starts_with(&vault.present_header()));
        vault = vault.with_suite(after);
        assert_eq!(vault.open(here, &sealed).unwrap(), b"x");
        assert!(!sealed.starts_with(&vault.present_header()));
    }
}

#[test]
fn an_index_depends_on_column_and_key() {
    let vault = Vault::new(KeyRing::ephemeral().unwrap());
    let other = Vault::new(KeyRing::ephemeral().unwrap());
    let phone = vault.index("citizen.phone", "13800000000").unwrap();
    assert_eq!(phone, vault.index("citizen.phone", "13800000000").unwrap());
    assert_ne!(phone, vault.index("citizen.name", "13800000000").unwrap());
    assert_ne!(phone, other.index("citizen.phone", "13800000000").unwrap());
}

#[test]
fn a_file_s_key_opens_only_in_its_place() {
    let vault = Vault::new(KeyRing::ephemeral().unwrap());
    let place = Place { column: "material.key", row: ids::new_id() };
    let (key, sealed) = vault.new_file_key(place).unwrap();
    assert_eq!(vault.file_key(place, &sealed).unwrap().as_slice(), key.as_slice());
    assert!(vault.file_key(here(), &sealed).is_err());
}

#[test]
fn a_running_vault_follows_its_ring() {
    let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    let suite = Suite::default();
    let old = KeyRing::add(&file, false, suite, now).unwrap();
    let (one, other) =
        (Vault::of_file(&file, false, suite).unwrap(), Vault::of_file(&file, false, suite).unwrap());
    let here = here();
    let before = one.seal(here, b"before").unwrap();
    let (phone, csrf) = (one.index("citizen.phone", "1").unwrap(), one.key("csrf").unwrap());

    let new = KeyRing::add(&file, false, suite, now).unwrap();
    let fresh = Vault::of_file(&file, false, suite).unwrap();
    let after = fresh.seal(here, b"after").unwrap();
    assert_eq!(after[2..2 + new.len()], *new.as_bytes());
    // A value that names a key which isn't known makes the others look at once.
    assert_eq!(one.open(here, &after).unwrap(), b"after");
    assert_eq!(one.present_header(), header(suite, &new));
    assert!(other.verifying_key(&new, "access-token").is_some());
    for vault in [&one, &other, &fresh] {
        assert_eq!(vault.open(here, &before).unwrap(), b"before");
        assert_eq!(vault.index("citizen.phone", "1").unwrap(), phone);
        assert_eq!(vault.key("csrf").unwrap().as_slice(), csrf.as_slice());
    }

    KeyRing::remove(&file, &old).unwrap();
    let fresh = Vault::of_file(&file, false, suite).unwrap();
    assert!(fresh.open(here, &before).is_err());
    assert_eq!(fresh.open(here, &after).unwrap(), b"after");
}

#[test]
fn a_broken_ring_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    let vault = Vault::of_file(&file, true, Suite::default()).unwrap();
    let here = here();
    let sealed = vault.seal(here, b"x").unwrap();
    std::fs::write(&file, "nonsense").unwrap();
    assert!(vault.verifying_key("unknown", "access-token").is_none());
    assert_eq!(vault.open(here, &sealed).unwrap(), b"x");
}
