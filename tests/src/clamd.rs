//! A scanner of files that knows one bad word, by clamd's INSTREAM.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Where it listens.
pub struct Clamd {
    /// `host:port`.
    pub address: SocketAddr,
}

impl Clamd {
    /// Listens; files with this in them are refused, those with `unsure` in them can't be told.
    pub async fn refusing(bad: &'static [u8], unsure: &'static [u8]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::spawn(async move {
                    drop(answer(connection, bad, unsure).await);
                });
            }
        });
        Self { address }
    }
}

async fn answer(mut connection: TcpStream, bad: &[u8], unsure: &[u8]) -> std::io::Result<()> {
    let mut command = [0; 10];
    connection.read_exact(&mut command).await?;
    assert_eq!(&command, b"zINSTREAM\0");
    let mut file = Vec::new();
    loop {
        let length = connection.read_u32().await?;
        if length == 0 {
            break;
        }
        let mut piece = vec![0; usize::try_from(length).expect("a length")];
        connection.read_exact(&mut piece).await?;
        file.extend(piece);
    }
    let holds = |word: &[u8]| file.windows(word.len()).any(|part| part == word);
    let said: &[u8] = if holds(bad) {
        b"stream: Test.Signature FOUND\0"
    } else if holds(unsure) {
        b"INSTREAM size limit exceeded. ERROR\0"
    } else {
        b"stream: OK\0"
    };
    connection.write_all(said).await
}
