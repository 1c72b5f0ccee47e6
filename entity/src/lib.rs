//! Hechang's tables as sea-orm entities: one file a table, columns and nothing else.
//! Sealed columns (`…_sealed`) hold personal data under the vault's keys; `…_index` columns are keyed blind indexes.
#![expect(
    missing_docs,
    reason = "columns are documented where the slice that owns the table gives them meaning"
)]

pub mod application;
pub mod application_clock;
pub mod application_event;
pub mod application_note;
pub mod application_request;
pub mod application_submission;
pub mod appointment;
pub mod appointment_closure;
pub mod appointment_queue;
pub mod appointment_schedule;
pub mod appointment_slot;
pub mod assistance_application;
pub mod assistance_case;
pub mod assistance_person;
pub mod assistance_step;
pub mod audit_anchor;
pub mod audit_entry;
pub mod audit_head;
pub mod audit_key;
pub mod bank_result;
pub mod calendar_day;
pub mod calendar_version;
pub mod center;
pub mod citizen;
pub mod code_challenge;
pub mod consent;
pub mod custody_mandate;
pub mod custody_report;
pub mod custody_request;
pub mod data_request;
pub mod departed_citizen;
pub mod department;
pub mod document;
pub mod document_series;
pub mod document_setting;
pub mod erasure;
pub mod idempotency_answer;
pub mod ledger_account;
pub mod ledger_entry;
pub mod ledger_grant;
pub mod ledger_grantee;
pub mod ledger_instalment;
pub mod ledger_posting;
pub mod ledger_share;
pub mod material;
pub mod organ;
pub mod outbox_message;
pub mod payee_account;
pub mod payment_batch;
pub mod payment_line;
pub mod qr_code;
pub mod qr_scan_hour;
pub mod recovery_code;
pub mod recusal;
pub mod referral;
pub mod referral_event;
pub mod referral_paper;
pub mod representation;
pub mod rights_person;
pub mod rights_telling;
pub mod sign_in;
pub mod spent_refresh_token;
pub mod staff_account;
pub mod staff_post;
pub mod stored_file;
pub mod unmasking;
pub mod verification_file;
pub mod wechat_account;
