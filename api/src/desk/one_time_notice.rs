//! One-time notice (一次性告知): a request for correction is one complete list.
//!
//! Every rejected paper is on it, with the reason it was rejected for; every paper that is needed and isn't there must be on it; and
//! a second list can't raise what was there unchanged the first time, unless a supervisor says why.

use chrono::{DateTime, Utc};
use serde_json::Value;

use crate::{
    applications::model::{CorrectionList, NewRequest},
    catalog::Service,
    error::FieldFault,
    materials::model::{Judgment, Material},
    web::body::escape,
};

/// The list that goes out: what was asked, and each rejected paper that nobody named, with its reason. A paper that was on the
/// list before has been answered by another one since.
pub fn completed(
    asked: Vec<NewRequest>,
    materials: &[Material],
    before: Option<&CorrectionList>,
) -> Vec<NewRequest> {
    let mut list = asked;
    let rejected = materials.iter().filter(|paper| paper.state == Judgment::Rejected);
    for paper in rejected.filter(|paper| before.is_none_or(|before| !answered(paper, before))) {
        if !names(&list, &paper.checklist_key) {
            list.push(NewRequest {
                checklist_key: Some(paper.checklist_key.clone()),
                pointer: None,
                text: paper.reason.clone().unwrap_or_default(),
            });
        }
    }
    list
}

fn answered(paper: &Material, before: &CorrectionList) -> bool {
    let asked = before.requests.iter().any(|one| one.checklist_key.as_deref() == Some(&paper.checklist_key));
    asked && paper.uploaded_at <= before.at
}

fn names(list: &[NewRequest], key: &str) -> bool {
    list.iter().any(|request| request.checklist_key.as_deref() == Some(key))
}

/// What is wrong with a list: lines and places that don't exist, and needed papers that it forgets.
pub fn faults(
    list: &[NewRequest],
    service: &Service,
    form: &Value,
    materials: &[Material],
) -> Vec<FieldFault> {
    let unknown = list.iter().enumerate().filter_map(|(place, request)| {
        let key = request.checklist_key.as_deref()?;
        let unknown = service.line(key).is_none();
        unknown.then(|| FieldFault::new(format!("/requests/{place}/checklist_key"), "not_an_option"))
    });
    let nowhere = list.iter().enumerate().filter_map(|(place, request)| {
        let pointer = request.pointer.as_deref()?;
        let section = pointer.strip_prefix('/').and_then(|rest| rest.split('/').next());
        let known = section.is_some_and(|section| service.form.sections().any(|name| name == section));
        (!known).then(|| FieldFault::new(format!("/requests/{place}/pointer"), "not_an_option"))
    });
    let forgotten = service.checklist.iter().filter(|line| line.is_required(form)).filter_map(|line| {
        let there = materials.iter().any(|paper| paper.checklist_key == line.key);
        let fault = FieldFault::new(format!("/checklist/{}", escape(&line.key)), "missing_paper_not_named");
        (!there && !names(list, &line.key)).then_some(fault)
    });
    unknown.chain(nowhere).chain(forgotten).collect()
}

/// Which requests raise something that was there, unchanged, when the list before went out.
///
/// `before` is when that was, and the form as it stood.
pub fn raised_late(
    list: &[NewRequest],
    before: (DateTime<Utc>, &Value),
    asked_before: &[(Option<String>, Option<String>)],
    form: &Value,
    materials: &[Material],
) -> Vec<FieldFault> {
    let (asked_at, form_then) = before;
    let unchanged = |request: &NewRequest| match (&request.checklist_key, &request.pointer) {
        (Some(key), _) => {
            let mut papers = materials.iter().filter(|paper| &paper.checklist_key == key).peekable();
            papers.peek().is_some() && papers.all(|paper| paper.uploaded_at <= asked_at)
        }
        (None, Some(pointer)) => form.pointer(pointer) == form_then.pointer(pointer),
        (None, None) => true,
    };
    let late = |request: &NewRequest| {
        let known = (request.checklist_key.clone(), request.pointer.clone());
        unchanged(request) && !asked_before.contains(&known)
    };
    let places = list.iter().enumerate().filter(|(_, request)| late(request));
    places.map(|(place, _)| FieldFault::new(format!("/requests/{place}"), "raised_late")).collect()
}
