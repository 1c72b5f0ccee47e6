//! The official letter of a hand-over (社会救助建议函; domain.md §1.14): it says what is shared with the partner and nothing more.

use serde_json::json;
use uuid::Uuid;

use crate::{
    app::App,
    applications::model::Application,
    desk,
    documents::{
        self,
        model::{NewDocument, Subject, with},
    },
    organs::model::Organ,
    platform::change::Change,
    referrals::{error::ReferralError, model::Handoff},
    web::language::Language,
};

/// Official documents are in Chinese; what they say besides stands in their templates.
const LANGUAGE: Language = Language::Chinese;

/// Issues the letter with its number, in the hand-over's own change; answers which it is.
pub(super) async fn issue(
    app: &App,
    change: &Change,
    application: &Application,
    (handoff, partner): (&Handoff, &Organ),
) -> Result<Uuid, ReferralError> {
    let person = &handoff.content.person;
    let masked = desk::service::applicant(app, application)?;
    let asked = handoff.measures.iter().filter_map(|key| app.catalog.handoffs().measure(key));
    let needs: Vec<_> = asked.map(|measure| measure.title.get(LANGUAGE)).collect();
    let said = [Some(handoff.content.letter.as_str()), person.hardship.as_deref()];
    let situation: Vec<_> = said.into_iter().flatten().filter(|words| !words.is_empty()).collect();
    let fields = json!({
        "applicant": person.name.as_ref().unwrap_or(&masked), "receiver": partner.name.get(LANGUAGE),
        "situation": situation.join("\n"), "needs": needs.join("、"),
    });
    let known = [
        ("residence", person.village.as_ref().map(|village| json!(village))),
        ("phone", person.phone.as_ref().map(|phone| json!(phone))),
        ("due_on", handoff.due_on.map(|day| json!(day))),
    ];
    let about =
        Subject { application: Some(application.id), case: None, citizen: Some(application.citizen_id) };
    let new = NewDocument {
        kind: "referral-letter",
        organ: application.organ_id,
        about,
        fields: with(fields, known),
    };
    Ok(documents::service::issue(app, change, new).await?.id)
}
