//! Requests and what is said about their answers.

use std::{pin::Pin, time::Duration};

use bytes::Bytes;
use reqwest::{RequestBuilder, header::HeaderMap, multipart};
use serde::Serialize;
use serde_json::Value;

pub use reqwest::Method;

/// A request on its way; `.await` sends it.
pub struct Ask(RequestBuilder);

impl Ask {
    pub(crate) fn new(request: RequestBuilder) -> Self {
        Self(request)
    }

    /// A JSON body.
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        Self(self.0.json(body))
    }

    /// The fields of an HTML form.
    pub fn form(self, fields: &(impl Serialize + ?Sized)) -> Self {
        Self(self.0.form(fields))
    }

    /// A body as it is.
    pub fn body(self, media_type: &str, bytes: impl Into<Bytes>) -> Self {
        Self(self.0.header("content-type", media_type).body(bytes.into()))
    }

    /// A multipart body of plain fields and one file.
    pub fn upload(
        self,
        fields: &[(&str, &str)],
        name: &str,
        media_type: &str,
        bytes: impl Into<Bytes>,
    ) -> Self {
        let bytes: Bytes = bytes.into();
        let file = multipart::Part::stream(bytes).file_name(name.to_owned());
        let file = file.mime_str(media_type).expect("a media type");
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let form = fields.fold(multipart::Form::new(), |form, (name, value)| form.text(name, value));
        Self(self.0.multipart(form.part("file", file)))
    }

    /// Any header.
    pub fn header(self, name: &str, value: &str) -> Self {
        Self(self.0.header(name, value))
    }

    /// The reader's language.
    pub fn language(self, tag: &str) -> Self {
        self.header("accept-language", tag)
    }

    /// As a browser asks for a page.
    pub fn page(self) -> Self {
        self.header("accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
    }

    /// Waits longer for the answer than usual, for what takes long on a busy machine.
    pub fn patiently(self) -> Self {
        Self(self.0.timeout(Duration::from_mins(2)))
    }

    /// The `Idempotency-Key`.
    pub fn key(self, key: &str) -> Self {
        self.header("idempotency-key", key)
    }

    /// The `ETag` that the change is based on.
    pub fn if_match(self, etag: &str) -> Self {
        self.header("if-match", etag)
    }

    /// Sends it to a program that may end meanwhile; nothing when no whole answer came.
    pub async fn attempt(self) -> Option<Answer> {
        self.answer().await.ok()
    }

    async fn send(self) -> Answer {
        self.answer().await.expect("a whole answer")
    }

    async fn answer(self) -> reqwest::Result<Answer> {
        let response = self.0.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        Ok(Answer { status, headers, body: response.bytes().await? })
    }
}

impl IntoFuture for Ask {
    type Output = Answer;
    type IntoFuture = Pin<Box<dyn Future<Output = Answer> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// An answer with its whole body.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

impl Answer {
    /// Fails, showing the body, when the status is another.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// Fails unless this is a complete problem+json of this status and code; answers it.
    #[track_caller]
    pub fn expect_problem(self, status: u16, code: &str) -> Value {
        let problem = self.expect(status);
        assert_eq!(problem.header("content-type"), "application/problem+json");
        let problem = problem.json();
        assert_eq!(problem["code"], code, "{problem:#}");
        assert_eq!(problem["status"], status, "{problem:#}");
        for member in ["type", "title", "detail", "instance"] {
            let text = problem[member].as_str().unwrap_or_default();
            assert!(!text.is_empty() && !text.starts_with("problem-"), "{member} isn't worded: {problem:#}");
        }
        problem
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The `ETag`.
    #[track_caller]
    pub fn etag(&self) -> String {
        let etag = self.header("etag");
        assert!(!etag.is_empty(), "the answer has no ETag");
        etag.to_owned()
    }
}

/// The wrong and missing fields that a problem names, as `pointer code`, in order.
pub fn faults(problem: &Value) -> Vec<String> {
    let errors = problem["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
    let text = |error: &Value, member: &str| error[member].as_str().unwrap_or_default().to_owned();
    errors.iter().map(|error| format!("{} {}", text(error, "pointer"), text(error, "code"))).collect()
}

/// A client that follows no redirects and keeps no cookies.
pub(crate) fn new_client() -> reqwest::Client {
    // Fails only when a provider is there already, which is as good.
    drop(rustls::crypto::ring::default_provider().install_default());
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    client.timeout(Duration::from_secs(30)).build().expect("a client")
}
