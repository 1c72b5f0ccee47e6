//! `services/<key>/service.yaml`, with the form and the checklist beside it.

use std::{collections::BTreeMap, sync::Arc};

use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::{
    catalog::{
        form::Form,
        model::{Consent, Kind, Service, Step},
        workflow::Workflow,
    },
    web::language::{Language, Text},
};

use super::{Files, checklist, mistake::Mistake, parse, schema, text, tree::Node};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ServiceFile {
    key: Spanned<String>,
    version: i32,
    order: u32,
    kind: Kind,
    workflow: Spanned<String>,
    bookable: bool,
    applicant_name: Option<Spanned<String>>,
    applicant_id: Option<Spanned<String>>,
    title: Text,
    summary: Text,
    who_may_apply: Vec<Text>,
    consent: Consent,
    steps: Vec<StepEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepEntry {
    key: String,
    title: Text,
    limit: Option<Spanned<String>>,
}

/// Reads one folder.
pub fn read(
    files: &Files,
    folder: &str,
    workflows: &BTreeMap<String, Arc<Workflow>>,
) -> Result<Service, Mistake> {
    let name = format!("services/{folder}/service.yaml");
    let file: ServiceFile = parse(&name, text(files, &name)?)?;
    if file.key.value != folder {
        let what = format!("key `{}`, expected the folder's name `{folder}`", file.key.value);
        return Err(Mistake::new(&name, file.key.referenced.line(), what));
    }
    let workflow = workflows.get(&file.workflow.value).ok_or_else(|| {
        let known = workflows.keys().map(String::as_str);
        Mistake::unknown(&name, file.workflow.referenced.line(), "workflow", &file.workflow.value, known)
    })?;
    let steps = steps(&name, file.steps, workflow)?;
    let (form, questions) = form(files, folder)?;
    let applicant_name = field(&name, "applicant_name", file.applicant_name, &form)?;
    let applicant_id = field(&name, "applicant_id", file.applicant_id, &form)?;
    Ok(Service {
        key: file.key.value,
        version: file.version,
        order: file.order,
        kind: file.kind,
        bookable: file.bookable,
        applicant_name,
        applicant_id,
        title: file.title,
        summary: file.summary,
        who_may_apply: file.who_may_apply,
        consent: file.consent,
        steps,
        checklist: checklist::read(files, folder, &questions)?,
        form,
        workflow: workflow.clone(),
    })
}

fn steps(name: &str, entries: Vec<StepEntry>, workflow: &Workflow) -> Result<Vec<Step>, Mistake> {
    let step = |entry: StepEntry| {
        let limit = match entry.limit {
            Some(limit) if workflow.limit(&limit.value).is_none() => {
                let known = workflow.limits.keys().map(String::as_str);
                return Err(Mistake::unknown(name, limit.referenced.line(), "limit", &limit.value, known));
            }
            limit => limit.map(|limit| limit.value),
        };
        Ok(Step { key: entry.key, title: entry.title, limit })
    };
    entries.into_iter().map(step).collect()
}

/// A pointer to a field of the form.
fn field(
    name: &str,
    entry: &str,
    pointer: Option<Spanned<String>>,
    form: &Form,
) -> Result<Option<String>, Mistake> {
    let Some(pointer) = pointer else { return Ok(None) };
    let place = pointer.value.replace('/', "/properties/");
    if form.schema(Language::default()).pointer(&place).is_none() {
        let what = format!("{entry} `{}`, expected a field of the form like /applicant/name", pointer.value);
        return Err(Mistake::new(name, pointer.referenced.line(), what));
    }
    Ok(Some(pointer.value))
}

fn form(files: &Files, folder: &str) -> Result<(Form, Node), Mistake> {
    let name = format!("services/{folder}/form.yaml");
    let questions: Node = parse(&name, text(files, &name)?)?;
    schema::check_form(&name, &questions)?;
    let form =
        Form::compile(questions.to_json()).map_err(|unfit| Mistake::in_schema(&name, &questions, &unfit))?;
    Ok((form, questions))
}
