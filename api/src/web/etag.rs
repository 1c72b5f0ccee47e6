//! Which state of a thing an answer shows: `ETag` on reads, `If-None-Match` on repeated ones, `If-Match` on changing PUTs.
//!
//! The tag of a row is its version as a quoted number. Public answers that anybody may keep are tagged by their content.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse,
    dev::Payload,
    http::{
        Method, StatusCode,
        header::{self, ETag, EntityTag, Header},
    },
};
use data_encoding::BASE64URL_NOPAD;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::error::{Internal, Problem};

/// Personal answers stay with their reader's program.
const PERSONAL: &str = "private, no-store";
/// Public answers may be shown again for five minutes by anybody who keeps them.
const PUBLIC: &str = "public, max-age=300";
/// What the language of an answer follows.
const LANGUAGE: &str = "Accept-Language, Cookie";

/// The state that a changing PUT is based on: its `If-Match`.
///
/// Compressing proxies mark tags as weak, so weak and strong ones count alike here; a version says the same either way.
#[derive(Clone, Debug)]
pub struct IfMatch(header::IfMatch);

impl IfMatch {
    /// The state that a page was drawn from, carried in a hidden field.
    pub fn on_version(version: i32) -> Self {
        Self(header::IfMatch::Items(vec![of_version(version)]))
    }

    /// Refuses with 412 when the row has moved on. What an answer shows beside its row can't be overwritten by a change of the
    /// row, so its stamp doesn't count.
    pub fn check(&self, version: i32) -> Result<(), Problem> {
        let current = version.to_string();
        let matches = match &self.0 {
            header::IfMatch::Any => true,
            header::IfMatch::Items(tags) => {
                tags.iter().any(|tag| tag.tag().split('-').next() == Some(current.as_str()))
            }
        };
        if matches { Ok(()) } else { Err(stale()) }
    }
}

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        if !request.headers().contains_key(header::IF_MATCH) {
            return ready(Err(Problem::new(StatusCode::PRECONDITION_REQUIRED, "precondition_required")));
        }
        ready(header::IfMatch::parse(request).map(Self).map_err(|_| stale()))
    }
}

/// 412: somebody else changed it meanwhile.
pub fn stale() -> Problem {
    Problem::new(StatusCode::PRECONDITION_FAILED, "precondition_failed")
}

/// The tag of a row's version.
pub fn of_version(version: i32) -> EntityTag {
    EntityTag::new_strong(version.to_string())
}

/// The tag of a row's version with a stamp of what the answer shows beside the row, like an application's files.
pub fn of_version_with(version: i32, stamp: &str) -> EntityTag {
    EntityTag::new_strong(format!("{version}-{stamp}"))
}

/// A personal answer with the tag of its row's version; a repeated read of the same version gets 304.
pub fn personal(
    request: &HttpRequest,
    status: StatusCode,
    version: i32,
    body: &impl Serialize,
) -> HttpResponse {
    personal_tagged(request, status, of_version(version), body)
}

/// A personal answer with any tag.
pub fn personal_tagged(
    request: &HttpRequest,
    status: StatusCode,
    tag: EntityTag,
    body: &impl Serialize,
) -> HttpResponse {
    let status = if reader_has(request, &tag) { StatusCode::NOT_MODIFIED } else { status };
    let mut answer = HttpResponse::build(status);
    answer.insert_header(ETag(tag)).insert_header((header::CACHE_CONTROL, PERSONAL));
    if status == StatusCode::NOT_MODIFIED { answer.finish() } else { answer.json(body) }
}

/// A personal answer about a row and about what the row's version doesn't count, like notes: tagged by both.
pub fn personal_stamped(
    request: &HttpRequest,
    status: StatusCode,
    version: i32,
    body: &impl Serialize,
) -> Result<HttpResponse, Internal> {
    let stamp = of_content(&serde_json::to_vec(body)?);
    Ok(personal_tagged(request, status, of_version_with(version, stamp.tag()), body))
}

/// A personal answer without a row of its own, like a list, tagged by its content.
pub fn personal_content(request: &HttpRequest, body: &impl Serialize) -> Result<HttpResponse, Internal> {
    let tag = of_content(&serde_json::to_vec(body)?);
    Ok(personal_tagged(request, StatusCode::OK, tag, body))
}

/// A public answer, the same for everybody who reads its language; a repeated read of the same content gets 304.
pub fn public(request: &HttpRequest, body: &impl Serialize) -> Result<HttpResponse, Internal> {
    let bytes = serde_json::to_vec(body)?;
    let tag = of_content(&bytes);
    let known = reader_has(request, &tag);
    let mut answer = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    answer.insert_header(ETag(tag)).insert_header((header::CACHE_CONTROL, PUBLIC));
    answer.insert_header((header::VARY, LANGUAGE));
    Ok(if known { answer.finish() } else { answer.content_type("application/json").body(bytes) })
}

fn reader_has(request: &HttpRequest, tag: &EntityTag) -> bool {
    let reads = request.method() == Method::GET || request.method() == Method::HEAD;
    reads
        && request.headers().contains_key(header::IF_NONE_MATCH)
        && header::IfNoneMatch::parse(request).is_ok_and(|known| match known {
            header::IfNoneMatch::Any => true,
            header::IfNoneMatch::Items(tags) => tags.iter().any(|known| known.weak_eq(tag)),
        })
}

/// Weak, because compression changes the bytes and not the content.
fn of_content(bytes: &[u8]) -> EntityTag {
    let hash = BASE64URL_NOPAD.encode(&Sha256::digest(bytes));
    EntityTag::new_weak(hash.chars().take(22).collect())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    async fn if_match(request: TestRequest) -> Result<IfMatch, Problem> {
        IfMatch::extract(&request.to_http_request()).await
    }

    #[actix_web::test]
    async fn a_change_names_the_version_it_is_based_on() {
        let missing = if_match(TestRequest::put()).await.unwrap_err();
        assert_eq!((missing.status.as_u16(), missing.code), (428, "precondition_required"));
        for (header, version) in
            [("\"3\"", 3), ("W/\"3\"", 3), ("\"3-k7q2\"", 3), ("\"2\", \"3\"", 3), ("*", 9)]
        {
            let based_on = if_match(TestRequest::put().insert_header(("if-match", header))).await.unwrap();
            assert!(based_on.check(version).is_ok(), "{header}");
        }
        for header in ["\"3\"", "3", "", "\"33\"", "\"44-4\""] {
            let based_on = if_match(TestRequest::put().insert_header(("if-match", header))).await;
            let refused = based_on.and_then(|based_on| based_on.check(4)).unwrap_err();
            assert_eq!((refused.status.as_u16(), refused.code), (412, "precondition_failed"), "{header}");
        }
    }

    #[test]
    fn a_reader_is_not_told_again_what_it_has() {
        let answer = |request: TestRequest, version| {
            personal(&request.to_http_request(), StatusCode::OK, version, &"text").status().as_u16()
        };
        let knowing = |tag: &str| TestRequest::get().insert_header(("if-none-match", tag));
        assert_eq!(answer(knowing("\"3\""), 3), 304);
        assert_eq!(answer(knowing("\"2\""), 3), 200);
        assert_eq!(answer(TestRequest::get(), 3), 200);
        assert_eq!(answer(knowing("\"3\"").method(Method::POST), 3), 200);
    }

    #[test]
    fn public_content_is_tagged_by_what_it_says() {
        let first = public(&TestRequest::get().to_http_request(), &"text").unwrap();
        let tag = first.headers().get("etag").unwrap().to_str().unwrap().to_owned();
        let again = |body: &str| {
            let request = TestRequest::get().insert_header(("if-none-match", tag.as_str()));
            public(&request.to_http_request(), &body).unwrap().status().as_u16()
        };
        assert_eq!((again("text"), again("other")), (304, 200));
    }
}
