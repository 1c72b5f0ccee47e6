//! How far a member of staff reaches: the organ they work for and those below it, of their own line of work, without what they are
//! kept out of.

use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::{
    catalog::HandoffKind,
    error::Internal,
    identity::{
        actor::{Role, Staff},
        policy::{Action, Custody, Denial, Handoff, Matter, Request, may, queries},
    },
    organs::{self, model::Line},
};

/// A member of staff and how far they reach; asked for within the transaction that acts on it (security.md AC-10).
#[derive(Clone, Debug)]
pub struct Reach {
    /// Who.
    pub staff: Staff,
    /// Their organ and those below it.
    pub organs: Vec<Uuid>,
    /// The matters that they are kept out of (回避).
    pub recused: Vec<Uuid>,
}

/// How far somebody reaches now.
pub async fn reach(db: &impl ConnectionTrait, staff: &Staff) -> Result<Reach, Internal> {
    let organs = organs::service::organ_and_below(db, staff.organ_id).await?;
    let recused =
        if may(staff, Action::SeeMatters) { queries::kept_out_of(db, staff.id).await? } else { Vec::new() };
    Ok(Reach { staff: staff.clone(), organs, recused })
}

impl Reach {
    /// Whether what belongs to an organ is within reach.
    pub(super) fn contains(&self, organ: Uuid) -> Result<(), Denial> {
        if self.organs.contains(&organ) { Ok(()) } else { Err(Denial::OutOfReach) }
    }

    /// Whether a matter may be opened. Lists ask the same of the database: `applications::queries::scoped`.
    pub(super) fn opens(&self, matter: &Matter) -> Result<(), Denial> {
        if !self.sees_matters() {
            return Err(Denial::OutOfReach);
        }
        self.contains(matter.organ_id)?;
        if self.recused.contains(&matter.id) {
            return Err(Denial::Recused);
        }
        if matter.assignee_id == Some(self.staff.id) {
            return Ok(());
        }
        if !self.is_of_line(matter) {
            return Err(Denial::OutOfReach);
        }
        if matter.guarded && !self.sees_guarded() && !self.could_take(matter) {
            return Err(Denial::Guarded);
        }
        Ok(())
    }

    /// Whether they see what was handed over: staff by the matter, or a clue by the organ that has it or
    /// sent it; a partner exactly what was
    /// handed to it, as long as it is open, and its own clues. Lists ask the same of the database: `referrals::queries`.
    pub(super) fn opens_handoff(&self, handoff: &Handoff) -> Result<(), Denial> {
        if self.sees_matters() {
            return match (handoff.kind, &handoff.matter) {
                (HandoffKind::Referral, Some(matter)) => self.opens(matter),
                (HandoffKind::Referral, None) => Err(Denial::OutOfReach),
                (HandoffKind::Clue, _) if handoff.from == self.staff.organ_id => Ok(()),
                (HandoffKind::Clue, _) => self.contains(handoff.to),
            };
        }
        let theirs = match handoff.kind {
            HandoffKind::Referral => handoff.open && handoff.to == self.staff.organ_id,
            HandoffKind::Clue => handoff.from == self.staff.organ_id,
        };
        if theirs && self.sees_handoffs() { Ok(()) } else { Err(Denial::OutOfReach) }
    }

    /// Whether they see a mandate of custody: staff by the matter, finance by the organ that watches over it, a custodian exactly what
    /// its organ has in hand. Lists ask the same of the database: `assistance::custody::queries`.
    pub(super) fn opens_custody(&self, custody: &Custody) -> Result<(), Denial> {
        let held = custody.handed && custody.custodian == self.staff.organ_id && self.holds_custody();
        if held || self.pays() && self.contains(custody.organ).is_ok() {
            return Ok(());
        }
        custody.matter.as_ref().map_or(Err(Denial::OutOfReach), |matter| self.opens(matter))
    }

    /// Whether they hold money for others.
    pub fn holds_custody(&self) -> bool {
        may(&self.staff, Action::VerifyReleases)
    }

    /// Whether they pay.
    pub fn pays(&self) -> bool {
        may(&self.staff, Action::Pay)
    }

    /// Whether they see, as one of the asked procuratorate, what it was asked: as a matter in its keeping, as long as it is open. Lists
    /// ask the same of the database: `assistance::investigation::queries`.
    pub(super) fn opens_request(&self, request: &Request) -> Result<(), Denial> {
        if !request.open {
            return Err(Denial::OutOfReach);
        }
        request.matters.iter().try_for_each(|matter| self.opens(matter))
    }

    /// Whether they see what was handed over at all.
    pub fn sees_handoffs(&self) -> bool {
        may(&self.staff, Action::SeeHandoffs)
    }

    /// Whether they open citizens' matters at all.
    pub fn sees_matters(&self) -> bool {
        may(&self.staff, Action::SeeMatters)
    }

    /// Whether guarded matters are open to them whoever has them: to those who decide, those who look things over, and those whose
    /// work is children.
    pub fn sees_guarded(&self) -> bool {
        self.staff.is_any(&[Role::Approver, Role::Auditor]) || self.staff.line == Some(Line::Juvenile)
    }

    /// Who stands above departments works for every line; what was handed to none is open to each.
    fn is_of_line(&self, matter: &Matter) -> bool {
        self.staff.line.is_none() || matter.line.is_none() || self.staff.line == matter.line
    }

    /// A guarded matter that nobody has yet is received at its own organ only.
    fn could_take(&self, matter: &Matter) -> bool {
        matter.assignee_id.is_none() && matter.organ_id == self.staff.organ_id
    }
}
