//! The scanner of files, clamd, by its INSTREAM command (security.md UP-10).

use std::{io, path::PathBuf, time::Duration};

use anyhow::Context;
use clamav_client::tokio as clamd;

use crate::platform::outgoing::Line;

/// For the largest file on a slow machine.
const TOTAL: Duration = Duration::from_secs(30);
const AT_ONCE: usize = 4;
const PIECE: usize = 64 * 1024;

/// What the scanner found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// Something that must not be opened.
    Malware,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Address {
    Socket(PathBuf),
    Host(String),
}

/// The scanner that the settings name.
pub struct Scanner {
    address: Address,
    line: Line,
}

impl Scanner {
    /// The scanner at `host:port` or `unix:/path`.
    pub fn at(address: &str) -> anyhow::Result<Self> {
        Ok(Self { address: parsed(address)?, line: Line::new("scanner", AT_ONCE, TOTAL) })
    }

    /// Has a file looked at.
    ///
    /// # Errors
    /// When the scanner is away, or says that it can't tell.
    pub async fn look(&self, bytes: &[u8]) -> anyhow::Result<Found> {
        Ok(self.line.call(self.ask(bytes), |_| true).await?)
    }

    async fn ask(&self, bytes: &[u8]) -> io::Result<Found> {
        let answer = match &self.address {
            Address::Socket(path) => {
                clamd::scan_buffer(bytes, clamd::Socket { socket_path: path }, Some(PIECE)).await?
            }
            Address::Host(host) => {
                clamd::scan_buffer(bytes, clamd::Tcp { host_address: host }, Some(PIECE)).await?
            }
        };
        understood(&answer)
    }
}

/// Whether an address leads to this machine; clamd's own protocol isn't encrypted.
pub fn is_here(address: &str) -> bool {
    match parsed(address) {
        Ok(Address::Socket(_)) => true,
        Ok(Address::Host(host)) => host.rsplit_once(':').is_some_and(|(name, _)| {
            let name = name.trim_matches(['[', ']']);
            name == "localhost" || name.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
        }),
        Err(_) => false,
    }
}

fn parsed(address: &str) -> anyhow::Result<Address> {
    if let Some(path) = address.strip_prefix("unix:").filter(|path| path.starts_with('/')) {
        return Ok(Address::Socket(path.into()));
    }
    let port = address.rsplit_once(':').filter(|(host, _)| !host.is_empty() && !host.contains('/'));
    port.and_then(|(_, port)| port.parse::<u16>().ok())
        .context("HECHANG_SCANNER: host:port or unix:/path")?;
    Ok(Address::Host(address.to_owned()))
}

/// Anything but a plain yes or no, like a file over the scanner's own limit, is no answer.
fn understood(answer: &[u8]) -> io::Result<Found> {
    let text = String::from_utf8_lossy(answer);
    match text.trim_matches(['\0', '\n', ' ']).strip_prefix("stream: ") {
        Some("OK") => Ok(Found::Nothing),
        Some(found) if found.ends_with(" FOUND") => Ok(Found::Malware),
        _ => Err(io::Error::other("the scanner gave no answer")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_host_or_a_socket() {
        assert_eq!(parsed("unix:/run/clamd.ctl").unwrap(), Address::Socket("/run/clamd.ctl".into()));
        for right in ["127.0.0.1:3310", "localhost:3310", "[::1]:3310"] {
            assert!(is_here(right), "{right}");
        }
        for wrong in ["", "3310", "127.0.0.1", "127.0.0.1:port", "unix:run", "http://127.0.0.1:3310", ":1"] {
            assert!(parsed(wrong).is_err(), "{wrong}");
        }
        assert!(!is_here("scanner.example:3310"));
    }

    #[test]
    fn only_a_plain_answer_counts() {
        assert_eq!(understood(b"stream: OK\0").unwrap(), Found::Nothing);
        assert_eq!(understood(b"stream: Eicar-OK-Signature FOUND\0").unwrap(), Found::Malware);
        for none in ["", "stream: ", "INSTREAM size limit exceeded. ERROR\0", "stream: OK. ERROR", "OK"] {
            assert!(understood(none.as_bytes()).is_err(), "{none}");
        }
    }
}
