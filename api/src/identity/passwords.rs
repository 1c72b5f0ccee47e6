//! Passwords as Argon2id (19 MiB, t=2, p=1), off the request threads. An unknown name costs the same hash (ID-7).

use std::sync::LazyLock;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};

use crate::{error::Internal, platform::ids};

/// Stands in for the password of an account that doesn't exist.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash(&ids::random_token()).ok());

/// A password as it is stored.
pub struct StoredPassword(String);

impl StoredPassword {
    pub(super) fn into_hash(self) -> String {
        self.0
    }
}

/// A password as it will be stored.
pub async fn store(password: String) -> Result<StoredPassword, Internal> {
    let hash = actix_web::web::block(move || hash(&password)).await.map_err(Internal::from_error)??;
    Ok(StoredPassword(hash))
}

fn hash(password: &str) -> Result<String, Internal> {
    let hash = argon2()?.hash_password(password.as_bytes()).map_err(Internal::from_error)?;
    Ok(hash.to_string())
}

/// Whether a password fits the stored hash; without one the same work is done for nothing.
pub async fn verify(password: String, stored: Option<String>) -> Result<bool, Internal> {
    let work = move || -> Result<bool, Internal> {
        let known = stored.is_some();
        let stored =
            stored.or_else(|| NOBODY.clone()).ok_or_else(|| Internal::msg("no hash to compare with"))?;
        let parsed = PasswordHash::new(&stored).map_err(Internal::from_error)?;
        Ok(argon2()?.verify_password(password.as_bytes(), &parsed).is_ok() && known)
    };
    actix_web::web::block(work).await.map_err(Internal::from_error)?
}

fn argon2() -> Result<Argon2<'static>, Internal> {
    let params = Params::new(19_456, 2, 1, None).map_err(Internal::from_error)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_kept_as_argon2id_of_19_mib() {
        let stored = hash("a quiet otter").unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert_ne!(stored, hash("a quiet otter").unwrap(), "each has a salt of its own");
    }

    #[actix_web::test]
    async fn nobody_s_password_is_compared_with_a_hash_that_costs_the_same() {
        assert!(NOBODY.as_deref().unwrap().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(!verify("anything".to_owned(), None).await.unwrap());
    }
}
