//! Whether our own server answers.

use std::{net::SocketAddr, time::Duration};

use anyhow::Context;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

const PATIENCE: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(10);
const QUESTION: &[u8] = b"GET /healthz HTTP/1.0\r\n\r\n";

/// Waits until it does.
pub(super) async fn wait(address: SocketAddr) -> anyhow::Result<()> {
    let asking = async {
        while !answers(address).await.is_ok_and(|healthy| healthy) {
            sleep(PAUSE).await;
        }
    };
    timeout(PATIENCE, asking).await.with_context(|| format!("{address} doesn't answer"))
}

async fn answers(address: SocketAddr) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(QUESTION).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer.lines().next().is_some_and(|status| status.contains(" 200 ")))
}
