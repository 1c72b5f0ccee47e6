//! Rows of a form in which everybody of a case gets an amount or a refusal, and what several organs give.

use chrono::Datelike;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    assistance::{
        console::{
            Reader,
            fields::{Fields, fen},
            instalments,
        },
        model::{Award, CaseFile, OrganShare, RefusalCode},
        rules::{Grade, Scale},
        service,
        suggestion::Suggestion,
    },
    error::{FieldFault, Internal, Problem},
    ledger,
    web::{forms::money, posted::Pairs},
};

/// Organs that may give together, at most.
const SHARES: usize = 3;
const SHARE: [&str; 2] = ["share_organ", "share_amount"];

/// Between an organ and the purpose for which it set budget aside, in a choice.
const PURPOSE: char = '|';

/// An organ's free budget, or what it set aside for a purpose, as a choice.
fn giver(organ: &str, purpose: Option<Uuid>) -> String {
    purpose.map_or_else(|| organ.to_owned(), |purpose| format!("{organ}{PURPOSE}{purpose}"))
}

/// A proposal as it was typed, its rows in line with those of the API.
pub(super) fn fields(typed: Pairs) -> Fields {
    instalments::closed_up(Fields(typed).closed_up(&SHARE, SHARES))
}

/// What was typed for everybody; faults that only a form can have are added.
pub(super) fn awards(
    file: &CaseFile,
    fields: &Fields,
    faults: &mut Vec<FieldFault>,
) -> Result<Vec<Award>, Problem> {
    let mut awards = Vec::new();
    for (place, person) in file.people.iter().enumerate() {
        let pointer = |field: &str| format!("/people/{place}/{field}");
        awards.push(Award {
            person_id: person.id,
            amount_fen: fen(fields, &format!("amount-{place}"), &pointer("amount_fen"), faults),
            refusal: fields.choice::<RefusalCode>(&format!("refusal-{place}"))?,
            exception: fields.some(&format!("exception-{place}")),
            court_award_fen: fen(fields, &format!("award-{place}"), &pointer("court_award_fen"), faults),
            grade: fields.some(&format!("grade-{place}")),
        });
    }
    Ok(awards)
}

/// What several organs give, as it was typed.
pub(super) fn shares(fields: &Fields, faults: &mut Vec<FieldFault>) -> Vec<OrganShare> {
    let mut shares = Vec::new();
    for place in 0..SHARES {
        let pointer = |field: &str| format!("/shares/{place}/{field}");
        let amount = fen(fields, &format!("share_amount-{place}"), &pointer("amount_fen"), faults);
        let Some(giver) = fields.some(&format!("share_organ-{place}")) else {
            faults.extend(amount.map(|_| FieldFault::new(pointer("organ_code"), "required")));
            continue;
        };
        let (organ_code, purpose_id) = match giver.split_once(PURPOSE) {
            Some((organ, purpose)) => (organ.to_owned(), purpose.parse().ok()),
            None => (giver, None),
        };
        match amount {
            Some(amount_fen) => shares.push(OrganShare { organ_code, amount_fen, purpose_id }),
            None => faults.push(FieldFault::new(pointer("amount_fen"), "required")),
        }
    }
    shares
}

/// What stands in the fields before somebody types: the amounts on the table, or what the rules suggest; with a grade that was just
/// chosen, what they suggest by it.
pub(super) fn filled(
    file: &CaseFile,
    suggestions: &[(Uuid, Suggestion)],
    grade: Option<&str>,
) -> Vec<(String, String)> {
    let last = file.steps.last().map(|step| &step.table);
    let mut fields = Vec::new();
    for (place, person) in file.people.iter().enumerate() {
        let award = last.and_then(|table| table.people.iter().find(|award| award.person_id == person.id));
        let suggested = suggestions.iter().find(|(id, _)| *id == person.id);
        let suggested = suggested.and_then(|(_, suggestion)| suggestion.amount_fen);
        let stays = |award: &&Award| grade.is_none() || award.refusal.is_some();
        let amount = award.filter(stays).map_or(suggested, |award| award.amount_fen);
        let grade = grade.or_else(|| award.and_then(|award| award.grade.as_deref()));
        let mut put = |name: &str, text: Option<String>| {
            fields.extend(text.map(|text| (format!("{name}-{place}"), text)));
        };
        put("amount", amount.filter(|amount| amount.is_positive()).map(money::plain));
        put("refusal", award.and_then(|award| award.refusal).map(|code| code.word().to_owned()));
        put("exception", award.and_then(|award| award.exception.clone()));
        put("award", award.and_then(|award| award.court_award_fen).map(money::plain));
        put("grade", grade.map(str::to_owned));
    }
    for (place, share) in last.into_iter().flat_map(|table| &table.shares).enumerate() {
        let giver = giver(&share.organ_code, share.purpose_id);
        fields.push((format!("share_organ-{place}"), giver));
        fields.push((format!("share_amount-{place}"), money::plain(share.amount_fen)));
    }
    fields.extend(instalments::filled(file));
    fields
}

/// The rows as the page shows them.
pub(super) fn rows(
    reader: Reader<'_>,
    file: &CaseFile,
    scale: Option<&Scale>,
    fields: &Fields,
) -> Result<Vec<Value>, Internal> {
    let rules = service::rules()?;
    let row = |place: usize, name: &str| {
        let refusal = fields.text(&format!("refusal-{place}")).to_owned();
        let exception = fields.text(&format!("exception-{place}")).to_owned();
        let codes = RefusalCode::ALL.map(RefusalCode::word);
        let exceptions = rules.amounts.exceptions.iter().map(|(key, rule)| {
            json!({ "value": key, "label": rule.title.get(reader.language), "chosen": *key == exception })
        });
        json!({
            "place": place, "name": name, "amount": fields.text(&format!("amount-{place}")),
            "refusals": reader.choices("assistance-refusal-", codes, |word| word == refusal),
            "exceptions": exceptions.collect::<Vec<_>>(), "award": fields.text(&format!("award-{place}")),
            "grades": grades(reader, scale, fields.text(&format!("grade-{place}"))),
        })
    };
    Ok(file.people.iter().enumerate().map(|(place, person)| row(place, &person.who.name)).collect())
}

/// The grades of an office's own scale, to choose from; none where it has no scale.
pub(super) fn grades(reader: Reader<'_>, scale: Option<&Scale>, chosen: &str) -> Vec<Value> {
    let label = |grade: &Grade| {
        let (title, amount) = (grade.title.get(reader.language), money::grouped(grade.amount_fen));
        reader.say_with("assistance-grade-choice", &[("title", title), ("amount", amount.as_str())])
    };
    let choice =
        |grade: &Grade| json!({ "value": grade.key, "label": label(grade), "chosen": grade.key == chosen });
    scale.iter().flat_map(|scale| &scale.grades).map(choice).collect()
}

/// The rows of what several organs give.
pub(super) async fn share_rows(
    reader: Reader<'_>,
    organ: Uuid,
    fields: &Fields,
) -> Result<Vec<Value>, Internal> {
    let givers = givers(reader, organ).await?;
    let row = |place: usize| {
        let chosen = fields.text(&format!("share_organ-{place}")).to_owned();
        let choice = |(value, label): &(String, String)| json!({ "value": value, "label": label, "chosen": *value == chosen });
        let choices: Vec<_> = givers.iter().map(choice).collect();
        json!({ "place": place, "organs": choices, "amount": fields.text(&format!("share_amount-{place}")) })
    };
    Ok((0..SHARES).map(row).collect())
}

/// Every budget from which something may be given: of each organ what is free, and what it set aside for a purpose.
async fn givers(reader: Reader<'_>, organ: Uuid) -> Result<Vec<(String, String)>, Internal> {
    let (db, year) = (reader.app.db.read(), reader.app.clock.today().year());
    let mut givers = Vec::new();
    for organ in service::givers(db, organ).await? {
        let name = organ.name.get(reader.language);
        givers.push((giver(&organ.code, None), name.to_owned()));
        for purpose in ledger::service::purposes(db, (organ.id, year)).await? {
            let left = money::grouped(purpose.left_fen);
            let args = [("organ", name), ("purpose", purpose.name.as_str()), ("left", left.as_str())];
            givers.push((giver(&organ.code, Some(purpose.id)), reader.say_with("assistance-giver", &args)));
        }
    }
    Ok(givers)
}

/// Which field a pointer is about, with its words.
pub(super) fn field(reader: Reader<'_>, file: &CaseFile, pointer: &str) -> (String, String) {
    let mut parts = pointer.split('/').skip(1);
    let (first, place) = (parts.next().unwrap_or_default(), parts.next().unwrap_or("0"));
    let last = parts.next().unwrap_or_default();
    let named = |name: &str, key: &str| {
        let number: usize = place.parse().unwrap_or(0);
        let who = file.people.get(number).map(|person| person.who.name.as_str()).unwrap_or_default();
        (format!("{name}-{place}"), format!("{who} {}", reader.say(key)))
    };
    match (first, last) {
        ("people", "exception") => named("exception", "assistance-exception"),
        ("people", "court_award_fen") => named("award", "assistance-award"),
        ("people", "grade") => named("grade", "assistance-grade"),
        ("people", _) => named("amount", "assistance-amount"),
        ("shares", "organ_code") => (format!("share_organ-{place}"), reader.say("assistance-shares")),
        ("shares", _) => (format!("share_amount-{place}"), reader.say("assistance-shares")),
        ("instalments", _) => instalments::field(reader, place, last),
        ("concerns", _) => ("concern".to_owned(), reader.say("assistance-concerns")),
        ("refusal", _) => ("refusal".to_owned(), reader.say("assistance-refusal")),
        ("to_citizen", _) => ("to_citizen".to_owned(), reader.say("assistance-to-citizen")),
        ("to_refused", _) => ("to_refused".to_owned(), reader.say("assistance-to-refused")),
        ("paper", _) => ("paper".to_owned(), reader.say("assistance-paper")),
        ("verdict", _) => ("verdict".to_owned(), reader.say("assistance-verdict")),
        _ => ("reasons".to_owned(), reader.say("assistance-reasons")),
    }
}
