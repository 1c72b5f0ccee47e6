//! What a form on one of our pages sent: read once, believed only with its token, decoded strictly.

use std::ops::Deref;

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    http::{StatusCode, header},
};
use futures_util::{StreamExt, future::LocalBoxFuture};
use serde::de::DeserializeOwned;

use crate::{
    error::Problem,
    web::{csrf, plain_json},
};

/// Bytes of a form (IN-3).
const MOST_BYTES: usize = 1 << 20;
/// Fields of a form; the largest of ours has a few hundred.
const MOST_FIELDS: usize = 2_000;

/// Names and values in the order in which the page has them; what [`crate::web::forms`] decodes.
pub type Pairs = Vec<(String, String)>;

/// A form post whose token was checked (403 `csrf_failed` otherwise). `T` is a struct of the fields, or [`Pairs`].
///
/// Line ends are `\n`. Names must be known to `T` if it says `deny_unknown_fields`; the token isn't among them.
#[derive(Debug)]
pub struct Form<T>(pub T);

impl<T> Form<T> {
    /// What was sent.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Form<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let (token, pairs) = read_pairs(&read(&request, payload).await?)?;
            csrf::check(&request, &token)?;
            decode(&pairs).map(Self)
        })
    }
}

async fn read(request: &HttpRequest, mut payload: Payload) -> Result<Vec<u8>, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.and_then(|kind| kind.split(';').next()).map(str::trim)
        != Some("application/x-www-form-urlencoded")
    {
        return Err(Problem::bad_request("unreadable"));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        bytes.extend_from_slice(&chunk.map_err(|_| Problem::bad_request("unreadable"))?);
        if bytes.len() > MOST_BYTES {
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body_too_large"));
        }
    }
    Ok(bytes)
}

/// The token, and everything else.
fn read_pairs(bytes: &[u8]) -> Result<(String, Pairs), Problem> {
    let unreadable = || Problem::bad_request("unreadable");
    let pairs: Pairs = serde_urlencoded::from_bytes(bytes).map_err(|_| unreadable())?;
    if pairs.len() > MOST_FIELDS {
        return Err(unreadable());
    }
    let (tokens, mut rest): (Pairs, Pairs) = pairs.into_iter().partition(|(name, _)| name == csrf::FIELD);
    for (_, value) in &mut rest {
        let lines = value.replace("\r\n", "\n").replace('\r', "\n");
        *value = plain_json::text(&lines).ok_or_else(unreadable)?;
    }
    Ok((tokens.into_iter().next().map(|(_, token)| token).unwrap_or_default(), rest))
}

fn decode<T: DeserializeOwned>(pairs: &Pairs) -> Result<T, Problem> {
    let unreadable = |_| Problem::bad_request("unreadable");
    let text = serde_urlencoded::to_string(pairs).map_err(|_| Problem::bad_request("unreadable"))?;
    serde_urlencoded::from_str(&text).map_err(unreadable)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Tracking {
        receipt_no: String,
        phone_tail: String,
    }

    fn parsed<T: DeserializeOwned>(text: &str) -> Result<(String, T), Problem> {
        let (token, pairs) = read_pairs(text.as_bytes())?;
        Ok((token, decode(&pairs)?))
    }

    #[test]
    fn the_token_is_not_a_field() {
        let (token, tracking) = parsed::<Tracking>("receipt_no=A1&_csrf=T&phone_tail=0000").unwrap();
        assert_eq!(token, "T");
        assert_eq!(tracking, Tracking { receipt_no: "A1".into(), phone_tail: "0000".into() });
    }

    #[test]
    fn unknown_repeated_and_missing_fields_are_refused() {
        for text in [
            "receipt_no=A1&phone_tail=0000&state=paid",
            "receipt_no=A1&receipt_no=A2&phone_tail=0000",
            "receipt_no=A1",
            "receipt_no=A%00&phone_tail=0000",
        ] {
            assert_eq!(parsed::<Tracking>(text).unwrap_err().code, "unreadable", "{text}");
        }
        let many = "a=1&".repeat(MOST_FIELDS + 1);
        assert_eq!(parsed::<Pairs>(&many).unwrap_err().code, "unreadable");
    }

    #[test]
    fn pairs_keep_their_order_and_line_ends_are_plain() {
        let (_, pairs) = parsed::<Pairs>("b=%E5%92%8C%0D%0A2&a=1&a=2").unwrap();
        let expected = [("b", "和\n2"), ("a", "1"), ("a", "2")];
        assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}
