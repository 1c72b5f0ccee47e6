//! Between the table, where what a document says is sealed, and the document in its own words.

use hechang_entity::document::Model;

use crate::{
    documents::model::Document,
    error::Internal,
    platform::vault::{Place, Vault},
};

pub(super) const FIELDS: &str = "document.fields";
pub(super) const CONTENT: &str = "document.content";
pub(super) const REASON: &str = "document.void_reason";

/// The document of a row.
pub(super) fn opened(vault: &Vault, row: Model) -> Result<Document, Internal> {
    let (content, reason) = (row.content_sealed.as_deref(), row.void_reason_sealed.as_deref());
    let versions = content.map(|sealed| vault.open_json(Place { column: CONTENT, row: row.id }, sealed));
    let reason = reason.map(|sealed| vault.open_json(Place { column: REASON, row: row.id }, sealed));
    Ok(Document {
        versions: versions.transpose()?,
        void_reason: reason.transpose()?,
        id: row.id,
        organ_id: row.organ_id,
        kind: row.kind,
        template: row.template,
        number: row.number,
        verification_code: row.verification_code,
        application_id: row.application_id,
        case_id: row.case_id,
        citizen_id: row.citizen_id,
        issued_at: row.issued_at,
        issued_by: row.issuer_id.filter(|_| row.issuer_kind == "staff"),
        voided_at: row.voided_at,
    })
}
