//! `services/<key>/service.yaml`, with the form and the checklist beside it.

use std::{collections::BTreeMap, sync::Arc};

use serde::Deserialize;
use serde_json::Value;
use serde_saphyr::Spanned;

use crate::{
    catalog::{
        checklist::ChecklistLine,
        form::Form,
        model::{Consent, FromClue, Guarding, GuardingAnswer, Kind, Representation, Service, Step},
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
    from_clue: Option<FromClueFile>,
    representation: Option<RepresentationFile>,
    #[serde(default)]
    guarded: GuardingFile,
    title: Text,
    summary: Text,
    who_may_apply: Vec<Text>,
    consent: Spanned<Consent>,
    steps: Vec<StepEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FromClueFile {
    name: Spanned<String>,
    phone: Spanned<String>,
    village: Spanned<String>,
    hardship: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RepresentationFile {
    applying_as: Spanned<String>,
    birth_date: Spanned<String>,
    name: Spanned<String>,
    relation: Spanned<String>,
    may_collect: Spanned<String>,
    evidence: Vec<Spanned<String>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct GuardingFile {
    #[serde(default)]
    minors: Vec<Spanned<String>>,
    #[serde(default)]
    answers: Vec<GuardingEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GuardingEntry {
    field: Spanned<String>,
    choices: Vec<Spanned<String>>,
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
    let place = |what, pointer| field(&name, what, pointer, &form);
    let applicant_name = file.applicant_name.map(|pointer| place("applicant_name", pointer)).transpose()?;
    let applicant_id = file.applicant_id.map(|pointer| place("applicant_id", pointer)).transpose()?;
    let from_clue = file.from_clue.map(|file| from_clue(file, place)).transpose()?;
    let guarded = guarding(&name, file.guarded, place, &form)?;
    let checklist = checklist::read(files, folder, &questions)?;
    let line = |key| evidence(&name, key, &checklist);
    let representation = file.representation.map(|file| representation(file, place, line)).transpose()?;
    let consent = consent(&name, file.consent, &questions, representation.is_some())?;
    Ok(Service {
        key: file.key.value,
        version: file.version,
        order: file.order,
        kind: file.kind,
        bookable: file.bookable,
        applicant_name,
        applicant_id,
        from_clue,
        representation,
        guarded,
        title: file.title,
        summary: file.summary,
        who_may_apply: file.who_may_apply,
        consent,
        steps,
        checklist,
        form,
        workflow: workflow.clone(),
    })
}

fn from_clue(
    file: FromClueFile,
    place: impl Fn(&'static str, Spanned<String>) -> Result<String, Mistake>,
) -> Result<FromClue, Mistake> {
    Ok(FromClue {
        name: place("from_clue.name", file.name)?,
        phone: place("from_clue.phone", file.phone)?,
        village: place("from_clue.village", file.village)?,
        hardship: place("from_clue.hardship", file.hardship)?,
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

/// A field of the form that the service names.
fn field(name: &str, what: &str, pointer: Spanned<String>, form: &Form) -> Result<String, Mistake> {
    let place = pointer.value.replace('/', "/properties/");
    if form.schema(Language::default()).pointer(&place).is_none() {
        let what = format!("{what} `{}`, expected a field of the form like /applicant/name", pointer.value);
        return Err(Mistake::new(name, pointer.referenced.line(), what));
    }
    Ok(pointer.value)
}

fn representation(
    file: RepresentationFile,
    place: impl Fn(&'static str, Spanned<String>) -> Result<String, Mistake>,
    line: impl Fn(Spanned<String>) -> Result<String, Mistake>,
) -> Result<Representation, Mistake> {
    Ok(Representation {
        applying_as: place("applying_as", file.applying_as)?,
        birth_date: place("birth_date", file.birth_date)?,
        name: place("name", file.name)?,
        relation: place("relation", file.relation)?,
        may_collect: place("may_collect", file.may_collect)?,
        evidence: file.evidence.into_iter().map(line).collect::<Result<_, _>>()?,
    })
}

fn guarding(
    name: &str,
    file: GuardingFile,
    place: impl Fn(&'static str, Spanned<String>) -> Result<String, Mistake>,
    form: &Form,
) -> Result<Guarding, Mistake> {
    let minors = file.minors.into_iter().map(|pointer| place("guarded.minors", pointer));
    let answer = |entry: GuardingEntry| {
        let field = place("guarded.answers.field", entry.field)?;
        let choices = entry.choices.into_iter().map(|choice| offered(name, &field, choice, form));
        Ok(GuardingAnswer { choices: choices.collect::<Result<_, _>>()?, field })
    };
    let answers = file.answers.into_iter().map(answer).collect::<Result<_, Mistake>>()?;
    Ok(Guarding { minors: minors.collect::<Result<_, _>>()?, answers })
}

/// A choice that a field of the form offers.
fn offered(name: &str, field: &str, choice: Spanned<String>, form: &Form) -> Result<String, Mistake> {
    let place = field.replace('/', "/properties/");
    let question = form.schema(Language::default()).pointer(&place);
    let choices = question.and_then(|question| {
        question.get("oneOf").or_else(|| question.get("items").and_then(|items| items.get("oneOf")))
    });
    let choices = choices.and_then(Value::as_array).into_iter().flatten();
    let known: Vec<&str> = choices.filter_map(|one| one.get("const")?.as_str()).collect();
    if known.contains(&choice.value.as_str()) {
        return Ok(choice.value);
    }
    let kind = format!("choice of {field}");
    Err(Mistake::unknown(name, choice.referenced.line(), &kind, &choice.value, known))
}

/// A line of the checklist that the service names.
fn evidence(name: &str, key: Spanned<String>, checklist: &[ChecklistLine]) -> Result<String, Mistake> {
    if checklist.iter().any(|line| line.key == key.value) {
        return Ok(key.value);
    }
    let known = checklist.iter().map(|line| line.key.as_str());
    Err(Mistake::unknown(name, key.referenced.line(), "line of the checklist", &key.value, known))
}

/// Sensitive data and children need a text of their own (PIPL 29, 31).
fn consent(
    name: &str,
    consent: Spanned<Consent>,
    questions: &Node,
    tells_age: bool,
) -> Result<Consent, Mistake> {
    let lacks = |what: &str| Err(Mistake::new(name, consent.referenced.line(), what.to_owned()));
    if consent.value.sensitive.is_none() && asks_sensitive(questions) {
        return lacks("the form has `x-sensitive` fields, expected `consent.sensitive` with a text");
    }
    if consent.value.guardian.is_none() && tells_age {
        return lacks("the form tells a child's age, expected `consent.guardian` with a text");
    }
    Ok(consent.value)
}

fn asks_sensitive(node: &Node) -> bool {
    let marked = node.get("x-sensitive").and_then(Node::scalar) == Some(&true.into());
    marked || node.members().any(|(_, inner)| asks_sensitive(inner))
}

fn form(files: &Files, folder: &str) -> Result<(Form, Node), Mistake> {
    let name = format!("services/{folder}/form.yaml");
    let questions: Node = parse(&name, text(files, &name)?)?;
    schema::check_form(&name, &questions)?;
    let form =
        Form::compile(questions.to_json()).map_err(|unfit| Mistake::in_schema(&name, &questions, &unfit))?;
    Ok((form, questions))
}
