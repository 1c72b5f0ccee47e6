//! What a citizen may change while something is asked of them, and whether they did what was asked.
//!
//! A request names a line of the checklist, a place in the form, or neither; its section is then open, or the whole form.
//! What opens with an answer, like a section for the agent, is open too; where a paper is asked for that the office can fetch, so is the
//! question whether it shall.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::{
    applications::model::Request,
    catalog::{Form, Service},
    error::FieldFault,
    materials::model::{Judgment, Material},
    web::body::escape,
};

/// Where the form stands in an application; faults in the form are told below it.
const FORM: &str = "/form";

/// A fault of the form as a fault of the application.
pub fn in_form(fault: FieldFault) -> FieldFault {
    FieldFault { pointer: format!("{FORM}{}", fault.pointer), ..fault }
}

/// A paper that isn't there.
pub fn missing_paper(key: &str) -> FieldFault {
    FieldFault::new(format!("/checklist/{}", escape(key)), "missing_paper")
}

/// Names what differs from the form as it was sent although nobody asked for it.
pub fn not_asked(service: &Service, sent: &Value, now: &Value, requests: &[Request]) -> Vec<FieldFault> {
    let form = &service.form;
    let (before, after) = (form.asked(sent), form.asked(now));
    let names: BTreeSet<&str> = members(&before).chain(members(&after)).collect();
    names
        .into_iter()
        .flat_map(|section| differences(section, before.get(section), after.get(section)))
        .filter(|place| !is_open(service, sent, place, requests) && shown(form, now, place))
        .map(|place| in_form(FieldFault::new(place, "not_asked")))
        .collect()
}

/// Whether a place in the form may be changed: its section was asked for, or it wasn't shown when the form was sent.
pub fn is_open(service: &Service, sent: &Value, place: &str, requests: &[Request]) -> bool {
    let asked = requests.iter().any(|request| match (&request.pointer, &request.checklist_key) {
        (Some(pointer), _) => pointer.is_empty() || segment(pointer, 1) == segment(place, 1),
        (None, Some(key)) => service.line(key).is_some_and(|line| line.is_wished_at(place)),
        (None, None) => true,
    });
    asked || !shown(&service.form, sent, place)
}

/// Whether a gap can be mended now. Papers that are needed can always be added; of the form, only what is open.
pub fn can_mend(service: &Service, sent: &Value, requests: &[Request], gap: &FieldFault) -> bool {
    gap.pointer.strip_prefix(FORM).is_none_or(|place| is_open(service, sent, place, requests))
}

/// Whether files of a line may be added or taken away: it was asked for, or is needed and empty.
pub fn opens_line(
    service: &Service,
    form: &Value,
    key: &str,
    requests: &[Request],
    materials: &[Material],
) -> bool {
    let asked = requests.iter().any(|request| request.checklist_key.as_deref() == Some(key));
    asked || missing_papers(service, form, materials).contains(&key)
}

/// Names every request that hasn't been answered: a paper newer than the request, or the wish that the office fetches it, which wasn't there
/// when the form was `sent`; a place whose value has changed.
pub fn unanswered(
    service: &Service,
    requests: &[Request],
    (sent, form): (&Value, &Value),
    materials: &[Material],
) -> Vec<FieldFault> {
    let wished = |key: &str| {
        let line = service.line(key);
        line.is_some_and(|line| line.is_fetched(form) && !line.is_fetched(sent))
    };
    let papers = requests.iter().filter_map(|request| {
        let key = request.checklist_key.as_deref()?;
        // Ids are ordered by time, to the millisecond and below.
        let newer = |paper: &&Material| paper.id > request.id && paper.state != Judgment::Rejected;
        let answered = materials.iter().filter(newer).any(|paper| paper.checklist_key == key);
        (!answered && !wished(key))
            .then(|| FieldFault::new(format!("/checklist/{}", escape(key)), "not_answered"))
    });
    let places = requests.iter().filter_map(|request| {
        let pointer = request.pointer.as_deref()?;
        let unchanged = form.pointer(pointer) == request.was.as_ref();
        unchanged.then(|| FieldFault::new(format!("{FORM}{pointer}"), "not_answered"))
    });
    papers.chain(places).collect()
}

/// The lines of the checklist that this form needs and that have no usable file.
pub fn missing_papers<'service>(
    service: &'service Service,
    form: &Value,
    materials: &[Material],
) -> Vec<&'service str> {
    let needed = service.checklist.iter().filter(|line| line.is_required(form));
    needed.map(|line| line.key.as_str()).filter(|key| !is_there(key, materials)).collect()
}

/// The lines of the checklist that the office fetches: the form asks it to, and no usable file is there.
pub fn to_fetch<'service>(
    service: &'service Service,
    form: &Value,
    materials: &[Material],
) -> Vec<&'service str> {
    let wished = service.checklist.iter().filter(|line| line.is_needed(form) && line.is_fetched(form));
    wished.map(|line| line.key.as_str()).filter(|key| !is_there(key, materials)).collect()
}

fn is_there(key: &str, materials: &[Material]) -> bool {
    materials.iter().any(|paper| paper.checklist_key == key && paper.state != Judgment::Rejected)
}

fn members(form: &Value) -> impl Iterator<Item = &str> {
    form.as_object().into_iter().flatten().map(|(name, _)| name.as_str())
}

fn segment(pointer: &str, place: usize) -> Option<&str> {
    pointer.split('/').nth(place)
}

fn shown(form: &Form, answers: &Value, place: &str) -> bool {
    segment(place, 1).is_none_or(|section| form.shown(answers, section, segment(place, 2)))
}

/// The fields of a section that differ, or the section itself where it isn't made of fields.
fn differences(section: &str, before: Option<&Value>, after: Option<&Value>) -> Vec<String> {
    if same(before, after) {
        return Vec::new();
    }
    let place = format!("/{}", escape(section));
    let nothing = Value::Object(Map::new());
    let (before, after) = (before.unwrap_or(&nothing), after.unwrap_or(&nothing));
    if !before.is_object() || !after.is_object() {
        return vec![place];
    }
    let names: BTreeSet<&str> = members(before).chain(members(after)).collect();
    let changed = names.into_iter().filter(|name| !same(before.get(name), after.get(name)));
    changed.map(|name| format!("{place}/{}", escape(name))).collect()
}

/// A page sends empty answers for what was left out; that is no difference.
fn same(before: Option<&Value>, after: Option<&Value>) -> bool {
    let given = |answer: Option<&Value>| answer.filter(|answer| !is_void(answer)).cloned();
    given(before) == given(after)
}

fn is_void(answer: &Value) -> bool {
    match answer {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(entries) => entries.is_empty(),
        Value::Object(members) => members.values().all(is_void),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::DateTime;
    use serde_json::json;

    use super::*;
    use crate::{catalog::Catalog, platform::ids};

    fn service(catalog: &Catalog) -> &Service {
        catalog.service("judicial-assistance").unwrap()
    }

    fn sent() -> Value {
        json!({
            "applicant": { "name": "卓玛", "id_number": "1", "applying_as": "self", "relation_to_victim": "self" },
            "case": { "name": "王某案" },
            "family": [{ "name": "扎西", "age": 11 }],
        })
    }

    fn asks(pointer: Option<&str>, line: Option<&str>) -> Request {
        Request {
            id: ids::new_id(),
            round: 1,
            checklist_key: line.map(str::to_owned),
            pointer: pointer.map(str::to_owned),
            text: "…".into(),
            was: pointer.and_then(|pointer| sent().pointer(pointer).cloned()),
            override_reason: None,
            created_at: DateTime::UNIX_EPOCH,
            created_by: ids::new_id(),
            answered_at: None,
        }
    }

    fn paper(line: &str, state: Judgment) -> Material {
        Material {
            id: ids::new_id(),
            checklist_key: line.into(),
            filename: "photo.jpg".into(),
            media_type: "image/jpeg".into(),
            size: 3,
            sha256: String::new(),
            state,
            reason: None,
            screening: None,
            uploaded_at: DateTime::UNIX_EPOCH,
        }
    }

    fn pointers(faults: &[FieldFault]) -> Vec<&str> {
        faults.iter().map(|fault| fault.pointer.as_str()).collect()
    }

    fn closed(change: impl FnOnce(&mut Value), requests: &[Request]) -> Vec<String> {
        let catalog = Catalog::load().unwrap();
        let mut now = sent();
        change(&mut now);
        let faults = not_asked(service(&catalog), &sent(), &now, requests);
        assert_eq!(faults.iter().map(|fault| fault.code).collect::<BTreeSet<_>>().len(), faults.len().min(1));
        pointers(&faults).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn only_the_section_that_was_asked_for_is_open() {
        let asked = [asks(Some("/applicant/id_number"), None)];
        let nothing: [&str; 0] = [];
        assert_eq!(closed(|form| form["applicant"]["name"] = json!("央金"), &asked), nothing);
        assert_eq!(closed(|form| form["case"]["name"] = json!("李某案"), &asked), ["/form/case/name"]);
        assert_eq!(closed(|form| form["family"][0]["age"] = json!(12), &asked), ["/form/family"]);
        assert_eq!(closed(|form| form["bank_account"] = json!({}), &asked), nothing);
    }

    #[test]
    fn a_request_without_a_place_opens_everything_and_one_for_a_paper_nothing() {
        let change = |form: &mut Value| form["case"]["name"] = json!("李某案");
        assert_eq!(closed(change, &[asks(None, None)]), [""; 0]);
        assert_eq!(closed(change, &[asks(Some(""), None)]), [""; 0]);
        assert_eq!(closed(change, &[asks(None, Some("identity"))]), ["/form/case/name"]);
    }

    #[test]
    fn what_opens_with_an_answer_is_open_too() {
        let asked = [asks(Some("/applicant/applying_as"), None)];
        let with_agent = |form: &mut Value| {
            form["applicant"]["applying_as"] = json!("agent");
            form["agent"] = json!({ "name": "旺堆" });
        };
        assert_eq!(closed(with_agent, &asked), [""; 0]);
    }

    #[test]
    fn a_request_is_answered_by_a_newer_paper_or_another_value() {
        let old = paper("identity", Judgment::Accepted);
        let asked = [asks(Some("/applicant/id_number"), None), asks(None, Some("identity"))];
        let mut form = sent();
        let catalog = Catalog::load().unwrap();
        let service = service(&catalog);
        let faults = unanswered(service, &asked, (&sent(), &form), std::slice::from_ref(&old));
        assert_eq!(pointers(&faults), ["/checklist/identity", "/form/applicant/id_number"]);
        form["applicant"]["id_number"] = json!("2");
        let new = paper("identity", Judgment::Uploaded);
        assert!(unanswered(service, &asked, (&sent(), &form), &[old, new]).is_empty());
    }

    #[test]
    fn a_line_is_open_when_asked_for_or_needed_and_empty() {
        let catalog = Catalog::load().unwrap();
        let opens = |line: &str, requests: &[Request], materials: &[Material]| {
            opens_line(service(&catalog), &sent(), line, requests, materials)
        };
        let papers = [paper("identity", Judgment::Accepted), paper("harm_proof", Judgment::Rejected)];
        assert!(!opens("identity", &[], &papers));
        assert!(opens("identity", &[asks(None, Some("identity"))], &papers));
        assert!(opens("harm_proof", &[], &papers));
        assert!(!opens("power_of_attorney", &[], &papers));
    }

    #[test]
    fn a_paper_that_was_asked_for_may_be_left_to_the_office() {
        let catalog = Catalog::load().unwrap();
        let service = service(&catalog);
        let asked = [asks(None, Some("hardship_proof"))];
        let wish = json!({ "hardship": { "proof_by_us": true, "proof_held_by": "县民政局" } });
        let told = |sent: &Value| pointers(&unanswered(service, &asked, (sent, &wish), &[])).join(" ");
        assert_eq!(not_asked(service, &json!({ "hardship": {} }), &wish, &asked), []);
        assert_eq!(told(&json!({})), "");
        assert_eq!(told(&wish), "/checklist/hardship_proof", "asked for in spite of the wish");
        let other = [asks(None, Some("identity"))];
        let closed = not_asked(service, &json!({ "hardship": {} }), &wish, &other);
        assert_eq!(pointers(&closed), ["/form/hardship/proof_by_us"]);
        assert_eq!(
            to_fetch(service, &wish, &[paper("hardship_proof", Judgment::Rejected)]),
            ["hardship_proof"]
        );
        assert_eq!(to_fetch(service, &wish, &[paper("hardship_proof", Judgment::Uploaded)]), [""; 0]);
    }
}
