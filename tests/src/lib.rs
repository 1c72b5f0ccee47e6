//! What the journeys in `journeys/` stand on. A test asks only for what it is about:
//!
//! - [`town::Town`]: the whole program in this process on a fresh database; its people sign in and ask.
//!   `#[rstest] #[tokio::test] async fn …(#[values(Sqlite, Postgres)] db: Db) { let town = Town::new(db).await; … }`
//! - [`ask::Ask`]: `person.post("/api/v1/…").json(json!({…})).await.expect(201)`, or `.expect_problem(422, "invalid")`.
//! - [`browser::Browser`]: `town.browser("zh-CN")` keeps cookies, follows redirects and fills in forms, without scripts.
//! - [`foundation::Foundation`]: the wiring without a server, for tests of what slices stand on.
//! - [`process::Process`]: the built binary in demo mode, to be stopped, killed and started again.
//! - [`clamd::Clamd`]: a scanner of files.
//! - [`relay::Relay`]: a service outside that can be taken away and brought back.
//! - [`samples`]: photographs, documents and recordings.
//! - [`patience::eventually`]: waits for something that happens in the background.
//!
//! PostgreSQL is named by `HECHANG_TEST_POSTGRES_URL`, Redis by `HECHANG_TEST_REDIS_URL`; without them their tests fail.

pub mod ask;
pub mod browser;
pub mod clamd;
pub mod database;
pub mod foundation;
pub mod patience;
pub mod people;
pub mod process;
pub mod relay;
pub mod samples;
pub mod town;
