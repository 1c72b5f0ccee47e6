use serde_json::{Value, json};

use super::*;
use crate::error::FieldFault;

/// The texts of a title; the words don't matter here.
fn words(text: &str) -> Value {
    json!({ "zh-CN": format!("{text}-zh"), "bo-CN": format!("{text}-bo"), "en": text })
}

fn salted() -> Value {
    json!({
        "required": ["guest"],
        "properties": { "guest": { "required": ["way"], "properties": { "way": { "const": "salt" } } } }
    })
}

fn choice(name: &str) -> Value {
    json!({ "const": name, "title": words(name) })
}

fn text(title: &str, also: Value) -> Value {
    let mut field = json!({ "type": "string", "title": words(title), "maxLength": 20 });
    if let (Some(field), Value::Object(also)) = (field.as_object_mut(), also) {
        field.extend(also);
    }
    field
}

fn guest_section() -> Value {
    json!({
        "type": "object",
        "title": words("Guest"),
        "additionalProperties": false,
        "required": ["name", "way", "agreed"],
        "properties": {
            "name": text("Name", json!({ "minLength": 2, "maxLength": 5 })),
            "way": text("Way", json!({ "oneOf": [choice("salt"), choice("sugar")] })),
            "price_fen": {
                "type": "integer", "title": words("Price"), "x-input": "money", "minimum": 0, "maximum": 10000
            },
            "cups": { "type": "integer", "title": words("Cups"), "minimum": 1, "maximum": 9 },
            "day": text("Day", json!({ "format": "date" })),
            "id": text("Id", json!({ "format": "cn-resident-id" })),
            "phone": text("Phone", json!({ "format": "cn-mobile" })),
            "card": text("Card", json!({ "format": "bank-card" })),
            "with": {
                "type": "array", "title": words("With"), "uniqueItems": true, "minItems": 1, "maxItems": 2,
                "items": { "type": "string", "oneOf": [choice("butter"), choice("milk"), choice("honey")] }
            },
            "spoon": { "type": "boolean", "title": words("Spoon"), "x-show-if": salted() },
            "agreed": { "type": "boolean", "title": words("Agreed"), "const": true }
        }
    })
}

fn named(title: &str) -> Value {
    json!({
        "type": "object",
        "title": words(title),
        "additionalProperties": false,
        "required": ["name"],
        "properties": { "name": text("Name", json!({ "minLength": 1 })) }
    })
}

fn tea() -> Form {
    let mut host = named("Host");
    host["x-show-if"] = salted();
    let many = json!({
        "required": ["guest"],
        "properties": { "guest": { "required": ["cups"], "properties": { "cups": { "const": 9 } } } }
    });
    Form::compile(json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["guest", "wish"],
        "properties": {
            "guest": guest_section(),
            "host": host,
            "friends": { "type": "array", "title": words("Friends"), "maxItems": 2, "items": named("Friend") },
            "wish": {
                "type": "object",
                "title": words("Wish"),
                "additionalProperties": false,
                "properties": { "text": text("Text", json!({})) }
            }
        },
        "allOf": [
            { "if": salted(), "then": { "required": ["host", "friends"] } },
            { "if": many, "then": { "properties": { "guest": { "required": ["phone"] } } } }
        ]
    }))
    .unwrap()
}

fn told(faults: &[FieldFault]) -> Vec<String> {
    faults.iter().map(|fault| format!("{} {}", fault.pointer, fault.code)).collect()
}

fn complete(form: &Value) -> Vec<String> {
    told(&tea().check_complete(form))
}

fn guest(also: Value) -> Value {
    let mut guest = json!({ "name": "Tashi", "way": "sugar", "agreed": true });
    if let (Some(guest), Value::Object(also)) = (guest.as_object_mut(), also) {
        guest.extend(also);
    }
    json!({ "guest": guest, "wish": { "text": "hot" } })
}

#[test]
fn what_is_complete_has_no_faults() {
    assert!(complete(&guest(json!({}))).is_empty());
    let full = json!({
        "price_fen": 0, "cups": 8, "day": "2026-02-28", "id": "11010519491231002X", "phone": "13800000001",
        "card": "6228480000000000018", "with": ["milk"]
    });
    assert!(complete(&guest(full)).is_empty());
}

#[test]
fn an_empty_form_names_each_missing_field_in_order() {
    assert_eq!(
        complete(&json!({})),
        ["/guest/name required", "/guest/way required", "/guest/agreed required", "/wish required"]
    );
}

#[test]
fn a_section_that_became_required_names_its_fields() {
    let mut form = guest(json!({ "way": "salt" }));
    assert_eq!(complete(&form), ["/host/name required", "/friends required"]);
    form["friends"] = json!([{ "name": " " }, {}, { "name": "Dawa" }]);
    assert_eq!(
        complete(&form),
        ["/host/name required", "/friends too_many", "/friends/0/name required", "/friends/1/name required"]
    );
}

#[test]
fn every_kind_of_fault_has_its_code() {
    for (also, fault) in [
        (json!({ "name": "  " }), "/guest/name required"),
        (json!({ "name": "T" }), "/guest/name too_short"),
        (json!({ "name": "Tashi T" }), "/guest/name too_long"),
        (json!({ "name": 7 }), "/guest/name wrong_type"),
        (json!({ "name": null }), "/guest/name wrong_type"),
        (json!({ "way": "lemon" }), "/guest/way not_an_option"),
        (json!({ "way": 1 }), "/guest/way wrong_type"),
        (json!({ "way": "" }), "/guest/way required"),
        (json!({ "price_fen": -1 }), "/guest/price_fen amount_out_of_range"),
        (json!({ "price_fen": 1.5 }), "/guest/price_fen wrong_type"),
        (json!({ "price_fen": "" }), "/guest/price_fen wrong_type"),
        (json!({ "cups": 10 }), "/guest/cups out_of_range"),
        (json!({ "cups": 9 }), "/guest/phone required"),
        (json!({ "day": "2026-02-29" }), "/guest/day bad_date"),
        (json!({ "day": "28.2.2026" }), "/guest/day bad_date"),
        (json!({ "id": "110105194912310021" }), "/guest/id bad_resident_id"),
        (json!({ "phone": "+8613800000001" }), "/guest/phone bad_mobile"),
        (json!({ "card": "6228480000000000019" }), "/guest/card bad_bank_card"),
        (json!({ "with": [] }), "/guest/with too_few"),
        (json!({ "with": ["milk", "milk"] }), "/guest/with given_twice"),
        (json!({ "with": ["milk", "butter", "honey"] }), "/guest/with too_many"),
        (json!({ "with": ["milk", "tea"] }), "/guest/with/1 not_an_option"),
        (json!({ "with": "milk" }), "/guest/with wrong_type"),
        (json!({ "agreed": false }), "/guest/agreed must_be_accepted"),
        (json!({ "a/b~c": 1 }), "/guest/a~1b~0c unknown_field"),
    ] {
        assert_eq!(complete(&guest(also.clone())), [fault], "{also}");
    }
}

#[test]
fn all_faults_are_told_at_once_and_each_place_once() {
    let form = json!({ "zzz": 1, "guest": { "with": ["x"], "name": 1, "aaa": 1 }, "wish": 1 });
    assert_eq!(
        complete(&form),
        [
            "/guest/name wrong_type",
            "/guest/way required",
            "/guest/with/0 not_an_option",
            "/guest/agreed required",
            "/guest/aaa unknown_field",
            "/wish wrong_type",
            "/zzz unknown_field",
        ]
    );
    assert_eq!(complete(&json!([])), [" wrong_type"]);
}

#[test]
fn a_fault_tells_limits_and_never_what_was_typed() {
    let form = tea();
    let faults =
        form.check_complete(&guest(json!({ "name": "Secret", "price_fen": 99_999_999, "way": "Secret" })));
    let args: Vec<_> =
        faults.iter().flat_map(|fault| &fault.args).map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(args, [("max", "5"), ("min", "0"), ("max", "100")]);
    assert!(!format!("{faults:?}").contains("Secret"));
}

#[test]
fn what_is_not_asked_is_not_checked() {
    let mut form = guest(json!({ "spoon": true }));
    form["host"] = json!({});
    assert!(complete(&form).is_empty());
    assert_eq!(tea().asked(&form), guest(json!({})));
    form["guest"]["way"] = "salt".into();
    assert!(complete(&form).contains(&"/host/name required".to_owned()));
    assert_eq!(tea().asked(&form), form);
}

#[test]
fn a_question_is_shown_while_its_condition_holds() {
    let tea = tea();
    let (sweet, salty) = (guest(json!({})), guest(json!({ "way": "salt" })));
    for (section, field, form, shown) in [
        ("guest", None, &sweet, true),
        ("guest", Some("spoon"), &sweet, false),
        ("guest", Some("spoon"), &salty, true),
        ("host", None, &sweet, false),
        ("host", Some("name"), &sweet, false),
        ("host", Some("name"), &salty, true),
        ("host", None, &json!({}), false),
    ] {
        assert_eq!(tea.shown(form, section, field), shown, "{section} {field:?}");
    }
}

#[test]
fn a_draft_may_be_unfinished_but_not_of_the_wrong_kind() {
    let tea = tea();
    let draft = |also| told(&tea.check_draft(&guest(also)));
    assert!(tea.check_draft(&json!({})).is_empty());
    for unfinished in [
        json!({ "name": "" }),
        json!({ "way": "" }),
        json!({ "day": "2026-0" }),
        json!({ "id": "1101" }),
        json!({ "phone": "138" }),
        json!({ "cups": 0 }),
        json!({ "with": [] }),
        json!({ "agreed": false }),
    ] {
        assert!(draft(unfinished.clone()).is_empty(), "{unfinished}");
    }
    for (wrong, fault) in [
        (json!({ "name": true }), "/guest/name wrong_type"),
        (json!({ "cups": "3" }), "/guest/cups wrong_type"),
        (json!({ "way": "lemon" }), "/guest/way not_an_option"),
        (json!({ "with": ["tea"] }), "/guest/with/0 not_an_option"),
        (json!({ "with": ["milk", "butter", "honey"] }), "/guest/with too_many"),
        (json!({ "name": "Tashi Tsering" }), "/guest/name too_long"),
        (json!({ "nickname": "T" }), "/guest/nickname unknown_field"),
    ] {
        assert_eq!(draft(wrong.clone()), [fault], "{wrong}");
    }
    assert_eq!(told(&tea.check_draft(&json!({ "friends": {} }))), ["/friends wrong_type"]);
}

#[test]
fn the_schema_is_in_the_readers_language() {
    let tea = tea();
    let schema = tea.schema(Language::Tibetan);
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert_eq!(schema["properties"]["guest"]["title"], "Guest-bo");
    assert_eq!(schema["properties"]["guest"]["properties"]["way"]["oneOf"][1]["title"], "sugar-bo");
    assert_eq!(schema["properties"]["friends"]["items"]["properties"]["name"]["title"], "Name-bo");
    assert!(jsonschema::meta::is_valid(schema));
    assert!(!schema.to_string().contains("zh-CN"));
    assert_eq!(tea.sections().collect::<Vec<_>>(), ["guest", "host", "friends", "wish"]);
}

#[test]
fn either_of_two_fields_is_asked_for() {
    let body = Form::compile(json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "organ_code": { "type": "string", "title": words("Organ"), "maxLength": 9 },
            "department": { "type": "string", "title": words("Department"), "maxLength": 9 }
        },
        "anyOf": [{ "required": ["organ_code"] }, { "required": ["department"] }]
    }))
    .unwrap();
    assert_eq!(told(&body.check_complete(&json!({}))), ["/organ_code required"]);
    assert!(body.check_complete(&json!({ "department": "it" })).is_empty());
}

#[test]
fn a_pattern_takes_time_in_proportion_to_the_text() {
    let with = |pattern: &str| {
        Form::compile(json!({
            "type": "object",
            "additionalProperties": false,
            "properties": { "word": { "type": "string", "title": words("Word"), "maxLength": 60_000, "pattern": pattern } }
        }))
    };
    let form = with("^(a+)+$").unwrap();
    let begun = std::time::Instant::now();
    assert!(!form.check_complete(&json!({ "word": "a".repeat(50_000) + "b" })).is_empty());
    assert!(begun.elapsed() < std::time::Duration::from_secs(5), "{:?}", begun.elapsed());
    for looks_around in ["^(?=a)a$", "^(a)\\1$"] {
        assert!(with(looks_around).is_err(), "{looks_around} needs an engine that goes back");
    }
}
