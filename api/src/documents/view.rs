//! Documents as the API shows them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    app::App,
    catalog::document::{DocumentKind, FieldKind},
    documents::{
        content::Content,
        error::DocumentError,
        model::Document,
        service::{self, Version},
    },
    web::language::Language,
};

/// A document in a list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = Document)]
pub struct DocumentView {
    /// For other routes.
    pub id: Uuid,
    /// Its kind.
    pub kind: String,
    /// The kind's name in the reader's language.
    pub title: String,
    /// Its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// The application it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_id: Option<Uuid>,
    /// The case of assistance it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub case_id: Option<Uuid>,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// Since when it is void.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voided_at: Option<DateTime<Utc>>,
    /// Where anybody can verify it.
    pub verification_url: String,
    /// Whether the citizen finds it in the portal.
    pub for_citizen: bool,
}

impl DocumentView {
    /// A document for a reader.
    pub fn of(app: &App, document: &Document, language: Language) -> Self {
        let kind = app.catalog.document(&document.kind);
        Self {
            id: document.id,
            title: kind.map_or_else(|| document.kind.clone(), |kind| kind.title.get(language).to_owned()),
            kind: document.kind.clone(),
            number: document.number.clone(),
            application_id: document.application_id,
            case_id: document.case_id,
            issued_at: document.issued_at,
            voided_at: document.voided_at,
            verification_url: service::link(app, document),
            for_citizen: document.citizen_id.is_some(),
        }
    }
}

/// A document that was opened.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct OpenedDocument {
    /// The document.
    #[serde(flatten)]
    pub document: DocumentView,
    /// What it says in the version that was asked for.
    pub content: Content,
    /// The template that it was made from: the digest of its file.
    pub template: String,
    /// Why it is void.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub void_reason: Option<String>,
}

impl OpenedDocument {
    /// A document in a version.
    pub fn of(
        app: &App,
        document: &Document,
        version: Version,
        language: Language,
    ) -> Result<Self, DocumentError> {
        Ok(Self {
            content: service::written(document, version)?.clone(),
            template: document.template.clone(),
            void_reason: document.void_reason.clone(),
            document: DocumentView::of(app, document, language),
        })
    }
}

/// A kind of document that staff issue from an application.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DocumentKindView {
    /// Its key.
    pub key: String,
    /// Its name in the reader's language.
    pub title: String,
    /// Whether its documents have numbers.
    pub numbered: bool,
    /// Whether the citizen finds it in the portal.
    pub for_citizen: bool,
    /// What staff are asked.
    pub asked: Vec<AskedField>,
}

/// A field that staff are asked.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AskedField {
    /// Its name in `fields`.
    pub key: String,
    /// What it is called.
    pub label: String,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether a document can be without it.
    pub optional: bool,
}

impl DocumentKindView {
    /// A kind for a reader.
    pub fn of(kind: &DocumentKind, language: Language) -> Self {
        let asked = kind.fields.iter().filter(|field| field.asked).map(|field| AskedField {
            key: field.key.clone(),
            label: field.label.get(language).to_owned(),
            kind: field.kind,
            optional: field.optional,
        });
        Self {
            key: kind.key.clone(),
            title: kind.title.get(language).to_owned(),
            numbered: kind.number.is_some(),
            for_citizen: kind.for_citizen,
            asked: asked.collect(),
        }
    }
}
