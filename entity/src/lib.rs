//! Hechang's tables as sea-orm entities: one file a table, columns and nothing else.
//! Sealed columns (`…_sealed`) hold personal data under [the vault's] keys; `…_index` columns are keyed blind indexes.
//!
//! [the vault's]: ../hechang/platform/vault/index.html
#![expect(
    missing_docs,
    reason = "columns are documented where the slice that owns the table gives them meaning"
)]

pub mod audit_entry;
pub mod idempotency_answer;
pub mod outbox_message;
