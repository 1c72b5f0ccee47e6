//! The address a request came from, for limits; of a refused staff sign-in its network is recorded. Never logged.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use actix_web::{HttpRequest, web::Data};
use ipnet::IpNet;
use serde::{Deserialize, Serialize, de};

use crate::app::App;

/// The proxies whose `X-Forwarded-For` counts: addresses and networks, as a list or with commas between.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Proxies(Vec<IpNet>);

impl Proxies {
    /// Reads `127.0.0.1, 10.0.0.0/8`.
    pub fn parse(text: &str) -> Option<Self> {
        let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
        let net = |word: &str| {
            word.parse().ok().or_else(|| word.parse().ok().map(|address: IpAddr| address.into()))
        };
        words.map(net).collect::<Option<_>>().map(Self)
    }

    /// The networks.
    pub fn nets(&self) -> &[IpNet] {
        &self.0
    }

    fn hold(&self, address: IpAddr) -> bool {
        self.0.iter().any(|net| net.contains(&address))
    }

    /// The nearest address that isn't one of our proxies, from the peer backward through what the proxies saw.
    fn client(&self, peer: IpAddr, forwarded: &str) -> IpAddr {
        let mut nearest = peer;
        for hop in forwarded.rsplit(',') {
            if !self.hold(nearest) {
                break;
            }
            let Ok(before) = hop.trim().parse::<IpAddr>() else { break };
            nearest = before.to_canonical();
        }
        nearest
    }
}

impl<'de> Deserialize<'de> for Proxies {
    fn deserialize<D: de::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Given {
            Text(String),
            List(Vec<String>),
        }
        let text = match Given::deserialize(from)? {
            Given::Text(text) => text,
            Given::List(list) => list.join(","),
        };
        Self::parse(&text)
            .ok_or_else(|| de::Error::custom("addresses and networks like 10.0.0.0/8, with commas between"))
    }
}

/// The peer's address, or what a configured proxy says of it (WEB-9): anybody else can write the header too. Of an IPv6
/// address the network counts, because a household has all of it.
pub fn of(request: &HttpRequest) -> String {
    let Some(peer) = request.peer_addr().map(|peer| peer.ip().to_canonical()) else {
        return "unknown".to_owned();
    };
    let client = request.app_data::<Data<App>>().map_or(peer, |app| {
        let lines = request.headers().get_all("x-forwarded-for").filter_map(|line| line.to_str().ok());
        app.config.trusted_proxies.client(peer, &lines.collect::<Vec<_>>().join(","))
    });
    household(client).to_string()
}

fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64))),
    }
}

/// The network that an address belongs to, too coarse to be somebody's: 256 neighbors, or a site.
pub fn network(address: &str) -> String {
    match address.parse() {
        Ok(IpAddr::V4(address)) => {
            format!("{}/24", Ipv4Addr::from_bits(address.to_bits() & (u32::MAX << 8)))
        }
        Ok(IpAddr::V6(address)) => {
            format!("{}/48", Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 80)))
        }
        Err(_) => "unknown".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_is_nobodys_address() {
        assert_eq!(network("203.0.113.77"), "203.0.113.0/24");
        assert_eq!(network("2001:db8:1:2::7"), "2001:db8:1::/48");
        assert_eq!(network("nowhere"), "unknown");
    }

    fn client(proxies: &str, peer: &str, forwarded: &str) -> String {
        Proxies::parse(proxies).unwrap().client(peer.parse().unwrap(), forwarded).to_string()
    }

    #[test]
    fn only_our_proxies_are_believed() {
        assert_eq!(client("", "9.9.9.9", "1.1.1.1"), "9.9.9.9");
        assert_eq!(client("10.0.0.0/8", "9.9.9.9", "1.1.1.1"), "9.9.9.9");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", "1.1.1.1"), "1.1.1.1");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", ""), "10.0.0.1");
        assert_eq!(client("10.0.0.0/8,127.0.0.1", "127.0.0.1", "6.6.6.6, 1.1.1.1, 10.0.0.2"), "1.1.1.1");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", "1.1.1.1, nonsense"), "10.0.0.1");
        assert_eq!(client("10.0.0.0/8", "10.0.0.1", "::ffff:1.1.1.1"), "1.1.1.1");
    }

    #[test]
    fn a_household_of_ipv6_is_one() {
        let one: IpAddr = "2001:db8:1:2:3:4:5:6".parse().unwrap();
        assert_eq!(household(one).to_string(), "2001:db8:1:2::");
    }

    #[test]
    fn proxies_are_read_as_text_or_list() {
        let both = Proxies::parse("127.0.0.1, 10.0.0.0/8").unwrap();
        let read = |json: &str| serde_json::from_str::<Proxies>(json);
        assert_eq!(read(r#""127.0.0.1,10.0.0.0/8""#).unwrap(), both);
        assert_eq!(read(r#"["127.0.0.1", "10.0.0.0/8"]"#).unwrap(), both);
        assert!(read(r#""everybody""#).is_err());
    }
}
