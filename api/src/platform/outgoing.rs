//! Calls to services outside (security.md OPS-4): so many at once, each within its time, and after failures in a row none for a while, so that
//! a service that is down costs neither us the waiting nor it the load. Who calls decides whether asking again does harm.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use failsafe::{
    Config, Instrument, StateMachine, backoff,
    failure_policy::{self, ConsecutiveFailures},
};
use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::{sync::Semaphore, time::timeout};

/// Failures in a row after which a service is left alone.
const MOST_FAILURES: u32 = 5;
/// How long it is left alone the first time; twice as long each time after, by chance a little less.
const FIRST_REST: Duration = Duration::from_secs(5);
const LONGEST_REST: Duration = Duration::from_mins(2);
/// Connections that may wait for another call.
const IDLE: usize = 4;

/// Calls that were left out, by service.
const LEFT_OUT: &str = "hechang_outgoing_left_out_total";
/// 1 while a service is left alone.
const RESTS: &str = "hechang_outgoing_rests";

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Failed<E> {
    /// The service failed too often lately and wasn't asked.
    #[error("left alone after failures in a row")]
    LeftAlone,
    /// No answer in time.
    #[error("no answer in time")]
    TooSlow,
    /// What went wrong with the call.
    #[error(transparent)]
    Call(#[from] E),
}

/// The way to one service.
pub struct Line {
    breaker: StateMachine<ConsecutiveFailures<backoff::EqualJittered>, Told>,
    places: Semaphore,
    total: Duration,
}

impl Line {
    /// A way for `at_once` calls of at most `total` each, waiting for a place included.
    pub fn new(service: &'static str, at_once: usize, total: Duration) -> Self {
        Self::resting(service, at_once, total, FIRST_REST)
    }

    fn resting(service: &'static str, at_once: usize, total: Duration, rest: Duration) -> Self {
        let policy =
            failure_policy::consecutive_failures(MOST_FAILURES, backoff::equal_jittered(rest, LONGEST_REST));
        let breaker = Config::new().failure_policy(policy).instrument(Told { service }).build();
        Self { breaker, places: Semaphore::new(at_once), total }
    }

    /// Makes a call. `counts` says which errors speak of a service that is down; others are answers.
    ///
    /// # Errors
    /// Those of the call, [`Failed::TooSlow`], and [`Failed::LeftAlone`] without a call.
    pub async fn call<T, E>(
        &self,
        call: impl Future<Output = Result<T, E>>,
        counts: impl FnOnce(&E) -> bool,
    ) -> Result<T, Failed<E>> {
        if !self.breaker.is_call_permitted() {
            return Err(Failed::LeftAlone);
        }
        let placed = async {
            let _place = self.places.acquire().await;
            call.await
        };
        let answered = match timeout(self.total, placed).await {
            Ok(answered) => answered.map_err(Failed::Call),
            Err(_) => Err(Failed::TooSlow),
        };
        let down = match &answered {
            Ok(_) => false,
            Err(Failed::Call(error)) => counts(error),
            Err(_) => true,
        };
        if down {
            self.breaker.on_error();
        } else {
            self.breaker.on_success();
        }
        answered
    }
}

/// A client for HTTPS that follows no redirect, asks no proxy of the environment and keeps few connections. Names lead it to public addresses
/// and into these networks (security.md OPS-3); an address that the settings name as such is meant.
pub fn client(connect: Duration, total: Duration, networks: &[IpNet]) -> reqwest::Result<reqwest::Client> {
    provide_tls();
    reqwest::Client::builder()
        .connect_timeout(connect)
        .timeout(total)
        .dns_resolver(Arc::new(Careful { networks: networks.into() }))
        .pool_max_idle_per_host(IDLE)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
}

/// Chooses who encrypts, once for the whole process; before any client is made.
pub fn provide_tls() {
    // Fails only when a provider is there already, which is as good.
    drop(rustls::crypto::ring::default_provider().install_default());
}

/// Finds names, and leaves out addresses that nobody outside can have: whoever controls a name could point it at our own machines.
struct Careful {
    networks: Arc<[IpNet]>,
}

impl Resolve for Careful {
    fn resolve(&self, name: Name) -> Resolving {
        let networks = self.networks.clone();
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let kept: Vec<SocketAddr> =
                found.filter(|found| may_be_asked(name.as_str(), found.ip(), &networks)).collect();
            if kept.is_empty() {
                return Err("the name leads to no address that may be asked".into());
            }
            let kept: Addrs = Box::new(kept.into_iter());
            Ok(kept)
        })
    }
}

fn may_be_asked(name: &str, address: IpAddr, networks: &[IpNet]) -> bool {
    name == "localhost"
        || is_public(address.to_canonical())
        || networks.iter().any(|net| net.contains(&address.to_canonical()))
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [first, second, ..] = v4.octets();
            let shared = first == 100 && (64..128).contains(&second);
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_unspecified()
                || v4.is_broadcast()
                || v4.is_multicast()
                || v4.is_documentation()
                || first == 0
                || shared)
        }
        IpAddr::V6(v6) => {
            !(v6.is_loopback()
                || v6.is_unspecified()
                || v6.is_multicast()
                || v6.is_unique_local()
                || v6.is_unicast_link_local())
        }
    }
}

/// Tells the keeper how a way is.
#[derive(Debug)]
struct Told {
    service: &'static str,
}

impl Told {
    fn rests(&self, rests: f64) {
        metrics::gauge!(RESTS, "service" => self.service).set(rests);
    }
}

impl Instrument for Told {
    fn on_call_rejected(&self) {
        metrics::counter!(LEFT_OUT, "service" => self.service).increment(1);
    }

    fn on_open(&self) {
        self.rests(1.0);
        tracing::warn!(service = self.service, "a service outside is left alone after failures in a row");
    }

    fn on_half_open(&self) {
        tracing::info!(service = self.service, "a service outside is tried again");
    }

    fn on_closed(&self) {
        self.rests(0.0);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    async fn fails(line: &Line, calls: &AtomicU32, counts: bool) -> Result<(), Failed<std::fmt::Error>> {
        let call = async {
            calls.fetch_add(1, Ordering::SeqCst);
            Err(std::fmt::Error)
        };
        line.call(call, |_| counts).await
    }

    #[tokio::test]
    async fn after_failures_in_a_row_a_service_is_left_alone_and_then_tried_again() {
        let line = Line::resting("test", 2, Duration::from_secs(5), Duration::from_secs(2));
        let calls = AtomicU32::new(0);
        for _ in 0..MOST_FAILURES {
            assert!(matches!(fails(&line, &calls, true).await, Err(Failed::Call(_))));
        }
        assert!(matches!(fails(&line, &calls, true).await, Err(Failed::LeftAlone)));
        assert_eq!(calls.load(Ordering::SeqCst), MOST_FAILURES);
        while !line.breaker.is_call_permitted() {
            tokio::task::yield_now().await;
        }
        assert!(line.call(async { Ok::<_, std::fmt::Error>(1) }, |_| true).await.is_ok());
        assert!(matches!(fails(&line, &calls, true).await, Err(Failed::Call(_))), "asked again");
    }

    #[test]
    fn a_name_leads_to_nobody_s_own_machines() {
        let asked = |address: &str, networks: &[IpNet]| {
            may_be_asked("sms.example", address.parse().unwrap(), networks)
        };
        for own in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "::1",
            "::",
            "fd00::1",
            "fe80::1",
            "::ffff:10.0.0.1",
            "224.0.0.1",
        ] {
            assert!(!asked(own, &[]), "{own}");
        }
        assert!(asked("1.1.1.1", &[]) && asked("2400:3200::1", &[]));
        assert!(asked("10.1.2.3", &["10.1.0.0/16".parse().unwrap()]));
        assert!(!asked("10.2.2.3", &["10.1.0.0/16".parse().unwrap()]));
        assert!(may_be_asked("localhost", "127.0.0.1".parse().unwrap(), &[]));
    }

    #[tokio::test]
    async fn an_answer_that_says_no_is_no_failure() {
        let line = Line::new("test", 2, Duration::from_secs(5));
        let calls = AtomicU32::new(0);
        for _ in 0..20 {
            assert!(matches!(fails(&line, &calls, false).await, Err(Failed::Call(_))));
        }
    }

    #[tokio::test]
    async fn a_call_ends_in_time_and_more_than_its_places_wait() {
        let line = Line::new("test", 1, Duration::from_millis(20));
        let never = || std::future::pending::<Result<(), std::fmt::Error>>();
        let (one, two) = tokio::join!(line.call(never(), |_| true), line.call(never(), |_| true));
        assert!(matches!((one, two), (Err(Failed::TooSlow), Err(Failed::TooSlow))));
    }
}
