//! A form post is believed only from our own page (security.md WEB-4): it carries a token bound to the reader's
//! session, or to a random cookie before they sign in, and the browser names no other site as its origin.
//!
//! Each page gets its own token over the same cookie, so that compression betrays nothing about it (BREACH).

use actix_web::{HttpMessage, HttpRequest, http::StatusCode, http::header, web::Data};
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::{
    app::App,
    error::{Internal, Problem},
    platform::{ids, keys::Secret, vault::Vault},
    web::cookies,
};

/// The hidden field of every form.
pub const FIELD: &str = "_csrf";

const NONCE: usize = 16;

/// What a token is bound to.
#[derive(Clone)]
pub struct Binding {
    value: String,
    /// Whether the browser doesn't have the cookie yet.
    pub fresh: bool,
}

/// A value made for a browser that sent no cookie, the same for the whole request.
struct FreshVisit(String);

impl Binding {
    /// The session, else the visit, else a new visit.
    pub fn of(request: &HttpRequest, app: &App) -> Self {
        let known = |base| cookies::read(request, &app.config, base);
        match known(cookies::SESSION).or_else(|| known(cookies::VISIT)) {
            Some(value) => Self { value, fresh: false },
            None => Self { value: fresh_visit(request), fresh: true },
        }
    }

    /// The cookie that makes a new visit known.
    pub fn cookie(&self, app: &App) -> actix_web::cookie::Cookie<'static> {
        cookies::until_closed(&app.config, cookies::VISIT, self.value.clone())
    }
}

fn fresh_visit(request: &HttpRequest) -> String {
    if let Some(made) = request.extensions().get::<FreshVisit>() {
        return made.0.clone();
    }
    let value = ids::random_token();
    request.extensions_mut().insert(FreshVisit(value.clone()));
    value
}

/// The key of all tokens.
pub fn key(vault: &Vault) -> Result<Secret, Internal> {
    vault.key("csrf")
}

/// A new token.
pub fn token(key: &Secret, binding: &Binding) -> String {
    let nonce = ids::random_bytes::<NONCE>();
    let tag = mac(key, &nonce, &binding.value).finalize().into_bytes();
    BASE64URL_NOPAD.encode(&[nonce.as_slice(), tag.as_slice()].concat())
}

/// Refuses a post that doesn't come from our own page. For uploads, whose token is a part of the multipart body;
/// [`crate::web::posted::Form`] does it by itself.
pub fn check(request: &HttpRequest, token: &str) -> Result<(), Problem> {
    let app = request.app_data::<Data<App>>().ok_or_else(|| Internal::msg("no app"))?;
    let binding = Binding::of(request, app);
    if !binding.fresh && from_our_page(request, app) && fits(&key(&app.vault)?, &binding, token) {
        Ok(())
    } else {
        Err(Problem::new(StatusCode::FORBIDDEN, "csrf_failed"))
    }
}

fn fits(key: &Secret, binding: &Binding, token: &str) -> bool {
    let Ok(bytes) = BASE64URL_NOPAD.decode(token.as_bytes()) else {
        return false;
    };
    bytes
        .split_at_checked(NONCE)
        .is_some_and(|(nonce, tag)| mac(key, nonce, &binding.value).verify_slice(tag).is_ok())
}

fn mac(key: &Secret, nonce: &[u8], binding: &str) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice())
        .unwrap_or_else(|_| unreachable!("HMAC takes keys of any length"));
    mac.update(nonce);
    mac.update(binding.as_bytes());
    mac
}

/// What the browser says about where the post comes from. Our pages send no referrer, so an older browser says
/// `Origin: null`, and one that is older still says nothing: then the token alone decides.
fn from_our_page(request: &HttpRequest, app: &App) -> bool {
    let said = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
    match (said("sec-fetch-site"), said(header::ORIGIN.as_str())) {
        (Some(site), origin) => {
            matches!(site, "same-origin" | "none")
                && origin.is_none_or(|origin| is_ours(origin, request, app))
        }
        (None, Some(origin)) => is_ours(origin, request, app),
        (None, None) => true,
    }
}

/// A demonstration is reached by whatever name the machine has, so there the `Host` counts as well.
fn is_ours(origin: &str, request: &HttpRequest, app: &App) -> bool {
    let host = || request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    origin == "null"
        || origin == origin_of(&app.public_url)
        || app.config.demo() && origin.split_once("://").is_some_and(|(_, name)| Some(name) == host())
}

/// Scheme, host and port of an address.
fn origin_of(address: &str) -> &str {
    let path = address.match_indices('/').nth(2).map_or(address.len(), |(place, _)| place);
    address.get(..path).unwrap_or(address)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::keys::KeyRing;

    #[test]
    fn an_origin_has_no_path() {
        assert_eq!(origin_of("https://hechang.example:8443/a/b"), "https://hechang.example:8443");
        assert_eq!(origin_of("http://127.0.0.1:8080"), "http://127.0.0.1:8080");
    }

    fn binding(value: &str) -> Binding {
        Binding { value: value.to_owned(), fresh: false }
    }

    #[test]
    fn a_token_fits_only_its_session() {
        let key = key(&Vault::new(KeyRing::ephemeral().unwrap())).unwrap();
        let token = token(&key, &binding("mine"));
        assert!(fits(&key, &binding("mine"), &token));
        assert!(!fits(&key, &binding("yours"), &token));
    }

    #[test]
    fn a_made_up_token_fits_nobody() {
        let key = key(&Vault::new(KeyRing::ephemeral().unwrap())).unwrap();
        let mine = token(&key, &binding("mine"));
        for wrong in ["", "x", "AAAA", mine.trim_end_matches(|_| true), &mine[..mine.len() - 2]] {
            assert!(!fits(&key, &binding("mine"), wrong), "{wrong}");
        }
    }

    #[test]
    fn no_two_pages_have_the_same_token() {
        let key = key(&Vault::new(KeyRing::ephemeral().unwrap())).unwrap();
        assert_ne!(token(&key, &binding("mine")), token(&key, &binding("mine")));
    }
}
