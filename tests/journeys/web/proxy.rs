//! Requests that could be read in two ways, sent to the shipped proxy: it refuses them, or writes them anew so that the program reads
//! what the proxy has read (security.md WEB-12).

use std::{
    fs,
    net::{SocketAddr, TcpListener as Port},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
};

use hechang_tests::{database::Db::Sqlite, patience::eventually, town::Town};
use tempfile::TempDir;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::raw::answer;

const SITE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy/proxy/nginx.conf"));
const NAME: &str = "12309.example.cn";

/// The shipped site in front of the program, with somebody who listens between the two.
struct Proxy {
    child: Child,
    address: SocketAddr,
    heard: Arc<Mutex<Vec<u8>>>,
    _folder: TempDir,
}

impl Proxy {
    async fn before(town: &Town) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (address, other) = (free(), free());
        let heard = Arc::default();
        let program =
            listens(town.url("").trim_start_matches("http://").to_owned(), Arc::clone(&heard)).await;
        let file = folder.path().join("nginx.conf");
        fs::write(&file, config(&folder, [program, address, other])).unwrap();
        let mut nginx = Command::new("nginx");
        nginx
            .arg("-p")
            .arg(folder.path())
            .arg("-e")
            .arg(folder.path().join("error.log"))
            .arg("-c")
            .arg(&file);
        let child = nginx.stdin(Stdio::null()).spawn().expect("nginx: tests/tools/install has it");
        let proxy = Self { child, address, heard, _folder: folder };
        eventually("nginx", async || TcpStream::connect(proxy.address).await.ok()).await;
        proxy
    }

    /// What comes back, whether the connection is closed, and what the program got.
    async fn asked(&self, request: &str) -> (String, bool, String) {
        self.heard.lock().unwrap().clear();
        let (said, closed) = answer(&self.address.to_string(), request).await;
        (said, closed, String::from_utf8_lossy(&self.heard.lock().unwrap()).into_owned())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn free() -> SocketAddr {
    Port::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// The shipped site but for its addresses, its log and its certificate: how it reads a request doesn't depend on them.
fn config(folder: &TempDir, [program, address, other]: [SocketAddr; 3]) -> String {
    let here = folder.path().display();
    let mut site = SITE.to_owned();
    for (shipped, ours) in [
        ("server 127.0.0.1:8080;", format!("server {program};")),
        ("listen 443 ssl http2;", format!("listen {address};")),
        ("listen [::]:443 ssl http2;", String::new()),
        ("listen 80;", format!("listen {other};")),
        ("listen [::]:80;", String::new()),
        ("/var/log/nginx/hechang.log", format!("{here}/access.log")),
    ] {
        assert_eq!(site.matches(shipped).count(), 1, "{shipped}");
        site = site.replace(shipped, &ours);
    }
    let site: Vec<_> = site.lines().filter(|line| !line.trim_start().starts_with("ssl_")).collect();
    let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let folders = folders.map(|name| format!("{name}_temp_path {here}/{name};\n")).concat();
    let site = site.join("\n");
    format!("daemon off;\nmaster_process off;\npid {here}/pid;\nevents {{}}\nhttp {{\n{folders}{site}\n}}\n")
}

/// Passes bytes on to the program and remembers them.
async fn listens(program: String, heard: Arc<Mutex<Vec<u8>>>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            let (program, heard) = (TcpStream::connect(&program).await.unwrap(), heard.clone());
            let ((mut from, mut back), (mut answers, mut to)) =
                (connection.into_split(), program.into_split());
            tokio::spawn(async move { tokio::io::copy(&mut answers, &mut back).await });
            tokio::spawn(async move {
                let mut piece = [0; 4096];
                while let Ok(length @ 1..) = from.read(&mut piece).await {
                    heard.lock().unwrap().extend(&piece[..length]);
                    if to.write_all(&piece[..length]).await.is_err() {
                        break;
                    }
                }
            });
        }
    });
    address
}

#[tokio::test]
async fn the_shipped_proxy_refuses_what_is_ambiguous() {
    let town = Town::new(Sqlite).await;
    let proxy = Proxy::before(&town).await;
    let hidden = format!("GET /hidden HTTP/1.1\r\nHost: {NAME}\r\n\r\n");
    let post =
        format!("POST /api/v1/tracking HTTP/1.1\r\nHost: {NAME}\r\nContent-Type: application/json\r\n");
    let get = format!("GET /healthz HTTP/1.1\r\nHost: {NAME}\r\n");
    for (name, request) in [
        (
            "length and chunks",
            format!("{post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}"),
        ),
        (
            "chunks and length",
            format!("{post}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n{hidden}"),
        ),
        ("two lengths", format!("{post}Content-Length: 2\r\nContent-Length: 90\r\n\r\n{{}}{hidden}")),
        ("a length with a sign", format!("{post}Content-Length: +2\r\n\r\n{{}}{hidden}")),
        ("a list of lengths", format!("{post}Content-Length: 2, 2\r\n\r\n{{}}{hidden}")),
        ("another coding", format!("{post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n{hidden}")),
        ("a coding in disguise", format!("{post}Transfer-Encoding: \u{b}chunked\r\n\r\n0\r\n\r\n{hidden}")),
        (
            "chunked twice",
            format!(
                "{post}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}"
            ),
        ),
        ("a space before the colon", format!("{get}X-Long : a\r\n\r\n")),
        ("two names", format!("{get}Host: elsewhere.test\r\n\r\n")),
        ("a NUL", format!("{get}X-Nul: a\0b\r\n\r\n")),
        ("a bare carriage return", format!("{get}X-Long: a\rTransfer-Encoding: chunked\r\n\r\n")),
    ] {
        let (said, closed, heard) = proxy.asked(&request).await;
        assert!(said.starts_with("HTTP/1.1 400") || said.starts_with("HTTP/1.1 501"), "{name}: {said}");
        assert!(closed && said.matches("HTTP/1.1 ").count() == 1, "{name}: {said}");
        assert_eq!(heard, "", "{name}: the program got something");
    }
}

#[tokio::test]
async fn the_shipped_proxy_passes_on_only_what_it_has_read() {
    let town = Town::new(Sqlite).await;
    let proxy = Proxy::before(&town).await;
    let get = format!("GET /healthz HTTP/1.1\r\nHost: {NAME}\r\n");
    let last = "Connection: close\r\n\r\n";
    for (name, request) in [
        ("bare line feeds", format!("{get}X-One: a\nX-Two: b\n{last}").replace("\r\n", "\n")),
        ("one bare line feed", format!("{get}X-One: a\nContent-Length: 0\r\n{last}")),
        ("a line feed before an empty line", format!("{get}Connection: close\n\n")),
        ("a folded line", format!("{get}X-Long: a\r\n b\r\n{last}")),
        ("a folded coding", format!("{get}X-Long: a\r\n Transfer-Encoding: chunked\r\n{last}")),
        ("two spaces", format!("GET  /healthz HTTP/1.1\r\nHost: {NAME}\r\n{last}")),
    ] {
        let (said, closed, heard) = proxy.asked(&request).await;
        assert!(closed && said.matches("HTTP/1.1 ").count() == 1, "{name}: {said}");
        if said.starts_with("HTTP/1.1 400") {
            assert_eq!(heard, "", "{name}: the program got something");
            continue;
        }
        assert!(said.starts_with("HTTP/1.1 200"), "{name}: {said}");
        assert!(
            heard.starts_with("GET /healthz HTTP/1.1\r\n") && heard.ends_with("\r\n\r\n"),
            "{name}: {heard:?}"
        );
        assert_eq!(heard.matches('\n').count(), heard.matches("\r\n").count(), "{name}: {heard:?}");
        assert!(
            !heard.contains("\r\n ") && !heard.to_lowercase().contains("transfer-encoding"),
            "{name}: {heard:?}"
        );
        assert_eq!(heard.matches("Host: ").count(), 1, "{name}: {heard:?}");
    }
}
