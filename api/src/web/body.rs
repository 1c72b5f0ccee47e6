//! A JSON body, decoded strictly and once: its type, its fields, its rules; every fault named by JSON Pointer.

use std::ops::Deref;

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header, web::Bytes};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};
use validator::{Validate, ValidationErrors, ValidationErrorsKind};

use crate::{
    error::{FieldFault, Problem},
    web::plain_json::Plain,
};

/// Bytes of a body other than an upload's (IN-3).
const MOST: usize = 1 << 20;

/// A decoded JSON body.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T> Deref for Body<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let json =
            request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(
                |value| value.split(';').next().unwrap_or_default().trim() == "application/json",
            );
        let bytes = Bytes::from_request(request, payload);
        Box::pin(async move {
            if !json {
                return Err(Problem::new(
                    actix_web::http::StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    "json_expected",
                ));
            }
            let bytes = bytes.await.map_err(|error| unreadable(&error))?;
            if bytes.len() > MOST {
                return Err(too_large());
            }
            decode(&bytes).map(Body)
        })
    }
}

/// A JSON object whose rules are data, like an action's own schema; whoever takes it checks it.
#[derive(Debug)]
pub struct Free(pub serde_json::Value);

#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Object(serde_json::Map<String, serde_json::Value>);

impl Validate for Object {
    fn validate(&self) -> Result<(), ValidationErrors> {
        Ok(())
    }
}

impl FromRequest for Free {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let body = Body::<Object>::from_request(request, payload);
        Box::pin(async move { Ok(Self(serde_json::Value::Object(body.await?.0.0))) })
    }
}

fn unreadable(error: &actix_web::Error) -> Problem {
    if error.as_response_error().status_code() == actix_web::http::StatusCode::PAYLOAD_TOO_LARGE {
        too_large()
    } else {
        Problem::bad_request("unreadable")
    }
}

fn too_large() -> Problem {
    Problem::new(actix_web::http::StatusCode::PAYLOAD_TOO_LARGE, "body_too_large")
}

/// Decodes a body that was read.
pub fn decode<T: DeserializeOwned + Validate>(bytes: &[u8]) -> Result<T, Problem> {
    let Plain(json) = serde_json::from_slice(bytes).map_err(|_| Problem::bad_request("unreadable"))?;
    let value: T = serde_path_to_error::deserialize(json).map_err(|error| misfit(&error))?;
    value.validate().map_err(|errors| Problem::invalid(broken_rules(&errors)))?;
    Ok(value)
}

/// What doesn't fit the type. The words of serde hold the value, so only its kind is passed on.
fn misfit(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let text = error.inner().to_string();
    let (code, field) = if text.starts_with("missing field") {
        ("required", quoted(&text))
    } else if text.starts_with("unknown field") {
        ("unknown_field", None)
    } else if text.starts_with("unknown variant") {
        ("not_an_option", None)
    } else {
        ("wrong_type", None)
    };
    let pointer = pointer(error.path()) + &field.map(|field| format!("/{field}")).unwrap_or_default();
    Problem::invalid(vec![FieldFault::new(pointer, code)])
}

fn quoted(text: &str) -> Option<&str> {
    text.split('`').nth(1)
}

fn pointer(path: &Path) -> String {
    path.iter()
        .map(|segment| match segment {
            Segment::Seq { index } => format!("/{index}"),
            Segment::Map { key } | Segment::Enum { variant: key } => format!("/{}", escape(key)),
            Segment::Unknown => String::new(),
        })
        .collect()
}

/// RFC 6901 escaping of one token.
pub fn escape(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// The rules that validator found broken; its own words hold the value and are left out.
pub fn broken_rules(errors: &ValidationErrors) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    collect(errors, "", &mut faults);
    faults.sort_by(|a, b| a.pointer.cmp(&b.pointer));
    faults
}

fn collect(errors: &ValidationErrors, place: &str, faults: &mut Vec<FieldFault>) {
    for (field, kind) in errors.errors() {
        let place = format!("{place}/{}", escape(field));
        match kind {
            ValidationErrorsKind::Field(found) => {
                faults.extend(found.iter().map(|error| rule(&place, error)));
            }
            ValidationErrorsKind::Struct(inner) => collect(inner, &place, faults),
            ValidationErrorsKind::List(inner) => {
                for (index, inner) in inner {
                    collect(inner, &format!("{place}/{index}"), faults);
                }
            }
        }
    }
}

fn rule(place: &str, error: &validator::ValidationError) -> FieldFault {
    let argument = |name: &str| error.params.get(name).map(ToString::to_string);
    match (error.code.as_ref(), argument("min"), argument("max")) {
        ("length", Some(min), Some(max)) => {
            FieldFault::new(place, "bad_length").with("min", min).with("max", max)
        }
        ("length", None, Some(max)) => FieldFault::new(place, "too_long").with("max", max),
        ("range", Some(min), Some(max)) => {
            FieldFault::new(place, "out_of_range").with("min", min).with("max", max)
        }
        ("length" | "required", ..) => FieldFault::new(place, "required"),
        _ => FieldFault::new(place, "invalid"),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, Validate)]
    #[serde(deny_unknown_fields)]
    struct Note {
        #[validate(length(min = 1, max = 5))]
        text: String,
        #[validate(range(min = 1, max = 7))]
        weekday: u8,
        #[validate(nested)]
        inner: Vec<Inner>,
    }

    #[derive(Debug, Deserialize, Validate)]
    struct Inner {
        #[validate(length(max = 2))]
        a: String,
    }

    fn faults(json: &str) -> Vec<(String, &'static str)> {
        let problem = decode::<Note>(json.as_bytes()).unwrap_err();
        problem.errors.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
    }

    #[test]
    fn every_broken_rule_is_named() {
        let json = r#"{"text":"和畅和畅和畅","weekday":9,"inner":[{"a":"ok"},{"a":"long"}]}"#;
        let expected = [("/inner/1/a", "too_long"), ("/text", "bad_length"), ("/weekday", "out_of_range")];
        assert_eq!(faults(json), expected.map(|(pointer, code)| (pointer.to_owned(), code)));
    }

    #[test]
    fn a_misfit_is_named_without_its_value() {
        for (json, pointer, code) in [
            (r#"{"text":1,"weekday":1,"inner":[]}"#, "/text", "wrong_type"),
            (r#"{"text":"a","inner":[]}"#, "/weekday", "required"),
            (r#"{"text":"a","weekday":1,"inner":[],"state":"paid"}"#, "/state", "unknown_field"),
            (r#"{"text":"a","weekday":1,"inner":[{}]}"#, "/inner/0/a", "required"),
        ] {
            assert_eq!(faults(json), [(pointer.to_owned(), code)], "{json}");
        }
    }

    #[test]
    fn what_is_not_json_is_unreadable() {
        for json in ["", "{", "\u{feff}{}", r#"{"text":"a","weekday":1,"inner":[]} {}"#, "NaN"] {
            assert_eq!(decode::<Note>(json.as_bytes()).unwrap_err().code, "unreadable", "{json:?}");
        }
    }
}
