//! A request whose handling panics (security.md AUD-6, AUD-7).

use std::{process::Command, time::Duration};

use actix_web::{
    App as Site, HttpResponse, HttpServer,
    middleware::from_fn,
    web::{self, Data},
};
use hechang::{
    app::App,
    platform::clock::SystemClock,
    web::{language, panics, problems, security},
};
use hechang_tests::{ask::Answer, database::Db::Sqlite, foundation::Foundation};
use serde_json::Value;

const MARKER: &str = "marker-of-a-name-13800000001";

async fn breaks() -> HttpResponse {
    panic!("{MARKER}");
}

/// A site with the program's own layers and a handler that panics.
async fn site(config: hechang::config::Config) -> std::net::SocketAddr {
    let app = App::build(config, std::sync::Arc::new(SystemClock::default()), "http://town.test".into());
    let app = Data::new(app.await.expect("the wiring"));
    let server = HttpServer::new(move || {
        Site::new()
            .app_data(app.clone())
            .route("/breaks", web::get().to(breaks))
            .route("/works", web::get().to(HttpResponse::Ok))
            .wrap(from_fn(problems::show))
            .wrap(from_fn(language::remember))
            .wrap(from_fn(security::headers))
            .wrap(from_fn(panics::survive))
    });
    let server = server.workers(1).disable_signals().bind("127.0.0.1:0").expect("a port");
    let address = server.addrs()[0];
    tokio::spawn(server.run());
    address
}

async fn get(address: std::net::SocketAddr, path: &str) -> Answer {
    let client = reqwest::Client::builder().timeout(Duration::from_secs(10)).build().unwrap();
    let asked = client.get(format!("http://{address}{path}")).header("accept-language", "en");
    let answer = asked.send().await.expect("an answer");
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    Answer { status, headers, body: answer.bytes().await.unwrap() }
}

#[tokio::test]
async fn a_panic_is_answered_like_any_other_fault_and_the_program_goes_on() {
    let ground = Foundation::new(Sqlite).await;
    let address = site(ground.app.config.clone()).await;
    for _ in 0..3 {
        let answer = get(address, "/breaks").await;
        assert!(!answer.text().contains("marker"), "{}", answer.text());
        for header in ["content-security-policy", "x-content-type-options", "cache-control"] {
            assert!(!answer.header(header).is_empty(), "{header}");
        }
        let told: Value = answer.expect_problem(500, "internal");
        assert!(told["instance"].as_str().unwrap().starts_with("urn:uuid:"));
        get(address, "/works").await.expect(200);
    }
}

/// What the next test looks at, in a process of its own: the hook is the whole process's.
#[test]
#[ignore = "run by the next test"]
fn panics_in_a_process_of_its_own() {
    tracing_for_everybody();
    panics::keep_quiet();
    assert!(std::thread::spawn(|| panic!("{MARKER}")).join().is_err());
    let refused: Result<u32, _> = "marker-of-a-number".parse();
    assert!(std::thread::spawn(move || refused.unwrap()).join().is_err());
}

fn tracing_for_everybody() {
    let lines = tracing_subscriber::fmt().json().with_writer(std::io::stderr);
    lines.init();
}

#[test]
fn the_log_has_the_place_of_a_panic_and_not_its_words() {
    let test = "web::panics::panics_in_a_process_of_its_own";
    let mut command = Command::new(std::env::current_exe().unwrap());
    let ran = command.args([test, "--exact", "--ignored", "--nocapture"]).output().unwrap();
    assert!(ran.status.success());
    let log = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(log.matches("panics.rs").count(), 2, "{log}");
    assert!(!log.contains("marker") && !String::from_utf8_lossy(&ran.stdout).contains(MARKER), "{log}");
}
