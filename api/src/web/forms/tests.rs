use serde_json::{Value, json};

use super::*;

/// A form with every kind of question.
pub fn schema() -> Value {
    let sex = json!([{ "const": "female", "title": "Female" }, { "const": "male", "title": "Male" }]);
    let kinds = json!([
        { "const": "injury", "title": "Injury" }, { "const": "death", "title": "Death" },
        { "const": "property", "title": "Loss of property" },
    ]);
    let with_injury = json!({ "type": "object", "required": ["harm"], "properties": { "harm": { "type": "object",
        "required": ["kinds"], "properties": { "kinds": { "contains": { "const": "injury" } } } } } });
    json!({
        "type": "object", "title": "Help", "required": ["person", "harm"],
        "properties": {
            "person": { "type": "object", "title": "Applicant", "description": "Who needs help.", "required": ["name"], "properties": {
                "name": { "type": "string", "title": "Name", "description": "As on your papers.", "maxLength": 60 },
                "sex": { "type": "string", "title": "Sex", "x-input": "radio", "oneOf": sex },
                "birth_date": { "type": "string", "format": "date", "title": "Birth", "maxLength": 10 },
                "phone": { "type": "string", "format": "cn-mobile", "title": "Phone", "x-input": "tel" },
                "province": { "type": "string", "title": "Region", "x-input": "select", "oneOf": sex },
                "income_fen": { "type": "integer", "title": "Income", "x-input": "money" },
                "age": { "type": "integer", "title": "Age" },
                "has_account": { "type": "boolean", "title": "An account?", "x-input": "yes-no" },
                "number": { "type": "string", "title": "Card", "format": "bank-card", "maxLength": 19 },
            } },
            "harm": { "type": "object", "title": "Harm", "required": ["kinds"], "properties": {
                "kinds": { "type": "array", "title": "Kinds", "x-input": "checkboxes", "items": { "type": "string", "oneOf": kinds } },
                "grade": { "type": "string", "title": "Grade", "x-show-if": with_injury },
                "story": { "type": "string", "title": "Story", "x-input": "textarea", "maxLength": 5000 },
                "truthful": { "type": "boolean", "const": true, "title": "It is true" },
            } },
            "care": { "type": "object", "title": "Care", "x-show-if": with_injury, "properties": { "cost": { "type": "string" } } },
            "family": { "type": "array", "title": "Family", "maxItems": 3, "items": { "type": "object", "title": "Member",
                "required": ["name"], "properties": {
                    "name": { "type": "string", "title": "Name" }, "age": { "type": "integer", "title": "Age" } } } },
        },
        "allOf": [{
            "if": { "type": "object", "required": ["person"], "properties": { "person": { "type": "object",
                "required": ["has_account"], "properties": { "has_account": { "const": true } } } } },
            "then": { "properties": { "person": { "required": ["number"] } } },
        }],
    })
}

fn pairs(text: &str) -> Vec<(String, String)> {
    let pair = |pair: &str| pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    text.split('&').filter_map(pair).collect()
}

fn decode(section: &str, answers: &Value, text: &str) -> Decoded {
    Questions::section(&schema(), section, answers).unwrap().decode(&pairs(text))
}

fn faults(decoded: &Decoded) -> Vec<(&str, &str)> {
    decoded.faults.iter().map(|fault| (fault.pointer.as_str(), fault.code)).collect()
}

fn fields(drawn: &Drawn) -> Vec<&Field> {
    drawn
        .parts
        .iter()
        .filter_map(|part| if let Part::Field(field) = part { Some(field) } else { None })
        .collect()
}

fn listed(drawn: &Drawn) -> Vec<(&str, &str, &str)> {
    drawn.faults.iter().map(|line| (line.href.as_str(), line.label.as_str(), line.text.as_str())).collect()
}

#[test]
fn answers_become_typed_values() {
    let text = "name= 扎西 &sex=male&birth_date=1990-01-01&phone=138 0000 0000&income_fen=1200.5&age=36&has_account=true&number=";
    let decoded = decode("person", &json!({}), text);
    let expected = json!({ "name": "扎西", "sex": "male", "birth_date": "1990-01-01", "phone": "13800000000",
        "income_fen": 120_050, "age": 36, "has_account": true });
    assert_eq!(decoded.form["person"], expected);
    assert!(decoded.faults.is_empty());
}

#[test]
fn what_cannot_be_read_is_named_and_kept() {
    let (schema, nothing) = (schema(), json!({}));
    let decoded = decode("person", &nothing, "name=扎西&age=old&income_fen=1,5");
    assert_eq!(faults(&decoded), [("/person/income_fen", "not_money"), ("/person/age", "not_a_number")]);
    assert_eq!(decoded.form, json!({ "person": { "name": "扎西" } }));

    let fault = Fault { pointer: "/person/age".into(), text: "A number, please".into() };
    let drawn = Questions::section(&schema, "person", &decoded.form).unwrap().draw(&decoded.typed, &[fault]);
    let age = fields(&drawn).into_iter().find(|field| field.name == "age").unwrap();
    assert_eq!((age.value.as_str(), age.fault.as_deref()), ("old", Some("A number, please")));
    assert_eq!(listed(&drawn), [("#f-age", "Age", "A number, please")]);
}

#[test]
fn what_the_page_did_not_ask_is_refused() {
    let decoded = decode("person", &json!({}), "name=扎西&state=paid&sex=x&name.first=y");
    let expected = [
        ("/person/sex", "not_on_the_form"),
        ("/person/name.first", "not_on_the_form"),
        ("/person/state", "not_on_the_form"),
    ];
    assert_eq!(faults(&decoded), expected);
    let twice = decode("person", &json!({}), "name=a&name=b");
    assert_eq!(faults(&twice), [("/person/name", "repeated")]);
}

#[test]
fn several_choices_are_a_list_without_repeats() {
    let decoded = decode("harm", &json!({}), "kinds=injury&kinds=death&kinds=injury");
    assert_eq!(decoded.form, json!({ "harm": { "kinds": ["injury", "death"] } }));
}

#[test]
fn an_answer_opens_and_closes_questions() {
    let schema = schema();
    let injured = decode("harm", &json!({}), "_asked=kinds story truthful&kinds=injury");
    assert!(Questions::section(&schema, "harm", &injured.form).unwrap().asks_more_than(&injured.asked));
    assert!(Questions::section(&schema, "care", &injured.form).is_some());

    let known = json!({ "harm": { "kinds": ["injury"], "grade": "1" }, "care": { "cost": "much" } });
    let changed = decode("harm", &known, "_asked=kinds grade story truthful&kinds=death&grade=1");
    assert_eq!(changed.form, json!({ "harm": { "kinds": ["death"] } }));
    assert!(!Questions::section(&schema, "harm", &changed.form).unwrap().asks_more_than(&changed.asked));
    assert!(Questions::section(&schema, "care", &changed.form).is_none());
    let keys: Vec<&str> = sections(&schema, &changed.form).into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["person", "harm", "family"]);
}

#[test]
fn items_close_up_and_empty_ones_fall_out() {
    let decoded = decode("family", &json!({}), "0.name=&0.age=&2.name=央金&2.age=7&10.name=次仁&10.age=x");
    assert_eq!(decoded.form, json!({ "family": [{ "name": "央金", "age": 7 }, { "name": "次仁" }] }));
    assert_eq!(faults(&decoded), [("/family/1/age", "not_a_number")]);
    assert_eq!(decoded.typed["/family/1/age"], "x");
}

#[test]
fn items_are_added_and_removed_by_buttons() {
    let added = decode("family", &json!({}), "0.name=央金&_add=");
    assert_eq!(added.form, json!({ "family": [{ "name": "央金" }, {}] }));
    assert_eq!(added.pressed, Pressed::Add(String::new()));
    let removed = decode("family", &added.form, "0.name=央金&1.name=次仁&_remove=0");
    assert_eq!(removed.form, json!({ "family": [{ "name": "次仁" }] }));
    assert!(removed.faults.is_empty());
    let full = decode("family", &json!({}), "0.name=a&1.name=b&2.name=c&_add=");
    assert_eq!(full.form["family"].as_array().unwrap().len(), 3);
    let too_many = decode("family", &json!({}), "0.name=a&1.name=b&2.name=c&3.name=d");
    assert_eq!(faults(&too_many), [("/family/3.name", "not_on_the_form")]);
}

#[test]
fn an_empty_section_stays_only_where_it_is_required() {
    assert_eq!(decode("harm", &json!({ "harm": { "story": "x" } }), "story=").form, json!({ "harm": {} }));
    assert_eq!(decode("family", &json!({ "family": [{}] }), "0.name=").form, json!({}));
}

#[test]
fn a_small_schema_is_asked_as_a_whole() {
    let body = json!({ "type": "object", "required": ["requests"], "properties": {
        "note": { "type": "string" },
        "requests": { "type": "array", "maxItems": 50, "items": { "type": "object", "properties": { "text": { "type": "string" } } } } } });
    let nothing = json!({});
    let decoded =
        Questions::whole(&body, &nothing).decode(&pairs("note=a&requests.0.text=again&_add=requests"));
    assert_eq!(decoded.form, json!({ "note": "a", "requests": [{ "text": "again" }, {}] }));
    let drawn = Questions::whole(&body, &decoded.form).draw(&Typed::new(), &[]);
    let Part::Group(group) = &drawn.parts[1] else { panic!("a group") };
    assert_eq!((group.items.len(), group.items[1].fields[0].name.as_str()), (2, "requests.1.text"));
}

#[test]
fn a_page_shows_what_is_known() {
    let schema = schema();
    let answers =
        json!({ "person": { "name": "扎西", "sex": "male", "income_fen": 120_050, "has_account": true } });
    let drawn = Questions::section(&schema, "person", &answers).unwrap().draw(&Typed::new(), &[]);
    let shown: Vec<(&str, Control, &str, bool)> = fields(&drawn)
        .iter()
        .map(|field| (field.name.as_str(), field.control, field.value.as_str(), field.optional))
        .collect();
    let expected = [
        ("name", Control::Text, "扎西", false),
        ("sex", Control::Radio, "male", true),
        ("birth_date", Control::Date, "", true),
        ("phone", Control::Tel, "", true),
        ("province", Control::Select, "", true),
        ("income_fen", Control::Money, "1200.50", true),
        ("age", Control::Number, "", true),
        ("has_account", Control::YesNo, "", true),
        ("number", Control::Text, "", false),
    ];
    assert_eq!(shown, expected);
    let chosen = |field: &Field| {
        field
            .choices
            .iter()
            .filter(|choice| choice.chosen)
            .map(|choice| choice.value.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(chosen(fields(&drawn)[1]), ["male"]);
    assert_eq!(chosen(fields(&drawn)[7]), ["true"]);
}

#[test]
fn what_was_decoded_is_shown_and_decodes_again() {
    let schema = schema();
    let first = decode("family", &json!({}), "0.name=央金&0.age=7&1.name=次仁");
    let drawn = Questions::section(&schema, "family", &first.form).unwrap().draw(&Typed::new(), &[]);
    let Part::Group(group) = &drawn.parts[0] else { panic!("a group") };
    let fields = group.items.iter().flat_map(|item| &item.fields);
    let again: Vec<(String, String)> =
        fields.map(|field| (field.name.clone(), field.value.clone())).collect();
    assert_eq!(Questions::section(&schema, "family", &json!({})).unwrap().decode(&again).form, first.form);
}

#[test]
fn a_fault_in_a_group_says_in_which_item() {
    let (schema, answers) = (schema(), json!({ "family": [{ "name": "央金" }, {}] }));
    let fault = Fault { pointer: "/family/1/name".into(), text: "Fill in".into() };
    let drawn = Questions::section(&schema, "family", &answers).unwrap().draw(&Typed::new(), &[fault]);
    assert_eq!(listed(&drawn), [("#f-1-name", "Member 2 · Name", "Fill in")]);
}

#[test]
fn faults_without_a_field_of_their_own_are_listed_too() {
    let (schema, nothing) = (schema(), json!({}));
    let faults = ["/person", "/person/ghost", "/personal", "/harm/kinds"]
        .map(|pointer| Fault { pointer: pointer.into(), text: pointer.into() });
    let drawn = Questions::section(&schema, "person", &nothing).unwrap().draw(&Typed::new(), &faults);
    assert_eq!(listed(&drawn), [("#main", "", "/person"), ("#main", "", "/person/ghost")]);
}
