//! The review report (审查报告, domain.md §1.16): for each person what the applicant said, what was found and what the handler proposes, issued
//! with each proposal.

use serde_json::{Value, json};

use super::{
    access::Held,
    papers::{LANGUAGE, Writer},
};
use crate::{
    app::App,
    applications,
    assistance::{
        error::AssistanceError,
        investigation,
        model::{Assisted, Award, Taken},
    },
    documents::model::with,
    identity,
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
        conclusion: conclusion(app, proposal),
        handler: handler.into_values().next().unwrap_or_default(),
    };
    for award in &proposal.table.people {
        let Some(person) = held.file.people.iter().find(|one| one.id == award.person_id) else { continue };
        let form = applications::service::form_of(change.db(), change.vault(), person.application_id).await?;
        let fields = fields(&writer, person, award, &form, &said);
        writer.write(change, "review-report", person, fields).await?;
    }
    Ok(())
}

/// What a report says of everybody alike.
struct Said {
    found: String,
    conclusion: String,
    handler: String,
}

/// What the handler concludes; why it can't wait comes first.
fn conclusion(app: &App, proposal: &Taken) -> String {
    let reasons = proposal.words.reasons.clone().unwrap_or_default();
    match &proposal.table.emergency {
        Some(why) => format!("{}：{why}\n{reasons}", app.texts.say(LANGUAGE, "assistance-emergency")),
        None => reasons,
    }
}

fn fields(writer: &Writer<'_>, person: &Assisted, award: &Award, form: &Value, said: &Said) -> Value {
    let text = |pointer: &str| form.pointer(pointer).and_then(Value::as_str).unwrap_or("—");
    let fields = json!({
        "applicant": person.who.name, "id_number": person.who.id_number, "case_name": writer.case_name(),
        "facts": text("/case/facts"), "loss": text("/hardship/story"), "inquiry": said.found,
        "category": writer.category(person), "conclusion": said.conclusion, "handler": said.handler,
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
