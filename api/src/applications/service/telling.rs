//! What the citizen is told of a step: receipt number and link, no name and nothing of the matter.

use serde_json::json;

use crate::{
    app::App,
    applications::{model::Application, service::tracking::receipt_link},
    error::Internal,
    identity,
    platform::{change::Change, outbox::Message},
};

/// Sends `notify-{tells}` in the citizen's language once the change is committed.
pub(super) async fn tell(
    app: &App,
    change: &Change,
    application: &Application,
    tells: &str,
) -> Result<(), Internal> {
    let Some(receipt) = &application.receipt_no else {
        return Err(Internal::msg("there is nothing to tell of a draft"));
    };
    let to = identity::service::phone_of(change.db(), change.vault(), application.citizen_id).await?;
    let link = receipt_link(app, receipt);
    let words = [("receipt", receipt.as_str()), ("link", link.as_str())];
    let text = app.texts.say_with(application.language, &format!("notify-{tells}"), &words);
    let params = json!({ "receipt_no": receipt, "link": link });
    let to = to.number().to_owned();
    change.tell(&Message { channel: "sms", to, template: tells.to_owned(), params, text }).await
}
