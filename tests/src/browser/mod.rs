//! A browser without scripts: keeps cookies, follows redirects, fills in the forms of the page it was shown.
//!
//! For what only Chromium can tell (layout, scripts, accessibility) see tests/browser.

use std::{collections::BTreeMap, sync::Mutex};

use reqwest::Url;

use crate::{
    ask::{Answer, Ask, Method},
    browser::html::Form,
    town::Town,
};

mod html;

const MOST_REDIRECTS: usize = 5;

/// Somebody's browser.
pub struct Browser<'a> {
    town: &'a Town,
    language: &'static str,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// A page as it was shown, after redirects.
#[derive(Clone, Debug)]
pub struct Page {
    /// The path with its query.
    pub path: String,
    /// The answer with its headers and text.
    pub answer: Answer,
}

impl Page {
    /// The page's source.
    pub fn text(&self) -> String {
        self.answer.text()
    }

    /// Fails, showing the page, when it lacks a text.
    #[track_caller]
    pub fn shows(&self, text: &str) -> &Self {
        assert!(self.text().contains(text), "{} lacks {text:?}: {}", self.path, self.text());
        self
    }

    /// Fails when the page's status is another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        Self { answer: self.answer.expect(status), ..self }
    }

    /// The values that the form with this action would send as it stands, by field.
    #[track_caller]
    pub fn form(&self, action: &str) -> BTreeMap<String, String> {
        self.find(action).fields.into_iter().collect()
    }

    #[track_caller]
    fn find(&self, action: &str) -> Form {
        let mut forms = html::forms(&self.text());
        let actions: Vec<_> = forms.iter().map(|form| form.action.clone()).collect();
        let here = forms.iter().position(|form| form.action == action);
        let here = here.unwrap_or_else(|| panic!("{} has no form {action:?} but {actions:?}", self.path));
        forms.swap_remove(here)
    }
}

impl<'a> Browser<'a> {
    pub(crate) fn new(town: &'a Town, language: &'static str) -> Self {
        Self { town, language, cookies: Mutex::default() }
    }

    /// Opens a page.
    pub async fn open(&self, path: &str) -> Page {
        self.follow(path, self.ask(Method::GET, path).await).await
    }

    /// Fills in fields of a form of the page and sends it; what isn't named stays as it stands there.
    pub async fn send(&self, page: &Page, action: &str, fields: &[(&str, &str)]) -> Page {
        let form = page.find(action).filled(fields);
        let target = resolve(&page.path, action);
        let answer = if form.post {
            self.ask(Method::POST, &target).form(&form.fields).await
        } else {
            self.ask(Method::GET, &format!("{target}?{}", encode(&form.fields))).await
        };
        self.follow(&target, answer).await
    }

    /// Sends a form of the page with a file in its file field.
    pub async fn upload(
        &self,
        page: &Page,
        action: &str,
        fields: &[(&str, &str)],
        (name, media_type, bytes): (&str, &str, Vec<u8>),
    ) -> Page {
        let form = page.find(action).filled(fields);
        let target = resolve(&page.path, action);
        let fields: Vec<_> =
            form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let answer = self.ask(Method::POST, &target).upload(&fields, name, media_type, bytes).await;
        self.follow(&target, answer).await
    }

    /// A request with this browser's cookies that follows no redirect.
    pub fn ask(&self, method: Method, path: &str) -> Ask {
        let cookies: Vec<_> =
            self.cookies.lock().expect("cookies").iter().map(|(k, v)| format!("{k}={v}")).collect();
        let ask = self.town.ask(method, path).page().language(self.language);
        ask.header("cookie", &cookies.join("; ")).header("origin", &self.town.url(""))
    }

    /// A cookie that the browser keeps.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().expect("cookies").get(name).cloned()
    }

    /// Puts a cookie into the browser, as somebody else might.
    pub fn put_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().expect("cookies").insert(name.to_owned(), value.to_owned());
    }

    async fn follow(&self, path: &str, mut answer: Answer) -> Page {
        let mut path = path.to_owned();
        for _ in 0..MOST_REDIRECTS {
            self.keep_cookies(&answer);
            if !(300..304).contains(&answer.status) {
                return Page { path, answer };
            }
            path = resolve(&path, answer.header("location"));
            answer = self.ask(Method::GET, &path).await;
        }
        panic!("{path} redirects without end");
    }

    fn keep_cookies(&self, answer: &Answer) {
        let mut kept = self.cookies.lock().expect("cookies");
        for cookie in answer.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().expect("a readable cookie");
            let (name, rest) = cookie.split_once('=').expect("a cookie's name");
            let (value, attributes) = rest.split_once(';').unwrap_or((rest, ""));
            if attributes.to_ascii_lowercase().contains("max-age=0") {
                kept.remove(name);
            } else {
                kept.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

fn resolve(from: &str, to: &str) -> String {
    let from = Url::parse("http://town.test").and_then(|town| town.join(from)).expect("a path");
    let to = from.join(to).expect("an address");
    to.query().map_or_else(|| to.path().to_owned(), |query| format!("{}?{query}", to.path()))
}

fn encode(fields: &[(String, String)]) -> String {
    let mut url = Url::parse("http://town.test").expect("an address");
    url.query_pairs_mut().extend_pairs(fields);
    url.query().unwrap_or_default().to_owned()
}
