//! The reader's language: `?lang=`, then the `lang` cookie, then `Accept-Language`, then Chinese.

use std::{
    fmt,
    future::{Ready, ready},
};

use actix_web::{
    Error, FromRequest, HttpMessage, HttpRequest,
    body::MessageBody,
    cookie::{Cookie, SameSite, time::Duration},
    dev::{Payload, ServiceRequest, ServiceResponse},
    http::Method,
    middleware::Next,
    web::Data,
};
use serde::{Deserialize, Serialize};

use crate::{app::App, error::Problem};

/// The name of the cookie that remembers the choice.
pub const COOKIE: &str = "lang";

/// A language that every text exists in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// Chinese, simplified.
    #[default]
    #[serde(rename = "zh-CN")]
    Chinese,
    /// Tibetan (waiting for a native reader's review).
    #[serde(rename = "bo-CN")]
    Tibetan,
    /// English.
    #[serde(rename = "en")]
    English,
}

impl Language {
    /// All of them, in the order in which a page offers them.
    pub const ALL: [Self; 3] = [Self::Chinese, Self::Tibetan, Self::English];

    /// The BCP 47 tag, as in a page's `lang`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Chinese => "zh-CN",
            Self::Tibetan => "bo-CN",
            Self::English => "en",
        }
    }

    /// The language's own name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chinese => "中文",
            Self::Tibetan => "བོད་ཡིག",
            Self::English => "English",
        }
    }

    /// Reads a tag; the region may be missing.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| {
            language.tag().split('-').next().is_some_and(|known| known.eq_ignore_ascii_case(primary))
        })
    }

    /// The language of a request.
    pub fn of(request: &HttpRequest) -> Self {
        if let Some(known) = request.extensions().get::<Self>() {
            return *known;
        }
        let language = asked_for(request);
        request.extensions_mut().insert(language);
        language
    }
}

fn asked_for(request: &HttpRequest) -> Language {
    let cookie = || request.cookie(COOKIE).and_then(|cookie| Language::from_tag(cookie.value()));
    chosen(request).or_else(cookie).or_else(|| accepted(request)).unwrap_or_default()
}

fn chosen(request: &HttpRequest) -> Option<Language> {
    request.query_string().split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Language::from_tag)
}

fn accepted(request: &HttpRequest) -> Option<Language> {
    use actix_web::http::header::{AcceptLanguage, Header};
    let header = AcceptLanguage::parse(request).ok()?;
    header.ranked().into_iter().find_map(|range| Language::from_tag(&range.to_string()))
}

/// Middleware: remembers a language that was chosen on a page.
pub async fn remember<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let on_a_page = request.method() == Method::GET && !request.path().starts_with("/api/");
    let choice = chosen(request.request()).filter(|_| on_a_page);
    let secure = request.app_data::<Data<App>>().is_some_and(|app| !app.config.demo());
    let mut response = next.call(request).await?;
    if let Some(language) = choice {
        response.response_mut().add_cookie(&cookie(language, secure))?;
    }
    Ok(response)
}

fn cookie(language: Language, secure: bool) -> Cookie<'static> {
    Cookie::build(COOKIE, language.tag())
        .path("/")
        .max_age(Duration::days(365))
        .same_site(SameSite::Lax)
        .http_only(true)
        .secure(secure)
        .finish()
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

impl FromRequest for Language {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

/// A text in all three languages, as catalog files and names of organs and centers hold it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Chinese.
    #[serde(rename = "zh-CN")]
    pub zh_cn: String,
    /// Tibetan.
    #[serde(rename = "bo-CN")]
    pub bo_cn: String,
    /// English.
    pub en: String,
}

impl Text {
    /// Words that are the same in every language.
    pub fn alike(words: impl Into<String>) -> Self {
        let words = words.into();
        Self { zh_cn: words.clone(), bo_cn: words.clone(), en: words }
    }

    /// The text in one language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Chinese => &self.zh_cn,
            Language::Tibetan => &self.bo_cn,
            Language::English => &self.en,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn the_browser_says_which_language() {
        for (header, language) in [
            ("bo-CN,zh;q=0.5", Language::Tibetan),
            ("fr, en-US;q=0.8", Language::English),
            ("zh-TW", Language::Chinese),
            ("fr", Language::Chinese),
        ] {
            let request = TestRequest::default().insert_header(("accept-language", header)).to_http_request();
            assert_eq!(Language::of(&request), language, "{header}");
        }
    }

    #[test]
    fn a_choice_wins_over_the_browser() {
        let request =
            TestRequest::with_uri("/?x=1&lang=en").insert_header(("accept-language", "bo")).to_http_request();
        assert_eq!(Language::of(&request), Language::English);
    }
}
