//! A way to a service outside the program that can be cut and mended, as a network is.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::Notify,
};

/// Passes bytes between a port of its own and a service.
pub struct Relay {
    address: SocketAddr,
    way: Arc<Way>,
}

#[derive(Default)]
struct Way {
    cut: AtomicBool,
    changed: Notify,
}

impl Relay {
    /// A way to `host:port`, open.
    pub async fn to(service: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let way = Arc::new(Way::default());
        tokio::spawn(pass_on(listener, service.to_owned(), way.clone()));
        Self { address, way }
    }

    /// A way to the service of a URL like `redis://host:port`, and the URL that leads through it.
    pub async fn through(url: &str) -> (Self, String) {
        let (scheme, rest) = url.split_once("://").expect("a URL");
        let (authority, path) = rest
            .split_once('/')
            .map_or((rest, String::new()), |(authority, path)| (authority, format!("/{path}")));
        let (user, service) =
            authority.rsplit_once('@').map_or(("", authority), |(user, service)| (user, service));
        let relay = Self::to(service).await;
        let at = if user.is_empty() { String::new() } else { format!("{user}@") };
        let url = format!("{scheme}://{at}{}{path}", relay.address);
        (relay, url)
    }

    /// Ends every connection and takes no more.
    pub fn cut(&self) {
        self.way.cut.store(true, Ordering::SeqCst);
        self.way.changed.notify_waiters();
    }

    /// Takes connections again.
    pub fn mend(&self) {
        self.way.cut.store(false, Ordering::SeqCst);
    }
}

async fn pass_on(listener: TcpListener, service: String, way: Arc<Way>) {
    while let Ok((mut near, _)) = listener.accept().await {
        let (service, way) = (service.clone(), way.clone());
        tokio::spawn(async move {
            let cut = way.changed.notified();
            if way.cut.load(Ordering::SeqCst) {
                return;
            }
            let Ok(mut far) = TcpStream::connect(service).await else { return };
            tokio::select! {
                _ = copy_bidirectional(&mut near, &mut far) => (),
                () = cut => (),
            }
        });
    }
}
