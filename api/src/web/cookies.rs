//! Cookies of the pages (security.md WEB-3): `__Host-` and `Secure` in production, plain names in a demonstration over http.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};

use crate::config::Config;

/// The reference of a signed-in session, of a citizen or of staff.
pub const SESSION: &str = "session";
/// A random value for somebody who isn't signed in, so that their form posts can be bound to them.
pub const VISIT: &str = "visit";

/// The full name of a cookie.
pub fn name(config: &Config, base: &str) -> String {
    if config.demo() { base.to_owned() } else { format!("__Host-{base}") }
}

/// The value of a cookie that the browser sent.
pub fn read(request: &HttpRequest, config: &Config, base: &str) -> Option<String> {
    let value = request.cookie(&name(config, base))?.value().to_owned();
    Some(value).filter(|value| !value.is_empty())
}

/// A cookie that lives until the browser is closed and that no script can read.
pub fn until_closed(config: &Config, base: &str, value: String) -> Cookie<'static> {
    Cookie::build(name(config, base), value)
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(!config.demo())
        .finish()
}

/// Takes a cookie back.
pub fn gone(config: &Config, base: &str) -> Cookie<'static> {
    let mut cookie = until_closed(config, base, String::new());
    cookie.set_max_age(Duration::ZERO);
    cookie
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Mode;

    #[test]
    fn production_pins_a_cookie_to_the_host() {
        let config = Config { mode: Mode::Production, ..Config::default() };
        let cookie = until_closed(&config, SESSION, "x".into()).to_string();
        assert_eq!(cookie, "__Host-session=x; HttpOnly; SameSite=Lax; Secure; Path=/");
    }

    #[test]
    fn a_demonstration_over_http_has_plain_cookies() {
        let cookie = until_closed(&Config::default(), SESSION, "x".into()).to_string();
        assert_eq!(cookie, "session=x; HttpOnly; SameSite=Lax; Path=/");
    }
}
