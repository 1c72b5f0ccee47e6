//! What a citizen may change while something is asked of them, and whether they did what was asked.
//!
//! A request names a line of the checklist, a place in the form, or neither; its section is then open, or the whole form.
//! What opens with an answer, like a section for the agent, is open too.

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
pub fn not_asked(form: &Form, sent: &Value, now: &Value, requests: &[Request]) -> Vec<FieldFault> {
    let (before, after) = (form.asked(sent), form.asked(now));
    let names: BTreeSet<&str> = members(&before).chain(members(&after)).collect();
    names
        .into_iter()
        .flat_map(|section| differences(section, before.get(section), after.get(section)))
        .filter(|place| !is_open(form, sent, place, requests) && shown(form, now, place))
        .map(|place| in_form(FieldFault::new(place, "not_asked")))
        .collect()
}

/// Whether a place in the form may be changed: its section was asked for, or it wasn't shown when the form was sent.
pub fn is_open(form: &Form, sent: &Value, place: &str, requests: &[Request]) -> bool {
    let asked = requests.iter().any(|request| match (&request.pointer, &request.checklist_key) {
        (Some(pointer), _) => pointer.is_empty() || segment(pointer, 1) == segment(place, 1),
        (None, Some(_)) => false,
        (None, None) => true,
    });
    asked || !shown(form, sent, place)
}

/// Whether a gap can be mended now. Papers that are needed can always be added; of the form, only what is open.
pub fn can_mend(form: &Form, sent: &Value, requests: &[Request], gap: &FieldFault) -> bool {
    gap.pointer.strip_prefix(FORM).is_none_or(|place| is_open(form, sent, place, requests))
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

/// Names every request that hasn't been answered: a paper newer than the request, a place whose value has changed.
pub fn unanswered(requests: &[Request], form: &Value, materials: &[Material]) -> Vec<FieldFault> {
    let papers = requests.iter().filter_map(|request| {
        let key = request.checklist_key.as_deref()?;
        // Ids are ordered by time, to the millisecond and below.
        let newer = |paper: &&Material| paper.id > request.id && paper.state != Judgment::Rejected;
        let answered = materials.iter().filter(newer).any(|paper| paper.checklist_key == key);
        (!answered).then(|| FieldFault::new(format!("/checklist/{}", escape(key)), "not_answered"))
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
    let usable = |key: &str| {
        materials.iter().any(|paper| paper.checklist_key == key && paper.state != Judgment::Rejected)
    };
    let needed = service.checklist.iter().filter(|line| line.is_required(form));
    needed.map(|line| line.key.as_str()).filter(|key| !usable(key)).collect()
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
        let faults = not_asked(&service(&catalog).form, &sent(), &now, requests);
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
        let faults = unanswered(&asked, &form, std::slice::from_ref(&old));
        assert_eq!(pointers(&faults), ["/checklist/identity", "/form/applicant/id_number"]);
        form["applicant"]["id_number"] = json!("2");
        let new = paper("identity", Judgment::Uploaded);
        assert!(unanswered(&asked, &form, &[old, new]).is_empty());
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
}
