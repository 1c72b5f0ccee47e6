//! The built binary as its keeper runs it: started, stopped, killed, started again.

use std::os::unix::fs::PermissionsExt;

use hechang_tests::{
    ask::Method,
    database::Db::Sqlite,
    process::{Process, run},
};
use serde_json::{Value, json};

#[test]
fn production_refuses_to_start_on_a_demonstrations_settings() {
    let refused = run(&["serve"], &[("HECHANG_MODE", "production")]);
    assert!(!refused.status.success());
    let told = String::from_utf8_lossy(&refused.stderr);
    assert!(told.contains("HECHANG_PUBLIC_URL"), "{told}");
}

#[test]
fn the_commands_answer() {
    assert!(run(&["migrate"], &[]).status.success());
    let description = run(&["openapi"], &[]);
    assert!(description.status.success());
    assert!(description.stdout.starts_with(b"openapi: 3.1"));
    assert!(!run(&["no-such-command"], &[]).status.success());
}

#[tokio::test]
async fn a_crash_would_write_no_memory_to_disk() {
    let process = Process::start(Sqlite, &[]).await;
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", process.pid())).unwrap();
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
}

/// What production says to these settings besides right ones; it never gets as far as listening.
fn refused(settings: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys.json");
    write_ring(&keys, &[7; 32], 0o600);
    let right = [
        ("HECHANG_MODE", "production"),
        ("HECHANG_PUBLIC_URL", "https://hechang.example"),
        ("HECHANG_KEYS_FILE", keys.to_str().unwrap()),
        ("HECHANG_SMS_URL", "https://sms.example/send"),
        // What is right is followed by a fault that isn't of the settings: an address that no machine here has.
        ("HECHANG_OPS_LISTEN", "203.0.113.1:1"),
        ("HECHANG_LISTEN", "127.0.0.1:0"),
    ];
    let refused = run(&["serve"], &[&right, settings].concat());
    assert!(!refused.status.success());
    String::from_utf8_lossy(&refused.stderr).into_owned()
}

fn write_ring(file: &std::path::Path, key: &[u8], mode: u32) {
    let ring = json!({ "current": "k1", "keys": { "k1": data_encoding::BASE64.encode(key) } });
    std::fs::write(file, ring.to_string()).unwrap();
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn production_names_every_fault_of_its_settings_at_once() {
    let told = refused(&[]);
    assert!(!told.contains("HECHANG_") && !told.contains("panicked"), "right settings have no fault: {told}");
    assert!(told.contains("assign requested address"), "it got as far as listening: {told}");
    let wrong = [
        ("HECHANG_PUBLIC_URL", "http://hechang.example"),
        ("HECHANG_CLOCK", "2026-03-02T02:00:00Z"),
        ("HECHANG_LIMITS", "off"),
        ("HECHANG_TOTP", "optional"),
        ("HECHANG_WECHAT_APPID", "wx1"),
        ("HECHANG_WECHAT_URL", "http://api.weixin.qq.com"),
        ("HECHANG_SMS_URL", "http://sms.example/send"),
        ("HECHANG_DATABASE_URL", "postgres://u:geheim@db.example/hechang?sslmode=prefer"),
        ("HECHANG_REDIS_URL", "redis://:geheim@cache.example"),
        ("HECHANG_SCANNER", "scanner.example:3310"),
    ];
    let told = refused(&wrong);
    for (name, _) in wrong {
        assert!(
            told.contains(&format!("{name}: ")) || told.contains(&format!("{name} and ")),
            "{name}: {told}"
        );
    }
    assert!(!told.contains("geheim"), "{told}");
    for gone in ["HECHANG_SMS_URL", "HECHANG_KEYS_FILE"] {
        let without = run(&["serve"], &[("HECHANG_MODE", "production")]);
        assert!(String::from_utf8_lossy(&without.stderr).contains(gone), "{gone}");
    }
}

#[test]
fn production_refuses_keys_that_are_weak_or_open_to_others() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys.json");
    let file = keys.to_str().unwrap();
    for (key, mode) in
        [(&[7; 31][..], 0o600), (&[7; 16], 0o600), (&[], 0o600), (&[7; 32], 0o644), (&[7; 32], 0o640)]
    {
        write_ring(&keys, key, mode);
        let told = refused(&[("HECHANG_KEYS_FILE", file)]);
        assert!(told.contains("keys.json") || told.contains("key"), "{mode:o} {}: {told}", key.len());
        assert!(!told.contains(&data_encoding::BASE64.encode(&[7; 16])), "{told}");
    }
    std::fs::remove_file(&keys).unwrap();
    refused(&[("HECHANG_KEYS_FILE", file)]);
    assert!(!keys.exists(), "production makes no keys by itself");
}

#[test]
fn production_reaches_its_store_encrypted_or_on_the_same_machine() {
    let store = |endpoint: &str| {
        refused(&[
            ("HECHANG_BLOB_URL", "s3://hechang/files"),
            ("AWS_ENDPOINT_URL", endpoint),
            ("AWS_ACCESS_KEY_ID", "a"),
            ("AWS_SECRET_ACCESS_KEY", "geheim"),
            ("AWS_REGION", "r"),
        ])
    };
    let told = store("http://store.example");
    assert!(told.contains("AWS_ENDPOINT_URL: production needs an https address"), "{told}");
    for right in ["https://store.example", "http://127.0.0.1:9000"] {
        let told = store(right);
        assert!(!told.contains("AWS_ENDPOINT_URL") && !told.contains("geheim"), "{told}");
    }
}

#[tokio::test]
async fn secrets_are_neither_shown_nor_given_as_arguments() {
    const SECRETS: [(&str, &str); 2] =
        [("HECHANG_SMS_TOKEN", "planted-sms-token"), ("HECHANG_WECHAT_SECRET", "planted-wechat-secret")];
    let settings = [SECRETS[0], SECRETS[1], ("HECHANG_WECHAT_APPID", "wx1"), ("RUST_LOG", "trace")];
    let mut process = Process::start(Sqlite, &settings).await;
    let ring: Value =
        serde_json::from_slice(&std::fs::read(process.folder().join("keys.json")).unwrap()).unwrap();
    let key = ring["keys"].as_object().unwrap().values().next().unwrap();
    let key = key.as_str().or(key["secret"].as_str()).unwrap_or("no-key").to_owned();
    let mut shown = vec![std::fs::read_to_string(format!("/proc/{}/cmdline", process.pid())).unwrap()];
    for path in
        ["/metrics", "/readyz", "/healthz", "/openapi.json", "/nowhere", "/", "/q/x%0d%0ay", "/api/v1/me"]
    {
        shown.push(process.ask(Method::GET, path).await.text());
    }
    for command in [&["--help"][..], &["keys", "--help"], &["staff", "add", "--help"], &["audit", "--help"]] {
        let told = process.run(command);
        shown.push(
            String::from_utf8_lossy(&told.stdout).into_owned() + &String::from_utf8_lossy(&told.stderr),
        );
        let help = shown.last().unwrap().to_lowercase();
        assert!(
            !["--password", "--secret", "--token", "--key "].iter().any(|word| help.contains(word)),
            "{help}"
        );
    }
    process.terminate();
    process.ended().await;
    let log = process.log();
    for line in log.lines().filter(|line| line.starts_with('{')) {
        assert!(serde_json::from_str::<Value>(line).is_ok(), "{line}");
    }
    shown.push(log);
    for text in shown {
        assert!(!text.contains("planted-") && !text.contains(&key), "{text}");
    }
}

#[test]
fn the_shipped_unit_gives_the_process_little() {
    let unit = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/systemd/hechang.service");
    let unit = std::fs::read_to_string(unit).unwrap();
    let settings: Vec<_> = unit.lines().filter(|line| !line.starts_with('#')).collect();
    for needed in [
        "User=hechang",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "ProtectSystem=strict",
        "StateDirectory=hechang",
        "StateDirectoryMode=0700",
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "PrivateDevices=yes",
        "RestrictSUIDSGID=yes",
        "MemoryDenyWriteExecute=yes",
        "SystemCallFilter=@system-service",
        "LimitCORE=0",
        "UMask=0077",
        "Environment=HECHANG_MODE=production",
    ] {
        assert!(settings.contains(&needed), "{needed} is missing");
    }
    assert!(!settings.iter().any(|line| line.starts_with("ReadWritePaths") || line.contains("User=root")));
}

/// Who serves neither changes the schema nor can read the address of the role that does.
#[test]
fn the_shipped_units_part_the_two_roles() {
    let unit = |name: &str| {
        let file = format!("{}/../deploy/systemd/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(file).unwrap()
    };
    let serving = unit("hechang.service");
    assert!(!serving.contains("migrate"), "{serving}");
    let changing = unit("hechang-migrate.service");
    assert!(changing.contains("\nEnvironmentFile=/etc/hechang/migrate.env\n"));
    assert!(
        changing.contains("\nBefore=hechang.service\n")
            && changing.contains("\nRequiredBy=hechang.service\n")
    );
    let backup = unit("hechang-backup.service");
    for unit in [&changing, &backup] {
        let start =
            unit.lines().find_map(|line| line.strip_prefix("ExecStart=/usr/local/bin/hechang ")).unwrap();
        let help = run(&[start.split(' ').next().unwrap(), "--help"], &[]);
        let help = String::from_utf8_lossy(&help.stdout).into_owned();
        assert!(
            start.split(' ').filter(|word| word.starts_with("--")).all(|word| help.contains(word)),
            "{start}: {help}"
        );
        for needed in [
            "User=hechang",
            "NoNewPrivileges=yes",
            "CapabilityBoundingSet=",
            "ProtectSystem=strict",
            "LimitCORE=0",
            "UMask=0077",
        ] {
            assert!(unit.lines().any(|line| line == needed), "{needed} is missing");
        }
    }
}
