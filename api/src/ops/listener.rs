//! The keeper's own listener in production, so that figures stay off the open network.

use std::net::SocketAddr;

use actix_web::{
    App as Site, HttpServer,
    dev::{Server, ServerHandle},
    middleware::from_fn,
    web::Data,
};

use crate::{app::App, ops::api, web::problems};

/// Where the keeper asks.
pub struct Listener {
    /// Where it listens.
    pub address: SocketAddr,
    /// Stops it.
    pub handle: ServerHandle,
    /// Runs it.
    pub server: Server,
}

/// Listens at `HECHANG_OPS_LISTEN`.
pub fn open(app: Data<App>) -> std::io::Result<Listener> {
    let listener = std::net::TcpListener::bind(app.config.ops_listen)?;
    let address = listener.local_addr()?;
    let server = HttpServer::new(move || {
        Site::new()
            .app_data(app.clone())
            .wrap(from_fn(problems::show))
            .service(api::healthz)
            .service(api::readyz)
            .service(api::figures)
    });
    let server = server.workers(1).disable_signals().listen(listener)?.run();
    Ok(Listener { address, handle: server.handle(), server })
}
