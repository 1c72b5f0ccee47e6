//! Changing one's phone (security.md ID-17): the old one was just proved by the sign-in, the new one by a code of its own.

use serde_json::json;

use crate::{
    app::App,
    applications,
    identity::{self, actor::Citizen, model::CodeAnswer, service::Tried, session::SignedIn},
    platform::{change::Event, outbox::Message},
    privacy::{error::PrivacyError, model::RequestKind, service::requests::answered},
    web::language::Language,
};

const TOLD: &str = "phone_changed";

/// Puts the phone that a code was sent to in the place of the citizen's. Every other sign-in ends; the old phone is told; receipts are
/// tracked by the new one's last four digits.
///
/// # Errors
/// `Identity` for a wrong code, `PhoneTaken` when the phone has an account of its own.
pub async fn change_phone(
    app: &App,
    citizen: &SignedIn<Citizen>,
    answer: &CodeAnswer,
    language: Language,
) -> Result<(), PrivacyError> {
    let id = citizen.who.id;
    let change = app.change(&citizen.who).await?;
    let new = match identity::service::try_code(&change, answer).await? {
        Tried::Right(new) => new,
        Tried::Wrong => {
            change.commit(Event::new("code.refused", answer.challenge_id), ()).await?;
            return Err(PrivacyError::WrongCode);
        }
        Tried::Dead => return Err(PrivacyError::WrongCode),
    };
    identity::service::hold_citizen(&change, id).await?;
    let old = identity::service::phone_of(change.db(), change.vault(), id).await?;
    if !identity::service::set_phone(&change, id, &new).await? {
        return Err(PrivacyError::PhoneTaken);
    }
    identity::service::end_others(&change, id, citizen.sign_in).await?;
    applications::service::follow_phone(&change, id, &new).await?;
    let text = app.texts.say(language, &format!("notify-{TOLD}"));
    let to = old.number().to_owned();
    change.tell(&Message { channel: "sms", to, template: TOLD.into(), params: json!({}), text }).await?;
    let (request, due_on) = answered(app, &change, id, RequestKind::Phone, "corrected").await?;
    let facts = json!({ "request": request, "due_on": due_on });
    Ok(change.commit(Event::new("account.phone_changed", id).with(facts), ()).await?)
}
