//! Wiring: everything a request needs in one value, and the list of slices.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use actix_web::{
    HttpServer,
    dev::ServerHandle,
    middleware::{Compress, from_fn},
    web::{Data, ServiceConfig as PageConfig},
};
use tokio::{
    sync::Notify,
    task::{JoinHandle, JoinSet},
};
use utoipa::OpenApi;
use utoipa_actix_web::{AppExt, service_config::ServiceConfig};

use crate::{
    applications, appointments, assistance, audit,
    catalog::{self, Catalog},
    config::Config,
    demo::{self, Demonstration},
    documents::{self, Press},
    error::Internal,
    identity::{self, actor::By},
    ledger, materials, notifications, ops, organs,
    platform::{
        blobs::Blobs,
        cache::{self, Cache},
        chain::{self, Seals},
        change::Change,
        clock::{Clock, SystemClock},
        database::Database,
        limits::Limits,
        outbox::{Channel, Gateway, Sandbox, Worker},
        outgoing,
        scanner::Scanner,
        vault::Vault,
    },
    privacy,
    qr::{self, scans::Scans},
    referrals, representation, retention,
    web::{assets, language, pages::Pages, panics, problems, rate_limit, security, texts::Texts},
    wechat::{self, client::Wechat},
};

/// How long closing the database may take when the program ends.
const LAST_CHANCE: Duration = Duration::from_secs(1);

/// Everything a request needs. What differs between a test and life is behind an `Arc<dyn …>`.
pub struct App {
    /// Settings.
    pub config: Config,
    /// The public address, without a slash at its end.
    pub public_url: String,
    /// The database.
    pub db: Database,
    /// Seals and opens personal data.
    pub vault: Arc<Vault>,
    /// The keys of the audit record.
    pub seals: Arc<Seals>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Counters and claims.
    pub cache: Arc<dyn Cache>,
    /// Files at rest.
    pub blobs: Blobs,
    /// How often something may be tried.
    pub limits: Limits,
    /// The program's words.
    pub texts: Arc<Texts>,
    /// The pages.
    pub pages: Pages,
    /// The services.
    pub catalog: Arc<Catalog>,
    /// Wakes the outbox.
    pub wake: Arc<Notify>,
    /// Scans that aren't written yet.
    pub scans: Scans,
    /// Who somebody is, as WeChat knows them.
    pub wechat: Arc<dyn Wechat>,
    /// Looks at files, where there is one.
    pub scanner: Option<Scanner>,
    /// Sets documents as PDF.
    pub press: Arc<Press>,
}

/// What is handed in from outside.
pub struct Outside {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Sends messages.
    pub channel: Arc<dyn Channel>,
}

impl Outside {
    /// The real clock, and the channel that the settings name.
    pub fn from_config(config: &Config) -> anyhow::Result<Self> {
        outgoing::provide_tls();
        let channel: Arc<dyn Channel> = match &config.sms_url {
            Some(url) => {
                let networks = config.outgoing_networks.nets();
                Arc::new(Gateway::new(url.clone(), config.sms_token.clone(), networks)?)
            }
            None => Arc::new(Sandbox),
        };
        Ok(Self { clock: Arc::new(SystemClock::starting_at(config.clock)), channel })
    }
}

impl App {
    /// Opens database, cache and keys, brings the schema up to date and reads catalog and texts.
    pub async fn build(config: Config, clock: Arc<dyn Clock>, public_url: String) -> anyhow::Result<Self> {
        std::fs::create_dir_all(&config.data_dir)?;
        let (texts, catalog) = (Arc::new(Texts::load()?), Catalog::compiled_in()?);
        assistance::rules::Rules::compiled_in()?;
        let pages = Pages::load(&texts)?;
        let vault = Arc::new(Vault::of_file(&config.keys_file(), config.demo(), config.crypto_suite)?);
        let db = Database::connect(&config.database_url()).await?;
        db.up_to_date().await?;
        let seals = Arc::new(Seals::open(&db, &vault, clock.now()).await?);
        chain::adopt(&db, &seals).await?;
        let cache = cache::open(config.redis_url.as_deref()).await?;
        let limits = Limits::new(cache.clone(), config.limits == crate::config::Switch::On);
        let blobs = Blobs::open(&config)?;
        let wake = Arc::new(Notify::new());
        let wechat = wechat::client::open(&config, clock.clone())?;
        let scanner = config.scanner.as_deref().map(Scanner::at).transpose()?;
        let press = Arc::new(Press::new(config.font_folders()));
        let app = Self {
            config,
            public_url,
            db,
            vault,
            seals,
            clock,
            cache,
            blobs,
            limits,
            texts,
            pages,
            catalog,
            wake,
            scans: Scans::default(),
            wechat,
            scanner,
            press,
        };
        organs::service::enter_nation(&app).await?;
        Ok(app)
    }

    /// Begins a change. Of a member of staff the account is read again within it: a right that was withdrawn since the request
    /// began counts at once (security.md AC-10).
    ///
    /// # Errors
    /// 401 for a member of staff whose account, roles or place changed.
    pub async fn change(&self, by: impl Into<By<'_>>) -> Result<Change, Internal> {
        let By { author, staff } = by.into();
        let tx = self.db.begin().await?;
        if let Some(known) = staff {
            identity::staff::still(&tx, known).await?;
        }
        let (vault, seals, wake) = (self.vault.clone(), self.seals.clone(), self.wake.clone());
        Ok(Change::new(tx, author, self.clock.now(), vault, seals, wake))
    }

    /// The worker that sends messages.
    fn outbox_worker(&self, channel: Arc<dyn Channel>) -> Worker {
        Worker {
            db: self.db.clone(),
            vault: self.vault.clone(),
            clock: self.clock.clone(),
            channel,
            wake: self.wake.clone(),
        }
    }
}

/// The listening server with its background work.
pub struct Running {
    /// The wiring.
    pub app: Data<App>,
    /// Where it listens.
    pub address: SocketAddr,
    /// Stops it.
    pub handle: ServerHandle,
    /// Where the keeper asks, in production.
    pub ops: Option<SocketAddr>,
    /// How to get in, in demo mode.
    pub demonstration: Option<Demonstration>,
    server: JoinHandle<std::io::Result<()>>,
    background: JoinSet<()>,
    ops_handle: Option<ServerHandle>,
}

impl Running {
    /// Waits until the server has stopped, by a signal or by [`Self::handle`], then ends the background work and
    /// closes the database.
    pub async fn finish(mut self) -> anyhow::Result<()> {
        self.server.await??;
        if let Some(ops) = self.ops_handle {
            ops.stop(false).await;
        }
        self.background.shutdown().await;
        self.app.scans.finish(&self.app.db).await;
        // A connection that a stopped worker held is never given back; closing would wait for it forever.
        let closing = tokio::time::timeout(LAST_CHANCE, self.app.db.clone().close());
        if let Ok(closed) = closing.await {
            closed?;
        }
        Ok(())
    }
}

/// Builds the app and begins to listen.
pub async fn start(config: Config, outside: Outside) -> anyhow::Result<Running> {
    outgoing::provide_tls();
    let listener = std::net::TcpListener::bind(config.listen)?;
    let address = listener.local_addr()?;
    let public_url = config.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
    let public_url = public_url.trim_end_matches('/').to_owned();
    let app = Data::new(App::build(config, outside.clock, public_url).await?);
    retention::replay::before_serving(&app).await?;
    organs::service::warn_of_missing_calendars(&app).await?;
    let prepared = if app.config.demo() { Some(demo::prepare(&app).await?) } else { None };
    let mut background = JoinSet::new();
    background.spawn(app.outbox_worker(outside.channel).run());
    background.spawn(ops::metrics::keep());
    background.spawn(applications::service::keep_house(app.clone()));
    background.spawn(qr::service::keep_scans(app.clone()));
    materials::service::keep_house(&mut background, app.clone());
    background.spawn(audit::anchors::keep(app.clone()));
    assistance::custody::service::keep_house(&mut background, app.clone());
    retention::keep_house(&mut background, app.clone());
    let (ops, ops_handle) = open_ops(&app)?.unzip();
    let server = listen(app.clone(), listener)?;
    let handle = server.handle();
    let server = tokio::spawn(server);
    let demonstration = match prepared {
        Some(prepared) => Some(demo::publish(&app, address, prepared).await?),
        None => None,
    };
    Ok(Running { app, address, handle, ops, demonstration, server, background, ops_handle })
}

/// Demo mode has everything on one listener.
fn open_ops(app: &Data<App>) -> std::io::Result<Option<(SocketAddr, ServerHandle)>> {
    if app.config.demo() {
        return Ok(None);
    }
    let ops = ops::listener::open(app.clone())?;
    tokio::spawn(ops.server);
    Ok(Some((ops.address, ops.handle)))
}

fn listen(app: Data<App>, listener: std::net::TcpListener) -> std::io::Result<actix_web::dev::Server> {
    Ok(HttpServer::new(move || {
        let (service, _) = actix_web::App::new()
            .into_utoipa_app()
            .openapi(Description::openapi())
            .configure(slices)
            .split_for_parts();
        service
            .app_data(app.clone())
            .configure(|config| pages(config, app.config.demo()))
            .wrap(from_fn(audit::refusals::note))
            .wrap(from_fn(rate_limit::writes))
            .wrap(from_fn(identity::cookie::recognize))
            .wrap(from_fn(problems::show))
            .wrap(from_fn(rate_limit::headers))
            .wrap(from_fn(language::remember))
            .wrap(from_fn(security::own_name))
            .wrap(from_fn(security::said_once))
            .wrap(from_fn(security::headers))
            .wrap(Compress::default())
            .wrap(from_fn(panics::survive))
            .wrap(from_fn(ops::metrics::measure))
    })
    .shutdown_timeout(8)
    .client_request_timeout(Duration::from_secs(30))
    .listen(listener)?
    .run())
}

/// The description of the API, before the slices add their routes.
#[derive(OpenApi)]
#[openapi(info(
    title = "Hechang",
    description = "The backend behind the QR code on a community service center's wall"
))]
struct Description;

/// The description of the API with all routes.
pub fn description() -> utoipa::openapi::OpenApi {
    actix_web::App::new()
        .into_utoipa_app()
        .openapi(Description::openapi())
        .configure(slices)
        .split_for_parts()
        .1
}

/// Every slice's routes.
fn slices(config: &mut ServiceConfig<'_>) {
    config.configure(applications::routes);
    config.configure(appointments::routes);
    config.configure(assistance::custody::routes);
    config.configure(assistance::closing::routes);
    config.configure(assistance::recovery::routes);
    config.configure(assistance::payments::routes);
    config.configure(assistance::followup::routes);
    config.configure(assistance::investigation::routes);
    config.configure(assistance::routes);
    config.configure(audit::routes);
    config.configure(catalog::routes);
    config.configure(crate::desk::routes);
    config.configure(documents::routes);
    config.configure(identity::routes);
    config.configure(ledger::routes);
    config.configure(materials::routes);
    config.configure(ops::routes);
    config.configure(organs::routes);
    config.configure(privacy::routes);
    config.configure(qr::routes);
    config.configure(referrals::routes);
    config.configure(representation::routes);
    config.configure(wechat::routes);
}

/// Every slice's pages, which the description leaves out; the sandbox in demo mode only.
fn pages(config: &mut PageConfig, demo: bool) {
    config.configure(assets::pages);
    config.configure(applications::pages);
    config.configure(appointments::pages);
    config.configure(appointments::console_pages);
    config.configure(assistance::pages);
    config.configure(assistance::console_pages);
    config.configure(assistance::custody::pages);
    config.configure(assistance::closing::pages);
    config.configure(assistance::recovery::pages);
    config.configure(assistance::payments::pages);
    config.configure(assistance::followup::pages);
    config.configure(assistance::investigation::pages);
    config.configure(audit::pages);
    config.configure(catalog::pages);
    config.configure(crate::desk::pages);
    config.configure(documents::pages);
    config.configure(identity::pages);
    config.configure(ledger::pages);
    config.configure(materials::pages);
    config.configure(organs::pages);
    config.configure(privacy::pages);
    config.configure(referrals::pages);
    config.configure(representation::pages);
    if demo {
        config.configure(notifications::pages);
        config.configure(wechat::sandbox_pages);
        config.service(ops::api::figures);
    }
    config.configure(qr::pages);
}
