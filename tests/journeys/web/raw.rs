//! Requests as bytes, which no well-behaved client sends: refused, and the connection is closed (security.md WEB-12, WEB-13).

use std::time::Duration;

use hechang_tests::{database::Db::Sqlite, town::Town};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// What comes back until the connection is closed, or until nothing comes any more.
pub async fn answer(address: &str, request: &str) -> (String, bool) {
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(request.as_bytes()).await.unwrap();
    let (mut said, mut piece) = (Vec::new(), [0; 4096]);
    loop {
        match timeout(Duration::from_secs(2), connection.read(&mut piece)).await {
            Ok(Ok(0) | Err(_)) => return (String::from_utf8_lossy(&said).into_owned(), true),
            Ok(Ok(length)) => said.extend(&piece[..length]),
            Err(_) => return (String::from_utf8_lossy(&said).into_owned(), false),
        }
    }
}

#[tokio::test]
async fn a_request_that_could_be_read_in_two_ways_is_refused() {
    let town = Town::new(Sqlite).await;
    let address = town.url("").trim_start_matches("http://").to_owned();
    let post = "POST /api/v1/tracking HTTP/1.1\r\nHost: town.test\r\nContent-Type: application/json\r\n";
    let get = "GET /healthz HTTP/1.1\r\nHost: town.test\r\n";
    let (fine, _) = answer(&address, &format!("{get}Connection: close\r\n\r\n")).await;
    assert!(fine.starts_with("HTTP/1.1 200"), "{fine}");
    for (name, request) in [
        (
            "length and chunks",
            format!("{post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ),
        (
            "chunks and length",
            format!("{post}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"),
        ),
        ("two lengths", format!("{post}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}")),
        ("a length with a sign", format!("{post}Content-Length: +2\r\n\r\n{{}}")),
        ("a list of lengths", format!("{post}Content-Length: 2, 2\r\n\r\n{{}}")),
        ("another coding", format!("{post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n")),
        (
            "chunked twice",
            format!("{post}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ),
        ("a folded line", format!("{get}X-Long: a\r\n b\r\n\r\n")),
        ("a space before the colon", format!("{get}X-Long : a\r\n\r\n")),
        ("two names", format!("{get}Host: elsewhere.test\r\n\r\n")),
        ("a NUL", format!("{get}X-Nul: a\0b\r\n\r\n")),
        ("two spaces", "GET  /healthz HTTP/1.1\r\nHost: town.test\r\n\r\n".into()),
    ] {
        let (said, closed) = answer(&address, &request).await;
        assert!(said.starts_with("HTTP/1.1 400"), "{name}: {said}");
        assert!(closed, "{name}: the connection stays open");
        assert_eq!(said.matches("HTTP/1.1 ").count(), 1, "{name}: answered twice");
    }
}

#[tokio::test]
async fn unknown_methods_are_refused_and_nothing_tells_a_version() {
    let town = Town::new(Sqlite).await;
    let address = town.url("").trim_start_matches("http://").to_owned();
    for method in ["TRACE", "TRACK", "CONNECT", "PROPFIND", "PATCH", "MKCOL", "DEBUG", "get"] {
        for path in ["/", "/healthz", "/api/v1/me", "/sign-in", "/nowhere"] {
            let request = format!("{method} {path} HTTP/1.1\r\nHost: town.test\r\nConnection: close\r\n\r\n");
            let (said, _) = answer(&address, &request).await;
            let status = said.get(9..12).unwrap_or_default();
            assert!(["400", "404", "405", "501"].contains(&status), "{method} {path}: {said}");
            assert!(path == "/nowhere" || status != "404", "{method} {path}: {said}");
            let lower = said.to_lowercase();
            assert!(!lower.contains("\r\nserver:") && !lower.contains("x-powered-by"), "{said}");
            assert!(!lower.contains("actix") && !lower.contains(env!("CARGO_PKG_VERSION")), "{said}");
        }
    }
}
