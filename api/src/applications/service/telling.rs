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
pub async fn tell(
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

#[cfg(test)]
mod tests {
    use crate::{
        catalog::Catalog,
        web::{language::Language, texts::Texts},
    };

    #[test]
    fn every_step_that_tells_has_words() {
        let (catalog, texts) = (Catalog::load().unwrap(), Texts::load().unwrap());
        let rows = catalog.services().flat_map(|service| &service.workflow.rows);
        for tells in rows.filter_map(|row| row.tells.as_deref()) {
            for language in Language::ALL {
                let words = [("receipt", "HC-00000-00000"), ("link", "https://12309.example/track")];
                let text = texts.say_with(language, &format!("notify-{tells}"), &words);
                assert!(words.iter().all(|(_, word)| text.contains(word)), "{language} {tells}: {text}");
            }
        }
    }
}
