//! The validator's errors as stable codes. Words are `fault-{code}` in `catalog.ftl`; the rejected value is never in them.

use jsonschema::{ValidationError, error::ValidationErrorKind as Kind};
use serde_json::Value;

use super::{formats, outline};
use crate::error::FieldFault;

/// Codes by how much they explain: of several faults in one place, the first is told.
const BY_WEIGHT: [&str; 10] = [
    "wrong_type",
    "unknown_field",
    "required",
    "not_an_option",
    "bad_date",
    "bad_resident_id",
    "bad_mobile",
    "bad_credit_code",
    "bad_bank_card",
    "too_long",
];

/// Every code.
#[cfg(test)]
pub const CODES: [&str; 22] = [
    "wrong_type",
    "unknown_field",
    "required",
    "not_an_option",
    "must_be_accepted",
    "bad_date",
    "bad_resident_id",
    "bad_mobile",
    "bad_credit_code",
    "bad_bank_card",
    "too_short",
    "too_long",
    "too_few",
    "too_many",
    "given_twice",
    "out_of_range",
    "too_small",
    "too_large",
    "amount_out_of_range",
    "amount_too_small",
    "amount_too_large",
    "invalid",
];

/// How early a code is told.
pub fn weight(code: &str) -> usize {
    BY_WEIGHT.iter().position(|known| *known == code).unwrap_or(BY_WEIGHT.len())
}

/// The faults that an error stands for.
pub fn of(schema: &Value, error: &ValidationError<'_>) -> Vec<FieldFault> {
    let pointer = error.instance_path().as_str();
    match error.kind() {
        Kind::AdditionalProperties { unexpected } => unexpected
            .iter()
            .map(|name| FieldFault::new(outline::below(pointer, name), "unknown_field"))
            .collect(),
        Kind::Required { property } => {
            let name = property.as_str().unwrap_or_default();
            vec![FieldFault::new(outline::below(pointer, name), "required")]
        }
        // Either of several ways is right; the first is the one to ask for.
        Kind::AnyOf { context } => {
            context.first().into_iter().flatten().flat_map(|error| of(schema, error)).collect()
        }
        kind => vec![one(outline::question(schema, pointer), pointer, kind)],
    }
}

fn one(question: Option<&Value>, pointer: &str, kind: &Kind) -> FieldFault {
    let fault = |code| FieldFault::new(pointer, code);
    match kind {
        Kind::Type { .. } => fault("wrong_type"),
        Kind::OneOfNotValid { .. } | Kind::OneOfMultipleValid { .. } | Kind::Enum { .. } => {
            fault("not_an_option")
        }
        Kind::Constant { expected_value } if **expected_value == Value::Bool(true) => {
            fault("must_be_accepted")
        }
        Kind::Constant { .. } => fault("not_an_option"),
        Kind::MinLength { limit } => fault("too_short").with("min", limit),
        Kind::MaxLength { limit } => fault("too_long").with("max", limit),
        Kind::MinItems { limit } => fault("too_few").with("min", limit),
        Kind::MaxItems { limit } => fault("too_many").with("max", limit),
        Kind::UniqueItems => fault("given_twice"),
        Kind::Format { format } => fault(formats::code(format)),
        Kind::Minimum { .. } | Kind::Maximum { .. } => out_of_range(question, pointer),
        _ => fault("invalid"),
    }
}

/// Money is counted in fen and told in yuan.
fn out_of_range(question: Option<&Value>, pointer: &str) -> FieldFault {
    let bound = |keyword| question.and_then(|question| question.get(keyword)).and_then(Value::as_i64);
    let money = question.and_then(|question| question.get("x-input")).is_some_and(|input| input == "money");
    let told = |amount: i64| if money { amount / 100 } else { amount };
    let code = |plain, in_yuan| if money { in_yuan } else { plain };
    match (bound("minimum"), bound("maximum")) {
        (Some(min), Some(max)) => FieldFault::new(pointer, code("out_of_range", "amount_out_of_range"))
            .with("min", told(min))
            .with("max", told(max)),
        (Some(min), None) => {
            FieldFault::new(pointer, code("too_small", "amount_too_small")).with("min", told(min))
        }
        (None, Some(max)) => {
            FieldFault::new(pointer, code("too_large", "amount_too_large")).with("max", told(max))
        }
        (None, None) => FieldFault::new(pointer, "invalid"),
    }
}
