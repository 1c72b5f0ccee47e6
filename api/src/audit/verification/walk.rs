//! Along one chain, from its first entry to its head.

use hechang_entity::{audit_entry, audit_head};
use uuid::Uuid;

use crate::{
    audit::verification::{Fault, Report, Wrong},
    platform::chain::{BEGINNING, Seals},
};

/// A chain, as far as it was walked.
pub(super) struct Walk<'a> {
    pub(super) chain: Uuid,
    seals: &'a Seals,
    seq: i64,
    /// The last number whose entry is as the program wrote it.
    sound: i64,
    /// The hash of the last entry as it stands there, and as it should be: an altered entry is named once, not its neighbor too.
    hashes: [Vec<u8>; 2],
}

impl<'a> Walk<'a> {
    pub(super) fn new(seals: &'a Seals, chain: Uuid) -> Self {
        Self { chain, seals, seq: 0, sound: 0, hashes: [BEGINNING.to_vec(), BEGINNING.to_vec()] }
    }

    /// The next entry.
    pub(super) fn step(&mut self, entry: &audit_entry::Model, report: &mut Report) {
        let seq = entry.seq.unwrap_or_default();
        let gap = seq - self.seq != 1;
        if seq - self.seq > 1 {
            report.add(self.fault(Some(self.seq + 1), None, Wrong::Removed(seq - 1)));
        }
        let stands = entry.hash.clone().unwrap_or_default();
        let right = self.seals.entry(entry);
        let linked = entry.previous.as_ref().is_some_and(|previous| self.hashes.contains(previous));
        let wrong = match &right {
            None => Some(Wrong::UnknownKey),
            Some(right) if *right != stands => Some(Wrong::Altered),
            Some(_) if !gap && !linked => Some(Wrong::NotLinked),
            // Numbers begin with 1.
            Some(_) if seq <= self.seq => Some(Wrong::Altered),
            Some(_) => None,
        };
        match wrong {
            Some(wrong) => report.add(self.fault(Some(seq), Some(entry.id), wrong)),
            None => self.sound = seq,
        }
        self.hashes = [right.unwrap_or_else(|| stands.clone()), stands];
        self.seq = seq;
        report.entries += 1;
    }

    /// The end: the head must stand at the last entry.
    pub(super) fn end(self, head: Option<&audit_head::Model>, report: &mut Report) {
        report.chains += 1;
        let fault = match head {
            None => self.fault(None, None, Wrong::HeadRemoved),
            Some(head) if !self.seals.holds(head) => self.fault(Some(head.seq), None, Wrong::HeadAltered),
            Some(head) if head.seq > self.seq => {
                self.fault(Some(self.seq + 1), None, Wrong::CutOff(head.seq))
            }
            // Beyond the head there may be what somebody put in, which was named; nothing of the program's own.
            Some(head) if head.seq < self.sound => self.fault(Some(head.seq), None, Wrong::HeadAltered),
            Some(head) if head.seq == self.seq && !self.hashes.contains(&head.hash) => {
                self.fault(Some(head.seq), None, Wrong::HeadAltered)
            }
            Some(_) => return,
        };
        report.add(fault);
    }

    fn fault(&self, seq: Option<i64>, id: Option<Uuid>, wrong: Wrong) -> Fault {
        Fault { chain: Some(self.chain), seq, id, wrong }
    }
}
