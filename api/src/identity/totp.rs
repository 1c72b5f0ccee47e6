//! One-time codes of an authenticator (TOTP, RFC 6238): six digits, 30 seconds, one step to either side.

use chrono::{DateTime, Utc};
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

use crate::{error::Internal, platform::ids};

const ISSUER: &str = "Hechang";

/// A new secret of 160 bits.
pub fn new_secret() -> Zeroizing<Vec<u8>> {
    Zeroizing::new(ids::random_bytes::<20>().to_vec())
}

fn totp(secret: &[u8], username: &str) -> Result<Totp, Internal> {
    let builder = Builder::new()
        .with_secret(Secret::new(secret.into()))
        .with_issuer(Some(ISSUER))
        .with_account_name(username);
    builder.build().map_err(Internal::from_error)
}

/// The address that an authenticator reads from a QR code.
pub fn address(secret: &[u8], username: &str) -> Result<String, Internal> {
    totp(secret, username)?.to_url().map_err(Internal::from_error)
}

/// The secret to be typed in where nothing can be scanned, in groups of four.
pub fn typed(secret: &[u8]) -> String {
    let text = data_encoding::BASE32_NOPAD.encode(secret);
    let groups: Vec<_> = text.as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
    groups.join(" ")
}

/// The time step of a right code; whoever takes it refuses the same step the next time (ID-5).
pub fn step(secret: &[u8], code: &str, now: DateTime<Utc>) -> Result<Option<i64>, Internal> {
    let Ok(now) = u64::try_from(now.timestamp()) else { return Ok(None) };
    let code: String = code.chars().filter(|sign| !sign.is_whitespace()).collect();
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(None);
    }
    let step = totp(secret, "")?.check(&code, now);
    step.map(i64::try_from).transpose().map_err(Internal::from_error)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn a_code_fits_its_step_and_its_neighbors() {
        let secret = b"12345678901234567890";
        let now = DateTime::from_timestamp(1_111_111_109, 0).unwrap();
        // RFC 6238, appendix B, the last six digits.
        assert_eq!(step(secret, "081 804", now).unwrap(), Some(37_037_036));
        for shift in [-30, 30] {
            assert!(step(secret, "081804", now + TimeDelta::seconds(shift)).unwrap().is_some());
        }
        for shift in [-60, 60] {
            assert!(step(secret, "081804", now + TimeDelta::seconds(shift)).unwrap().is_none());
        }
        for wrong in ["", "81804", "0818040", "08180a", "０８１８０４"] {
            assert!(step(secret, wrong, now).unwrap().is_none(), "{wrong}");
        }
    }

    #[test]
    fn an_authenticator_learns_issuer_and_name() {
        let address = address(&new_secret(), "reviewer-540527").unwrap();
        assert!(address.starts_with("otpauth://totp/Hechang:reviewer-540527?secret="), "{address}");
    }
}
