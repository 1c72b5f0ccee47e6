//! What an application has to fill a document in with, in Chinese, the language of official documents.

use serde_json::{Map, Value, json};

use crate::{
    app::App,
    applications::{model::Dossier, service::service_of, summary},
    catalog::{
        Service,
        document::{DocumentKind, Field, FieldKind, Known},
    },
    error::{FieldFault, Internal},
    organs::model::Organ,
    platform::clock::local_date,
    web::language::Language,
};

const LANGUAGE: Language = Language::Chinese;

/// An application, looked at for a document.
pub struct Facts<'a> {
    service: &'a Service,
    dossier: &'a Dossier,
    organ: &'a Organ,
    sections: Vec<summary::Section>,
}

impl<'a> Facts<'a> {
    /// The facts of an application in the keeping of an organ.
    pub fn of(app: &'a App, dossier: &'a Dossier, organ: &'a Organ) -> Result<Self, Internal> {
        let service = service_of(app, &dossier.application)?;
        let sections = summary::sections(app, service, &dossier.application.form, LANGUAGE);
        Ok(Self { service, dossier, organ, sections })
    }

    /// A kind filled in: what staff typed where they are asked, else what the application has.
    ///
    /// # Errors
    /// A fault for each field that was typed though nobody asks for it.
    pub fn fill(&self, kind: &DocumentKind, typed: &Value) -> Result<Value, Vec<FieldFault>> {
        let typed = typed.as_object();
        let asked = |name: &str| kind.field(name).is_some_and(|field| field.asked);
        let surplus = typed.into_iter().flatten().filter(|(name, _)| !asked(name));
        let surplus: Vec<_> =
            surplus.map(|(name, _)| FieldFault::new(format!("/fields/{name}"), "unknown_field")).collect();
        if !surplus.is_empty() {
            return Err(surplus);
        }
        let filled = kind.fields.iter().filter_map(|field| {
            let typed = typed.and_then(|typed| typed.get(&field.key)).filter(|_| field.asked);
            Some((field.key.clone(), typed.cloned().or_else(|| self.fact(field))?))
        });
        Ok(Value::Object(filled.collect::<Map<_, _>>()))
    }

    /// A kind filled in by itself.
    pub fn fill_unasked(&self, kind: &DocumentKind) -> Value {
        let filled = kind.fields.iter().filter_map(|field| {
            let said = field.unasked.as_ref().map(|words| json!(words));
            Some((field.key.clone(), said.or_else(|| self.fact(field))?))
        });
        Value::Object(filled.collect())
    }

    /// What the application has for a field.
    pub fn fact(&self, field: &Field) -> Option<Value> {
        let from = field.from.as_deref()?;
        let found = match Known::of(from) {
            Some(known) => self.known(known),
            None if matches!(field.kind, FieldKind::Money | FieldKind::Number) => {
                self.form().pointer(from).cloned()
            }
            None => self.answer(from),
        };
        found.filter(|value| !value.is_null())
    }

    fn form(&self) -> &Value {
        &self.dossier.application.form
    }

    /// An answer of the form in words.
    fn answer(&self, pointer: &str) -> Option<Value> {
        let answers = self.sections.iter().flat_map(|section| section.items.iter().flatten());
        answers.into_iter().find(|answer| answer.pointer == pointer).map(|answer| json!(answer.value))
    }

    fn known(&self, known: Known) -> Option<Value> {
        let one = &self.dossier.application;
        match known {
            Known::Applicant => self.form().pointer(self.service.applicant_name.as_deref()?).cloned(),
            Known::Receipt => one.receipt_no.as_ref().map(|receipt| json!(receipt.to_string())),
            Known::Service => Some(json!(self.service.title.get(LANGUAGE))),
            Known::SubmittedOn => one.submitted_at.map(|at| json!(local_date(at))),
            Known::DueOn => one.due_on.map(|day| json!(day)),
            Known::Organ => Some(json!(self.organ.name.get(LANGUAGE))),
            Known::Form => Some(self.whole_form()),
            Known::Papers => Some(self.papers()),
            Known::Requests => Some(self.requests()),
        }
    }

    fn whole_form(&self) -> Value {
        let rows = self.sections.iter().flat_map(|section| {
            let answers = section.items.iter().flatten().filter(|answer| !answer.value.is_empty());
            answers.map(
                |answer| json!({ "section": section.title, "label": answer.label, "value": answer.value }),
            )
        });
        rows.collect()
    }

    fn papers(&self) -> Value {
        let papers = summary::papers(self.service, self.dossier, LANGUAGE).into_iter();
        // Nobody is given a receipt for a paper that the office still fetches.
        let received = papers.filter(|paper| !paper.to_fetch);
        received.map(|paper| json!({ "title": paper.title, "count": paper.files.len() })).collect()
    }

    fn requests(&self) -> Value {
        let about = |place: String| summary::label(self.service, &place, LANGUAGE);
        let requests = self.dossier.requests.iter().map(|request| {
            let about = match (&request.checklist_key, &request.pointer) {
                (Some(key), _) => about(format!("/checklist/{key}")),
                (None, Some(pointer)) => about(format!("/form{pointer}")),
                (None, None) => String::new(),
            };
            json!({ "about": about, "text": request.text })
        });
        requests.collect()
    }
}
