//! The official documents of a decision (domain.md §1.16): for each person the approval form, and the decision to grant or the refusal,
//! numbered in the same change as the decision itself.

use std::collections::{BTreeSet, HashMap};

use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    app::App,
    assistance::{
        error::AssistanceError,
        model::{Assisted, Award, OnTable, RefusalCode, Taken, Verdict},
        plan::{self, Part},
        service::{
            access::Held,
            granting::{on_table, said},
        },
    },
    documents::{
        self,
        model::{NewDocument, Subject, with},
    },
    identity,
    organs::{self, model::Organ},
    platform::{change::Change, clock::local_date, money::Fen},
    web::language::Language,
};

/// Official documents are in Chinese; what they say besides stands in their templates.
pub(super) const LANGUAGE: Language = Language::Chinese;

/// Whoever writes documents of a case.
pub(super) struct Writer<'a> {
    pub app: &'a App,
    pub held: &'a Held,
}

/// What the documents of one decision are filled in with.
struct Desk<'a> {
    writer: Writer<'a>,
    table: &'a OnTable,
    parts: &'a [Part],
    organs: Vec<Organ>,
    names: HashMap<Uuid, String>,
}

/// Issues every document of a decision; `parts` says which organ gives how much to whom.
pub(super) async fn issue(
    app: &App,
    change: &Change,
    held: &Held,
    parts: &[Part],
) -> Result<(), AssistanceError> {
    let staff: BTreeSet<_> = round(held).map(|step| step.staff_id).collect();
    let names = identity::staff::usernames(change.db(), &staff).await?;
    let organs = organs::service::organs(change.db()).await?;
    let table = on_table(held)?;
    let desk = Desk { writer: Writer { app, held }, table, parts, organs, names };
    // Kinds in the order of their names, so that two decisions at once take numbers in one order.
    for kind in ["approval-form", "decision", "refusal"] {
        for award in &table.people {
            let person = held.file.people.iter().find(|person| person.id == award.person_id);
            if let (Some(person), Some(fields)) =
                (person, person.and_then(|one| desk.fields(kind, one, award)))
            {
                desk.writer.write(change, kind, person, fields).await?;
            }
        }
    }
    Ok(())
}

/// The steps of the present round.
fn round(held: &Held) -> impl Iterator<Item = &Taken> {
    let round = held.case().round;
    held.file.steps.iter().filter(move |step| step.round == round)
}

impl Writer<'_> {
    pub(super) async fn write(
        &self,
        change: &Change,
        kind: &str,
        person: &Assisted,
        fields: Value,
    ) -> Result<(), AssistanceError> {
        let mut applications = self.held.applications.iter();
        let application = applications.find(|one| one.id == person.application_id);
        let about = Subject {
            application: Some(person.application_id),
            case: Some(self.held.case().id),
            citizen: application.map(|one| one.citizen_id),
        };
        let new = NewDocument { kind, organ: self.held.case().organ_id, about, fields };
        Ok(documents::service::issue(self.app, change, new).await.map(drop)?)
    }

    pub(super) fn case_name(&self) -> &str {
        &self.held.case().underlying.name
    }

    pub(super) fn category(&self, person: &Assisted) -> String {
        let word = person.category.map(|category| format!("assistance-category-{}", category.word()));
        word.map_or_else(|| "—".to_owned(), |word| self.say(&word))
    }

    fn say(&self, key: &str) -> String {
        self.app.texts.say(LANGUAGE, key)
    }
}

impl Desk<'_> {
    /// What a document of a kind says of a person; none where the person gets none of that kind.
    fn fields(&self, kind: &str, person: &Assisted, award: &Award) -> Option<Value> {
        match (kind, award.amount_fen, award.refusal) {
            ("approval-form", ..) => Some(self.approval(person, award)),
            ("decision", Some(_), _) => Some(self.decision(person, award)),
            ("refusal", _, Some(code)) => Some(self.refusal(person, code)),
            _ => None,
        }
    }

    fn decision(&self, person: &Assisted, award: &Award) -> Value {
        let shares = self.shares(person);
        let fields = json!({
            "applicant": person.who.name, "id_number": person.who.id_number, "case_name": self.writer.case_name(),
            "category": self.writer.category(person), "amount": award.amount_fen, "reason": said(&self.writer.held.file.steps, true),
        });
        let later = self.instalments(person);
        with(
            fields,
            [
                ("shares", (shares.len() > 1).then(|| json!(shares))),
                ("instalments", (!later.is_empty()).then(|| json!(later))),
            ],
        )
    }

    /// What each organ gives to a person in all.
    fn shares(&self, person: &Assisted) -> Vec<Value> {
        let mut sums: Vec<(Uuid, Fen)> = Vec::new();
        for part in self.parts.iter().filter(|part| part.person_id == person.id) {
            match sums.iter_mut().find(|(organ, _)| *organ == part.organ_id) {
                Some((_, sum)) => *sum = sum.plus(part.amount).unwrap_or(*sum),
                None => sums.push((part.organ_id, part.amount)),
            }
        }
        let share = |(organ, amount)| json!({ "organ_name": self.organ(organ), "amount": amount });
        sums.into_iter().map(share).collect()
    }

    /// What a person gets later, by its days.
    fn instalments(&self, person: &Assisted) -> Vec<Value> {
        let dues = plan::dues(self.table).into_iter().filter(|due| due.person_id == person.id);
        dues.filter_map(|due| Some(json!({ "on": due.on?, "amount": due.amount }))).collect()
    }

    fn refusal(&self, person: &Assisted, code: RefusalCode) -> Value {
        json!({
            "applicant": person.who.name, "case_name": self.writer.case_name(),
            "ground": self.writer.say(&format!("assistance-refusal-{}", code.word())), "reason": said(&self.writer.held.file.steps, false),
        })
    }

    fn approval(&self, person: &Assisted, award: &Award) -> Value {
        let steps: Vec<_> = round(self.writer.held)
            .filter(|step| step.verdict != Verdict::Propose)
            .map(|step| self.step(step))
            .collect();
        let proposal = round(self.writer.held).find(|step| step.verdict == Verdict::Propose);
        let fields = json!({
            "applicant": person.who.name, "id_number": person.who.id_number, "case_name": self.writer.case_name(),
            "category": self.writer.category(person), "steps": steps,
            "opinion": proposal.and_then(|step| step.words.reasons.as_deref()),
            "handler": proposal.map(|step| self.name(step.staff_id)),
        });
        with(fields, [("amount", award.amount_fen.map(|amount| json!(amount)))])
    }

    /// A step of the chain, as the approval form has it.
    fn step(&self, step: &Taken) -> Value {
        let verdict = self.writer.say(&format!("assistance-verdict-{}", step.verdict.word()));
        let words = step.words.reasons.as_deref().filter(|words| !words.trim().is_empty());
        json!({
            "level": self.level(step), "by": self.name(step.staff_id), "on": local_date(step.at),
            "opinion": words.map_or_else(|| verdict.clone(), |words| format!("{verdict}：{words}")),
        })
    }

    /// The posts that may take a step.
    fn level(&self, step: &Taken) -> String {
        let before = step.place.checked_sub(1).and_then(|place| usize::try_from(place).ok());
        let posts = before.and_then(|place| step.table.chain.get(place)).map(|one| one.by.as_slice());
        let posts = posts.unwrap_or_default().iter();
        posts
            .map(|post| self.writer.say(&format!("assistance-post-{}", post.word())))
            .collect::<Vec<_>>()
            .join("、")
    }

    fn organ(&self, id: Uuid) -> &str {
        let organ = self.organs.iter().find(|organ| organ.id == id);
        organ.map(|organ| organ.name.get(LANGUAGE)).unwrap_or_default()
    }

    fn name(&self, staff: Uuid) -> &str {
        self.names.get(&staff).map(String::as_str).unwrap_or_default()
    }
}
