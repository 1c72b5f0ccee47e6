//! What a citizen agreed to, and taking it back.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use crate::{
    app::App,
    applications::{
        self,
        service::{ConsentWithdrawn, consents_of, service_of},
    },
    error::Internal,
    identity::actor::Citizen,
    platform::{
        change::Change,
        paging::{Page, PageQuery},
    },
    privacy::{error::PrivacyError, kept, model::ConsentWithdrawal},
    web::language::Language,
};

/// What was agreed to with one application.
#[derive(Serialize)]
pub struct AgreedTo {
    /// The application.
    pub id: Uuid,
    /// Its service.
    pub title: String,
    /// Its receipt number.
    pub receipt_no: Option<String>,
    /// The version of the text.
    pub version: String,
    /// Kinds of agreement: `general`, `sensitive`, `guardian`.
    pub kinds: Vec<String>,
    /// When it was given.
    pub given_at: DateTime<Utc>,
    /// When it was taken back.
    pub withdrawn_at: Option<DateTime<Utc>>,
}

/// A page of what a citizen agreed to, the newest application first.
pub async fn agreed_to(
    app: &App,
    citizen: &Citizen,
    page: &PageQuery,
    language: Language,
) -> Result<Page<AgreedTo>, PrivacyError> {
    let Page { items, next } = applications::service::list(app, citizen, page).await?;
    let ids: Vec<Uuid> = items.iter().map(|dossier| dossier.application.id).collect();
    let mut given: HashMap<Uuid, Vec<_>> = HashMap::new();
    for row in consents_of(app.db.read(), &ids).await? {
        given.entry(row.application_id).or_default().push(row);
    }
    let mut lines = Vec::new();
    for dossier in items {
        let one = dossier.application;
        let rows = given.remove(&one.id).unwrap_or_default();
        let Some(last) = rows.last() else { continue };
        lines.push(AgreedTo {
            title: service_of(app, &one)?.title.get(language).to_owned(),
            receipt_no: one.receipt_no.map(String::from),
            version: last.version.clone(),
            given_at: last.given_at,
            withdrawn_at: last.withdrawn_at,
            kinds: rows.into_iter().map(|row| row.kind).collect(),
            id: one.id,
        });
    }
    Ok(Page { items: lines, next })
}

/// Takes consent back.
pub async fn withdraw_consent(
    app: &App,
    change: Change,
    citizen: &Citizen,
    id: Uuid,
) -> Result<ConsentWithdrawn, PrivacyError> {
    Ok(applications::service::withdraw_consent(app, change, citizen, id).await?)
}

/// What it means that consent was taken back, and what stays.
pub fn meaning(
    app: &App,
    withdrawn: &ConsentWithdrawn,
    language: Language,
) -> Result<ConsentWithdrawal, Internal> {
    let words = if withdrawn.stopped { "consent-withdrawn-stopped" } else { "consent-withdrawn-goes-on" };
    Ok(ConsentWithdrawal {
        withdrawn_at: withdrawn.at,
        stopped: withdrawn.stopped,
        meaning: app.texts.say(language, words),
        kept: vec![kept::of_matter(app, &withdrawn.dossier.application, language)?],
    })
}
