//! The list of tables from which the program takes nothing away, as [`crate::sealed_columns`] has the list of sealed columns. On
//! PostgreSQL the serving role has no right to (security.md OPS-6, AUD-3); a test compares the list with the schema's triggers.

use crate::platform::roles::Kept;

/// Every table whose rows stay.
pub const KEPT_TABLES: [Kept; 13] = [
    added_to("assistance_scale"),
    added_to("assistance_wage"),
    added_to("audit_anchor"),
    added_to("audit_entry"),
    // Moves with each entry.
    moved_on("audit_head"),
    // Sealed anew when the key ring changes.
    moved_on("audit_key"),
    added_to("ledger_account"),
    added_to("ledger_entry"),
    added_to("ledger_grant"),
    added_to("ledger_grantee"),
    added_to("ledger_instalment"),
    added_to("ledger_posting"),
    added_to("ledger_share"),
];

/// Rows are only ever added.
const fn added_to(table: &'static str) -> Kept {
    Kept { table, changes: false }
}

/// Rows are added and changed, and never removed.
const fn moved_on(table: &'static str) -> Kept {
    Kept { table, changes: true }
}
