//! Access tokens: JWTs of 15 minutes, HS256 alone, signed by a key of the ring whose name is the `kid`.
//!
//! jsonwebtoken's own backend would bring the `rsa` crate with an unfixed advisory (RUSTSEC-2023-0071), so the one algorithm
//! we use is given to it here over `RustCrypto`'s HMAC.

use std::sync::Once;

use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit, Mac};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation,
    crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils},
    errors::ErrorKind,
    signature::{Error, Signer, Verifier},
};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use uuid::Uuid;

use crate::{
    error::Internal,
    identity::model::{Subject, SubjectKind},
    platform::vault::Vault,
};

/// How long an access token lives.
pub const LIFE: TimeDelta = TimeDelta::minutes(15);
const ISSUER: &str = "hechang";
const TYPE: &str = "at+jwt";
const PURPOSE: &str = "access-token";

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    sid: Uuid,
    iat: i64,
    exp: i64,
    /// We set none; a token that says when it begins isn't taken before.
    #[serde(skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
}

/// Signs a token for a subject's sign-in.
pub fn issue(vault: &Vault, subject: Subject, sign_in: Uuid, now: DateTime<Utc>) -> Result<String, Internal> {
    install_provider();
    let (kid, key) = vault.signing_key(PURPOSE)?;
    let header = Header { typ: Some(TYPE.into()), kid: Some(kid), ..Header::new(Algorithm::HS256) };
    let claims = Claims {
        iss: ISSUER.into(),
        aud: subject.kind.word().into(),
        sub: subject.id,
        sid: sign_in,
        iat: now.timestamp(),
        exp: (now + LIFE).timestamp(),
        nbf: None,
    };
    jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(key.as_slice()))
        .map_err(Internal::from_error)
}

/// The subject and sign-in of a token that we signed, of the right type and audience, and not past its end.
pub fn verify(vault: &Vault, token: &str, kind: SubjectKind, now: DateTime<Utc>) -> Option<(Subject, Uuid)> {
    install_provider();
    let header = jsonwebtoken::decode_header(token).ok()?;
    let foreign_key =
        header.jku.is_some() || header.jwk.is_some() || header.x5u.is_some() || header.x5c.is_some();
    if header.typ.as_deref() != Some(TYPE) || foreign_key {
        return None;
    }
    let key = vault.verifying_key(header.kid.as_deref()?, PURPOSE)?;
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_audience(&[kind.word()]);
    validation.set_issuer(&[ISSUER]);
    // The end is compared with the clock that was handed in, not with the machine's.
    validation.validate_exp = false;
    let key = DecodingKey::from_secret(key.as_slice());
    let claims = jsonwebtoken::decode::<Claims>(token, &key, &validation).ok()?.claims;
    let now = now.timestamp();
    let begun = claims.iat <= now && claims.nbf.is_none_or(|begin| begin <= now);
    let alive = begun && now < claims.exp && claims.exp - claims.iat <= LIFE.num_seconds();
    alive.then_some((Subject { kind, id: claims.sub }, claims.sid))
}

struct Hs256(Vec<u8>);

impl Hs256 {
    fn mac(&self, message: &[u8]) -> Result<Hmac<Sha256>, Error> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).map_err(|_| Error::new())?;
        mac.update(message);
        Ok(mac)
    }
}

impl Signer<Vec<u8>> for Hs256 {
    fn try_sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(self.mac(message)?.finalize().into_bytes().to_vec())
    }
}

impl Verifier<Vec<u8>> for Hs256 {
    fn verify(&self, message: &[u8], signature: &Vec<u8>) -> Result<(), Error> {
        self.mac(message)?.verify_slice(signature).map_err(|_| Error::new())
    }
}

impl JwtSigner for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

impl JwtVerifier for Hs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::HS256
    }
}

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: |algorithm, key| match algorithm {
        Algorithm::HS256 => Ok(Box::new(Hs256(key.as_bytes().to_vec()))),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    },
    verifier_factory: |algorithm, key| match algorithm {
        Algorithm::HS256 => Ok(Box::new(Hs256(key.try_get_as_bytes()?.to_vec()))),
        _ => Err(ErrorKind::InvalidAlgorithm.into()),
    },
    key_utils: KeyUtils::new_unimplemented(),
};

fn install_provider() {
    static INSTALLED: Once = Once::new();
    // Fails only when a provider is there already; ours is the only one in the program.
    INSTALLED.call_once(|| {
        let _ = PROVIDER.install_default();
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::{ids, keys::KeyRing};

    fn parts(token: &str) -> Vec<String> {
        token.split('.').map(str::to_owned).collect()
    }

    #[test]
    fn only_our_own_tokens_pass() {
        let (vault, other) =
            (Vault::new(KeyRing::ephemeral().unwrap()), Vault::new(KeyRing::ephemeral().unwrap()));
        let subject = Subject { kind: SubjectKind::Citizen, id: ids::new_id() };
        let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let token = issue(&vault, subject, ids::new_id(), now).unwrap();
        let passes = |vault: &Vault, token: &str, kind, at| verify(vault, token, kind, at).is_some();
        assert!(passes(&vault, &token, SubjectKind::Citizen, now));
        assert!(!passes(&vault, &token, SubjectKind::Staff, now), "another audience");
        assert!(!passes(&vault, &token, SubjectKind::Citizen, now + LIFE), "past its end");
        assert!(
            !passes(&vault, &token, SubjectKind::Citizen, now - TimeDelta::seconds(1)),
            "from the future"
        );
        assert!(!passes(&other, &token, SubjectKind::Citizen, now), "an unknown key");
        assert!(!passes(&vault, &token[..token.len() - 2], SubjectKind::Citizen, now), "cut");
    }

    #[test]
    fn the_algorithm_is_ours_to_choose() {
        let vault = Vault::new(KeyRing::ephemeral().unwrap());
        let subject = Subject { kind: SubjectKind::Citizen, id: ids::new_id() };
        let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
        let token = parts(&issue(&vault, subject, ids::new_id(), now).unwrap());
        for header in
            [r#"{"alg":"none","typ":"at+jwt"}"#, r#"{"alg":"HS512","typ":"at+jwt","kid":"../../etc/passwd"}"#]
        {
            let forged = data_encoding::BASE64URL_NOPAD.encode(header.as_bytes());
            for signature in ["", token[2].as_str()] {
                let forged = format!("{forged}.{}.{signature}", token[1]);
                assert!(verify(&vault, &forged, SubjectKind::Citizen, now).is_none(), "{header}");
            }
        }
    }
}
