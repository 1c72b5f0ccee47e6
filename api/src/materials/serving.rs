//! How a file is answered: as something to keep, never to be run or shown by itself (security.md UP-7), whole or one range of it (UP-12).

use std::ops::RangeInclusive;

use actix_web::{
    HttpRequest, HttpResponse,
    body::SizedStream,
    http::{
        StatusCode,
        header::{self, Header, HeaderValue},
    },
    web::Bytes,
};
use futures_util::{StreamExt, TryStreamExt, future, stream::BoxStream};

use crate::{
    error::Internal,
    materials::{
        error::MaterialError,
        kinds::Kind,
        service::{Opened, View},
    },
    platform::blobs::Reading,
    web::{attachment, problems},
};

const SANDBOX: &str = "sandbox; default-src 'none'";

/// The answer to a request for a file of an application.
pub fn answer(request: &HttpRequest, opened: Opened, view: View) -> HttpResponse {
    let (media_type, name) = shown_as(&opened, view);
    answer_as(request, opened.reading, media_type, &name)
}

/// The answer to a request for any sealed file, under a media type and a name.
pub fn answer_as(request: &HttpRequest, reading: Reading, media_type: String, name: &str) -> HttpResponse {
    let size = reading.size;
    let range = match wanted(request, size) {
        Ok(range) => range,
        Err(error) => return refused(request, error, size),
    };
    let (first, length) = match &range {
        Some(range) => (*range.start(), range.end().saturating_sub(*range.start()).saturating_add(1)),
        None => (0, size),
    };
    let mut answer =
        HttpResponse::build(if range.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK });
    if let Some(range) = range {
        let place = format!("bytes {}-{}/{size}", range.start(), range.end());
        answer.insert_header((header::CONTENT_RANGE, place));
    }
    answer
        .insert_header((header::CONTENT_TYPE, media_type))
        .insert_header(attachment::named(name))
        .insert_header((header::CONTENT_SECURITY_POLICY, SANDBOX))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        // Sealed and packed already; compressing it again would lose its length.
        .insert_header((header::CONTENT_ENCODING, "identity"));
    answer.body(SizedStream::new(length, cut(reading.bytes, first, length)))
}

/// The answer to a request for a whole file that is no material.
pub fn whole(reading: Reading, media_type: &str, name: &str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, media_type))
        .insert_header(attachment::named(name))
        .insert_header((header::CONTENT_SECURITY_POLICY, SANDBOX))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .body(SizedStream::new(reading.size, reading.bytes))
}

/// Media type and name: a preview is a JPEG whatever the file is.
fn shown_as(opened: &Opened, view: View) -> (String, String) {
    let name = &opened.material.filename;
    match view {
        View::Original => (opened.material.media_type.clone(), name.clone()),
        View::Preview => {
            let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
            (Kind::Jpeg.media_type().to_owned(), format!("{stem}.jpg"))
        }
    }
}

/// The one range that was asked for. What isn't a range of bytes, or is bound to a version, is answered with the whole file.
fn wanted(request: &HttpRequest, size: u64) -> Result<Option<RangeInclusive<u64>>, MaterialError> {
    let headers = request.headers();
    if !headers.contains_key(header::RANGE) || headers.contains_key(header::IF_RANGE) {
        return Ok(None);
    }
    let Ok(header::Range::Bytes(ranges)) = header::Range::parse(request) else { return Ok(None) };
    let one = match ranges.as_slice() {
        [one] => one.to_satisfiable_range(size),
        _ => None,
    };
    let (first, last) = one.ok_or(MaterialError::RangeNotServed { size })?;
    Ok(Some(first..=last))
}

fn refused(request: &HttpRequest, error: MaterialError, size: u64) -> HttpResponse {
    let mut answer = problems::answer(request, &error.into());
    if let Ok(whole) = HeaderValue::try_from(format!("bytes */{size}")) {
        answer.headers_mut().insert(header::CONTENT_RANGE, whole);
    }
    answer
}

/// Sealed chunks open only one after another, so what comes before the range is opened and left out.
fn cut(
    bytes: BoxStream<'static, Result<Bytes, Internal>>,
    first: u64,
    length: u64,
) -> BoxStream<'static, Result<Bytes, Internal>> {
    let cut = bytes.scan((first, length), |(before, left), piece| {
        let piece = piece.map(|mut piece| {
            let skipped = piece.split_to(within(*before, piece.len()));
            *before = before.saturating_sub(count(&skipped));
            piece.truncate(within(*left, piece.len()));
            *left = left.saturating_sub(count(&piece));
            piece
        });
        future::ready(Some(piece))
    });
    let mut left = length;
    let ends = cut.try_take_while(move |piece| {
        let more = left > 0;
        left = left.saturating_sub(count(piece));
        future::ok(more)
    });
    ends.try_filter(|piece| future::ready(!piece.is_empty())).boxed()
}

fn within(wanted: u64, most: usize) -> usize {
    usize::try_from(wanted).map_or(most, |wanted| wanted.min(most))
}

fn count(bytes: &Bytes) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
