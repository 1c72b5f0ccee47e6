//! The catalog as it is: what holds for every service that the center offers.

use std::{env, fs};

use serde_json::{Value, json};

use super::*;
use crate::web::{language::Language, texts::Texts};

const HEADING: &str =
    "# Workflows\n\nDrawn from `api/catalog/workflows/` by a test; `UPDATE_DOCS=1` draws them anew.\n";

fn catalog() -> Catalog {
    Catalog::load().unwrap()
}

fn fixture(key: &str) -> Value {
    let file = format!("{}/../tests/fixtures/{key}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
}

#[test]
fn the_services_of_the_first_release_are_there_in_order() {
    let catalog = catalog();
    let keys: Vec<_> = catalog.services().map(|service| service.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "judicial-assistance",
            "petition",
            "complaint-report",
            "legal-consultation",
            "case-progress",
            "public-interest-clue"
        ]
    );
}

#[test]
fn a_finished_example_of_each_service_is_complete() {
    for service in catalog().services() {
        let form = fixture(&service.key);
        assert_eq!(service.form.check_complete(&form), [], "{}", service.key);
        assert_eq!(service.form.check_draft(&form), [], "{}", service.key);
        assert_eq!(service.form.asked(&form), form, "{}", service.key);
    }
}

#[test]
fn leaving_out_any_required_answer_is_noticed() {
    for service in catalog().services() {
        let form = fixture(&service.key);
        for fault in service.form.check_complete(&json!({})) {
            assert_eq!(fault.code, "required", "{} {}", service.key, fault.pointer);
            let (section, field) = fault.pointer.rsplit_once('/').unwrap();
            let mut spoiled = form.clone();
            let answers = spoiled.pointer_mut(section).and_then(Value::as_object_mut).unwrap();
            answers.remove(field).unwrap();
            let found = service.form.check_complete(&spoiled);
            let named = found.iter().any(|found| found.pointer.starts_with(&fault.pointer));
            assert!(named, "{} {}: {found:?}", service.key, fault.pointer);
            assert_eq!(service.form.check_draft(&spoiled), [], "{}", service.key);
        }
    }
}

#[test]
fn an_answer_of_the_wrong_type_is_noticed_in_every_field() {
    for service in catalog().services() {
        let form = fixture(&service.key);
        for (section, answers) in form.as_object().unwrap() {
            for field in answers.as_object().into_iter().flatten().map(|(field, _)| field) {
                let mut spoiled = form.clone();
                spoiled[section][field] = json!({ "no": "such" });
                let found = service.form.check_draft(&spoiled);
                let [fault] = found.as_slice() else { panic!("{section}/{field}: {found:?}") };
                assert_eq!(
                    (fault.pointer.as_str(), fault.code),
                    (&*format!("/{section}/{field}"), "wrong_type")
                );
            }
        }
    }
}

#[test]
fn every_fault_has_words() {
    let texts = Texts::load().unwrap();
    for code in form::CODES {
        for language in Language::ALL {
            assert!(texts.has(language, &format!("fault-{code}")), "{language}: fault-{code}");
        }
    }
}

#[test]
fn papers_are_needed_only_when_the_form_says_so() {
    let catalog = catalog();
    let service = catalog.service("judicial-assistance").unwrap();
    let mut form = fixture("judicial-assistance");
    let needed = |form: &Value| -> Vec<_> {
        service.checklist.iter().filter(|line| line.is_required(form)).map(|line| line.key.as_str()).collect()
    };
    assert!(!needed(&form).contains(&"power_of_attorney"));
    assert!(!needed(&json!({})).contains(&"power_of_attorney"));
    form["applicant"]["applying_as"] = "agent".into();
    assert!(needed(&form).contains(&"power_of_attorney"));
}

#[test]
fn every_workflow_begins_with_a_draft_and_reaches_all_its_states() {
    for service in catalog().services() {
        let reached: Vec<_> = service.workflow.rows.iter().map(|row| row.to).chain([State::Draft]).collect();
        for row in &service.workflow.rows {
            assert!(row.from.iter().all(|from| reached.contains(from)), "{} {}", service.key, row.action);
        }
        assert!(service.workflow.step(State::Draft, "submit", &[Performer::Citizen]).is_ok());
    }
}

#[test]
fn accepting_judicial_assistance_starts_ten_working_days() {
    let catalog = catalog();
    let workflow = &catalog.service("judicial-assistance").unwrap().workflow;
    let reception = [Performer::Staff(crate::identity::actor::Role::Reception)];
    let row = workflow.step(State::Submitted, "accept", &reception).unwrap();
    assert_eq!((row.to, row.starts.as_slice()), (State::Accepted, ["review".to_owned()].as_slice()));
    let limit = workflow.limit("review").unwrap();
    assert_eq!((limit.amount, limit.unit), (10, Unit::WorkingDay));
}

#[test]
fn an_action_is_refused_with_the_right_reason() {
    let catalog = catalog();
    let workflow = &catalog.service("judicial-assistance").unwrap().workflow;
    let reception = [Performer::Staff(crate::identity::actor::Role::Reception)];
    let refusal = |from, action, by: &[Performer]| workflow.step(from, action, by).unwrap_err();
    assert_eq!(refusal(State::Submitted, "dance", &reception), StepRefusal::UnknownAction);
    assert_eq!(refusal(State::Submitted, "accept", &[Performer::Citizen]), StepRefusal::NotYourRole);
    assert_eq!(refusal(State::Draft, "accept", &[Performer::Citizen]), StepRefusal::NotYourRole);
    assert_eq!(refusal(State::Accepted, "divert", &reception), StepRefusal::NotYourRole);
    assert_eq!(
        refusal(State::Draft, "withdraw", &[Performer::Citizen]),
        StepRefusal::NotInThisState { allowed: vec!["submit".to_owned()] }
    );
    assert_eq!(workflow.actions(State::Draft, &reception), Vec::<&str>::new());
    assert_eq!(workflow.actions(State::Correction, &[Performer::Citizen]), ["submit", "withdraw"]);
}

/// `UPDATE_DOCS=1` writes the file anew.
#[test]
fn the_documentation_shows_the_workflows() {
    let catalog = catalog();
    let workflows: BTreeMap<_, _> =
        catalog.services().map(|service| (service.workflow.key.as_str(), &service.workflow)).collect();
    let drawn = workflows.iter().map(|(key, workflow)| {
        format!("\n## {key}\n\n```mermaid\n{}```\n", workflow.diagram(Language::English))
    });
    let text = HEADING.to_owned() + &drawn.collect::<String>();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/workflows.md");
    if env::var_os("UPDATE_DOCS").is_some() {
        fs::write(file, &text).unwrap();
    }
    let kept = fs::read_to_string(file).unwrap_or_default();
    assert!(kept == text, "docs/workflows.md is out of date: run this test with UPDATE_DOCS=1");
}
