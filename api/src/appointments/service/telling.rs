//! What the citizen is told: when and where, no name and not what for.

use serde_json::json;

use crate::{
    app::App,
    appointments::model::Appointment,
    error::Internal,
    identity,
    organs::model::Center,
    platform::{change::Change, local_time::LocalTime, outbox::Message},
    web::filters::date_words,
};

/// Sends `notify-{template}` in the citizen's language once the change is committed.
pub(super) async fn tell(
    app: &App,
    change: &Change,
    one: &Appointment,
    center: &Center,
    template: &str,
) -> Result<(), Internal> {
    let to = identity::service::phone_of(change.db(), change.vault(), one.citizen_id).await?;
    let (date, time) = (one.date(), LocalTime::of(one.starts_at).to_string());
    let link = format!("{}/appointments", app.public_url);
    let words = [
        ("date", date_words(&app.texts, one.language, date)),
        ("time", time.clone()),
        ("center", center.name.get(one.language).to_owned()),
        ("link", link.clone()),
    ];
    let text = app.texts.say_with(one.language, &format!("notify-{template}"), &words);
    let params = json!({ "date": date, "time": time, "center": center.code, "link": link });
    let to = to.number().to_owned();
    change.tell(&Message { channel: "sms", to, template: template.to_owned(), params, text }).await
}
