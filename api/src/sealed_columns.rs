//! The list of every column that holds sealed values, as [`crate::app`] has the list of slices. `hechang keys` goes by it;
//! a test compares it with the schema.

use crate::platform::resealing::SealedColumn;

/// Every sealed column.
pub const SEALED_COLUMNS: [SealedColumn; 60] = [
    at("application", "form_sealed", "application.form"),
    at("application_event", "words_sealed", "application_event.words"),
    at("application_note", "text_sealed", "application_note.text"),
    at("application_request", "override_reason_sealed", "application_request.override_reason"),
    at("application_request", "text_sealed", "application_request.text"),
    at("application_request", "was_sealed", "application_request.was"),
    at("application_submission", "form_sealed", "application_submission.form"),
    at("appointment", "note_sealed", "appointment.note"),
    at("assistance_case", "underlying_sealed", "assistance_case.underlying"),
    at("assistance_person", "groups_sealed", "assistance_person.groups"),
    at("assistance_person", "who_sealed", "assistance_person.who"),
    at("assistance_step", "words_sealed", "assistance_step.words"),
    at("audit_key", "secret_sealed", "audit_key.secret"),
    at("citizen", "phone_sealed", "citizen.phone"),
    at("closing", "answer_sealed", "closing.answer"),
    at("closing", "note_sealed", "closing.note"),
    at("closing_opening", "reason_sealed", "closing_opening.reason"),
    at("code_challenge", "phone_sealed", "code_challenge.phone"),
    at("custody_mandate", "account_sealed", "custody_mandate.account"),
    at("custody_mandate", "parties_sealed", "custody_mandate.parties"),
    at("custody_report", "lift_reason_sealed", "custody_report.lift_reason"),
    at("custody_report", "words_sealed", "custody_report.words"),
    at("custody_request", "reason_sealed", "custody_request.reason"),
    at("custody_request", "words_sealed", "custody_request.words"),
    at("data_request", "answer_sealed", "data_request.answer"),
    at("data_request", "text_sealed", "data_request.text"),
    keyed("departed_citizen", "citizen_id", "phone_sealed", "departed_citizen.phone"),
    at("document", "content_sealed", "document.content"),
    at("document", "fields_sealed", "document.fields"),
    at("document", "void_reason_sealed", "document.void_reason"),
    at("follow_up_change", "reason_sealed", "follow_up_change.reason"),
    at("follow_up_file", "filename_sealed", "follow_up_file.filename"),
    at("follow_up_finding", "found_sealed", "follow_up_finding.found"),
    at("follow_up_help", "note_sealed", "follow_up_help.note"),
    at("follow_up_record", "words_sealed", "follow_up_record.words"),
    at("idempotency_answer", "answer_sealed", "idempotency_answer.answer"),
    at("investigation_file", "filename_sealed", "investigation_file.filename"),
    at("investigation_note", "words_sealed", "investigation_note.words"),
    keyed("investigation_request", "task_id", "answer_sealed", "investigation_request.answer"),
    at("investigation_task", "asked_sealed", "investigation_task.asked"),
    at("investigation_task", "reason_sealed", "investigation_task.reason"),
    at("material", "filename_sealed", "material.filename"),
    at("material", "reason_sealed", "material.reason"),
    at("outbox_message", "body_sealed", "outbox_message.body"),
    keyed("payee_account", "person_id", "account_sealed", "payee_account.account"),
    at("payment_line", "account_sealed", "payment_line.account"),
    at("payment_line", "reason_sealed", "payment_line.reason"),
    at("recusal", "reason_sealed", "recusal.reason"),
    at("recovery", "words_sealed", "recovery.words"),
    at("referral", "content_sealed", "referral.content"),
    at("referral_event", "words_sealed", "referral_event.words"),
    keyed("representation", "application_id", "facts_sealed", "representation.facts"),
    keyed("representation", "application_id", "reason_sealed", "representation.reason"),
    at("rights_person", "facts_sealed", "rights_person.facts"),
    at("rights_telling", "note_sealed", "rights_telling.note"),
    at("staff_account", "totp_pending_sealed", "staff_account.totp_pending"),
    at("staff_account", "totp_sealed", "staff_account.totp"),
    at("stored_file", "key_sealed", "stored_file.key"),
    at("unmasking", "reason_sealed", "unmasking.reason"),
    at("wechat_account", "openid_sealed", "wechat_account.openid"),
];

/// A column of a table whose key is `id`.
const fn at(table: &'static str, column: &'static str, place: &'static str) -> SealedColumn {
    SealedColumn { table, key: "id", column, place }
}

/// A column of a table with another key.
const fn keyed(
    table: &'static str,
    key: &'static str,
    column: &'static str,
    place: &'static str,
) -> SealedColumn {
    SealedColumn { table, key, column, place }
}
