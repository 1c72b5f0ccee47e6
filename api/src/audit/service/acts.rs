//! The acts that can be on the record; each has words, `act-…` in the locales.

/// Every act, in the order in which an auditor may choose.
pub const ACTS: &[&str] = &[
    "application.drafted",
    "application.saved",
    "application.submitted",
    "application.resubmitted",
    "application.withdrawn",
    "application.lapsed",
    "application.expired",
    "application.due_date_counted",
    "application.acted_on",
    "application.noted",
    "application.assigned",
    "application.opened",
    "application.unmasked",
    "application.access_changed",
    "application.recused",
    "application.recusal_ended",
    "material.added",
    "material.removed",
    "material.judged",
    "material.looked_at",
    "material.screened",
    "appointment.booked",
    "appointment.moved",
    "appointment.cancelled",
    "appointment.checked_in",
    "appointment.step",
    "schedule.made",
    "schedule.changed",
    "center_day.closed",
    "center_day.reopened",
    "code.sent",
    "code.refused",
    "code.dead",
    "citizen.signed_in",
    "wechat.bound",
    "staff.signed_in",
    "staff.sign_in_refused",
    "staff.added",
    "staff.disabled",
    "staff.enabled",
    "staff.roles_changed",
    "staff.department_changed",
    "staff.moved",
    "staff.holder_entered",
    "staff.password_changed",
    "staff.password_reset",
    "staff.factor_begun",
    "staff.factor_set",
    "staff.factor_reset",
    "staff.recovery_codes_replaced",
    "staff.stepped_up",
    "sign_in.refreshed",
    "sign_in.token_reused",
    "sign_in.ended",
    "sign_in.all_ended",
    "access.refused",
    "account.exported",
    "account.deleted",
    "account.phone_changed",
    "data_request.asked",
    "data_request.opened",
    "data_request.answered",
    "consent.withdrawn",
    "representation.claimed",
    "representation.judged",
    "qr.created",
    "qr.revoked",
    "verification_file.put",
    "organ.made",
    "organ.changed",
    "organ.closed",
    "department.opened",
    "department.changed",
    "department.closed",
    "center.made",
    "center.changed",
    "center.closed",
    "organs.imported",
    "calendar.entered",
    "assistance.opened",
    "assistance.person_added",
    "assistance.person_described",
    "assistance.looked_at",
    "assistance.proposed",
    "assistance.decided",
    "assistance.posts_given",
    "assistance.wage_entered",
    "assistance.scale_entered",
    "assistance.forgotten",
    "payments.account_entered",
    "payments.account_confirmed",
    "payments.batch_made",
    "payments.batch_approved",
    "payments.batch_canceled",
    "payments.batch_funded",
    "payments.batch_sent",
    "payments.line_settled",
    "payments.receipt_filed",
    "payments.receipt_looked_at",
    "payments.result_taken",
    "payments.file_taken",
    "custody.drafted",
    "custody.signed",
    "custody.given_up",
    "custody.funded",
    "custody.looked_at",
    "custody.asked",
    "custody.verified",
    "custody.approved",
    "custody.released",
    "custody.refused",
    "custody.voucher_filed",
    "custody.agreement_looked_at",
    "custody.voucher_looked_at",
    "custody.misuse_reported",
    "custody.lifted",
    "custody.replaced",
    "custody.handed_over",
    "custody.tended",
    "custody.ended",
    "investigation.task_made",
    "investigation.task_assigned",
    "investigation.task_dropped",
    "investigation.note_kept",
    "investigation.file_added",
    "investigation.file_looked_at",
    "investigation.request_looked_at",
    "investigation.request_moved",
    "closing.asked",
    "closing.returned",
    "closing.confirmed",
    "closing.bundle_opened",
    "closing.reopened",
    "recovery.opened",
    "recovery.decided",
    "recovery.refused",
    "recovery.received",
    "recovery.written_off",
    "recovery.looked_at",
    "followup.planned",
    "followup.grade_chosen",
    "followup.visit_added",
    "followup.visit_changed",
    "followup.visit_assigned",
    "followup.visit_recorded",
    "followup.visit_corrected",
    "followup.file_added",
    "followup.file_looked_at",
    "followup.help_given",
    "document.issued",
    "document.opened",
    "document.voided",
    "organ.numbering_changed",
    "handoff.sent",
    "handoff.opened",
    "handoff.acted_on",
    "handoff.code_made",
    "handoff.taken_over",
    "rights.entered",
    "rights.opened",
    "rights.told",
    "ledger.budget_raised",
    "ledger.earmarked",
    "ledger.arrived",
    "ledger.committed",
    "ledger.released",
    "ledger.paid",
    "ledger.given_back",
    "ledger.custody_released",
    "ledger.handed_over",
    "ledger.recovered",
    "demonstration.prepared",
    "keys.rotated",
    "backup.made",
    "backup.restored",
    "matter.erased",
    "records.erased",
    "audit.read",
    "audit.verified",
    "audit.anchored",
    "audit.incident_drawn",
];

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;
    use crate::web::{language::Language, texts::Texts};

    /// Acts that the sources name, but for tests.
    fn named(folder: &Path, acts: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            if entry.file_type().unwrap().is_dir() {
                named(&entry.path(), acts);
                continue;
            }
            let text = fs::read_to_string(entry.path()).unwrap_or_default();
            let text = text.split("#[cfg(test)]").next().unwrap_or_default();
            acts.extend(
                text.split("Event::new(\"")
                    .skip(1)
                    .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())),
            );
        }
    }

    #[test]
    fn every_act_of_the_program_can_be_chosen() {
        let mut acts = Vec::new();
        named(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut acts);
        assert!(acts.len() > 10, "{acts:?}");
        for act in acts.iter().filter(|act| act.contains('.')) {
            assert!(ACTS.contains(&act.as_str()), "{act} isn't on the auditor's list");
        }
    }

    #[test]
    fn every_act_has_words() {
        let texts = Texts::load().unwrap();
        for act in ACTS {
            let key = format!("act-{}", act.replace('.', "-"));
            assert!(Language::ALL.into_iter().all(|language| texts.has(language, &key)), "{act}");
        }
    }
}
