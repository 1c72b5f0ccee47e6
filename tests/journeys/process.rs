//! The built binary as its keeper runs it: started, stopped, killed, started again.

use hechang_tests::{
    database::Db::Sqlite,
    process::{Process, run},
};

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
