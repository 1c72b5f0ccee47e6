//! Production's links to what is outside: encrypted and verified, or on the same machine (security.md KEY-9).

use anyhow::{Context, ensure};
use reqwest::Url;

/// A link is encrypted, or leads to this machine.
pub fn check(name: &'static str, url: Option<&str>, encrypted: &str) -> anyhow::Result<()> {
    let Some(url) = url else { return Ok(()) };
    let url = parsed(name, url)?;
    let verified = url.scheme() == encrypted && url.fragment() != Some("insecure");
    ensure!(
        verified || is_here(&url),
        "{name}: production needs a verified {encrypted} address, or one on this machine"
    );
    Ok(())
}

/// PostgreSQL's `sslmode=prefer` and `require` don't verify whom they speak to.
pub fn check_database(url: Option<&str>) -> anyhow::Result<()> {
    const NAME: &str = "HECHANG_DATABASE_URL";
    let Some(url) = url.filter(|url| !url.starts_with("sqlite:")) else { return Ok(()) };
    let url = parsed(NAME, url)?;
    let all = |keys: &[&str]| -> Vec<String> {
        let pairs = url.query_pairs().filter(|(name, _)| keys.contains(&name.as_ref()));
        pairs.map(|(_, value)| value.into_owned()).collect()
    };
    let modes = all(&["sslmode", "ssl-mode"]);
    let verified =
        !modes.is_empty() && modes.iter().all(|mode| ["verify-full", "verify-ca"].contains(&mode.as_str()));
    let hosts = all(&["host", "hostaddr"]);
    let sockets = hosts.iter().all(|host| host.starts_with('/'));
    let here = if hosts.is_empty() { is_here(&url) } else { sockets };
    ensure!(
        verified || here,
        "{NAME}: production needs sslmode=verify-full, a socket, or a database on this machine"
    );
    Ok(())
}

/// The address itself may hold a password: no error shows it.
fn parsed(name: &'static str, url: &str) -> anyhow::Result<Url> {
    Url::parse(url).ok().with_context(|| format!("{name}: this isn't an address"))
}

fn is_here(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost"
        || address.is_ok_and(|address| address.is_loopback())
        || url.scheme().ends_with("unix")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_verified_or_here() {
        for right in [
            "sqlite:///var/lib/hechang/hechang.db",
            "postgres://hechang@db.gov.example/hechang?sslmode=verify-full",
            "postgres://hechang@db.gov.example/hechang?sslmode=verify-ca",
            "postgres://hechang@127.0.0.1:5432/hechang",
            "postgres://hechang@[::1]/hechang",
            "postgres://hechang@localhost/hechang?host=/run/postgresql",
        ] {
            assert!(check_database(Some(right)).is_ok(), "{right}");
        }
        for wrong in [
            "postgres://hechang@db.gov.example/hechang",
            "postgres://hechang@db.gov.example/hechang?sslmode=prefer",
            "postgres://hechang@db.gov.example/hechang?sslmode=require",
            "postgres://hechang@db.gov.example/hechang?sslmode=verify-full&ssl-mode=disable",
            "postgres://hechang@localhost/hechang?host=db.gov.example",
            "postgres://hechang@127.0.0.1.example/hechang",
            "nonsense",
        ] {
            assert!(check_database(Some(wrong)).is_err(), "{wrong}");
        }
        assert!(check_database(None).is_ok());
    }

    #[test]
    fn other_links_are_encrypted_or_here() {
        for right in ["rediss://cache.example", "redis://127.0.0.1:6379", "redis+unix:///run/redis.sock"] {
            assert!(check("HECHANG_REDIS_URL", Some(right), "rediss").is_ok(), "{right}");
        }
        for wrong in ["redis://cache.example", "rediss://cache.example/#insecure"] {
            assert!(check("HECHANG_REDIS_URL", Some(wrong), "rediss").is_err(), "{wrong}");
        }
        assert!(check("HECHANG_SMS_URL", Some("https://sms.example/send"), "https").is_ok());
        let refused = check("HECHANG_SMS_URL", Some("http://u:secret@sms.example/send"), "https");
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains("HECHANG_SMS_URL") && !refused.contains("secret"));
    }
}
