//! The review report (审查报告, domain.md §1.16): for each person what the applicant said, what was found and what the handler proposes, issued
//! with each proposal.

use serde_json::{Value, json};

use super::{
    access::Held,
    measuring::measure,
    papers::{LANGUAGE, Writer},
};
use crate::{
    app::App,
    applications,
    assistance::{
        error::AssistanceError,
        investigation,
        model::{Assisted, Award, Taken},
        rules::Scale,
    },
    documents::model::with,
    identity, organs,
    platform::{change::Change, money::Fen},
    web::forms::money,
};

/// Issues the report on everybody of a proposal.
pub(super) async fn issue(
    app: &App,
    change: &Change,
    held: &Held,
    proposal: &Taken,
) -> Result<(), AssistanceError> {
    let writer = Writer { app, held };
    let found = investigation::service::found(change.db(), change.vault(), held.case().id).await?;
    let handler = identity::staff::usernames(change.db(), &[proposal.staff_id].into()).await?;
    let said = Said {
        found: if found.is_empty() {
            app.texts.say(LANGUAGE, "assistance-report-on-paper")
        } else {
            found.join("\n")
        },
        handler: handler.into_values().next().unwrap_or_default(),
    };
    let organ = organs::service::organ(change.db(), held.case().organ_id).await?;
    let scale = measure(change.db(), &organ, proposal.at).await?.scale;
    for award in &proposal.table.people {
        let Some(person) = held.file.people.iter().find(|one| one.id == award.person_id) else { continue };
        let form = applications::service::form_of(change.db(), change.vault(), person.application_id).await?;
        let conclusion = conclusion(app, proposal, graded(app, scale.as_ref(), award));
        let fields =
            with(fields(&writer, person, award, &form, &said), [("conclusion", Some(json!(conclusion)))]);
        writer.write(change, "review-report", person, fields).await?;
    }
    Ok(())
}

/// What a report says of everybody alike.
struct Said {
    found: String,
    handler: String,
}

/// What the handler concludes; why it can't wait comes first, then the grade.
fn conclusion(app: &App, proposal: &Taken, graded: Option<String>) -> String {
    let urgent = proposal.table.emergency.as_ref();
    let urgent = urgent.map(|why| format!("{}：{why}", app.texts.say(LANGUAGE, "assistance-emergency")));
    let parts = [urgent, graded, proposal.words.reasons.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join("\n")
}

/// The grade of the office's own scale, in words.
fn graded(app: &App, scale: Option<&Scale>, award: &Award) -> Option<String> {
    let (scale, key) = (scale?, award.grade.as_deref()?);
    let grade = scale.grade(key)?;
    let (title, amount) = (grade.title.get(LANGUAGE), money::grouped(grade.amount_fen));
    let args = [("title", title), ("amount", &amount), ("source", &scale.source)];
    Some(app.texts.say_with(LANGUAGE, "assistance-report-grade", &args))
}

fn fields(writer: &Writer<'_>, person: &Assisted, award: &Award, form: &Value, said: &Said) -> Value {
    let text = |pointer: &str| form.pointer(pointer).and_then(Value::as_str).unwrap_or("—");
    let fields = json!({
        "applicant": person.who.name, "id_number": person.who.id_number, "case_name": writer.case_name(),
        "facts": text("/case/facts"), "loss": text("/hardship/story"), "inquiry": said.found,
        "category": writer.category(person), "handler": said.handler,
    });
    let amount = award.amount_fen.map(|amount| json!(amount));
    with(fields, [("amount", amount), ("compensated", compensated(writer, form).map(Value::from))])
}

/// What was received before, in words; nothing where nothing was.
fn compensated(writer: &Writer<'_>, form: &Value) -> Option<String> {
    let said = [("received", "/compensation/received_fen"), ("helped", "/compensation/other_assistance_fen")];
    let parts = said.iter().filter_map(|(word, pointer)| {
        let fen =
            form.pointer(pointer).and_then(Value::as_i64).map(Fen::of).filter(|fen| fen.is_positive())?;
        let amount = [("amount", money::grouped(fen))];
        Some(writer.app.texts.say_with(LANGUAGE, &format!("assistance-report-{word}"), &amount))
    });
    Some(parts.collect::<Vec<_>>().join("；")).filter(|text| !text.is_empty())
}
